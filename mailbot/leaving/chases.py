"""Chases and escalations: those to one address at one moment are one message, a row for each.

Ordered by due date, then move, whatever school or duty they are about (deadlines.md, Chase ladder).
"""

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from mailbot.leaving.moveletters import MoveLetters
from mailbot.mails.acknowledgements import asked_form
from mailbot.planned.cases import recipients
from mailbot.planned.contents import item, rule_of
from mailbot.planned.docket import Docket
from mailbot.planned.post import Piece, Post
from mailbot.rulebook import Rulebook
from mailbot.rules.planned import Planned
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row, StoreError, left_of
from mailbot.writing.casefile import Item, Recipient
from parsers.records import Reading

log = logging.getLogger("mailbot.leaving.chases")


class Chases:
    """Queues what is chased at one moment."""

    def __init__(
        self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post, letters: MoveLetters
    ) -> None:
        """Queue by `post`. letters: told of a chase that cannot be written, or sent."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post
        self._letters = letters

    def queue(self, chases: Sequence[Planned], now: dt.datetime) -> None:
        """Queue chases and escalations; one that cannot be written keeps no other from leaving."""
        by_reader: dict[str, tuple[Recipient, list[Planned]]] = {}
        for one in sorted(chases, key=lambda p: (p.due or dt.date.max, p.key)):
            ref = one.key.partition("/")[0]
            to = self._senders(one) if one.role == "sender" else ()
            to = to or recipients(one, self._docket, self._rules)
            if not to:
                with self._ledger.transaction():
                    self._letters.no_address(ref, one, now)
            for reader in to:
                entry = by_reader.setdefault(reader.address.casefold(), (reader, []))
                entry[1].append(one)
        for reader, planned in by_reader.values():
            self._post_chases(planned, reader, now)

    def _post_chases(self, planned: Sequence[Planned], reader: Recipient, now: dt.datetime) -> None:
        """Queue the chases of one reader; if they cannot be one message, each is tried alone."""
        try:
            with self._ledger.transaction():
                pieces = [
                    Piece(key=one.key, item=self._chase(one, now), due=one.due) for one in planned
                ]
                self._post.put(pieces, reader, now, source=rule_of(planned[0], self._rules))
        except StoreError:
            raise
        except Exception:
            log.exception("chases broke us count=%d kind=%s", len(planned), planned[0].kind)
            if len(planned) > 1:
                for one in planned:
                    self._post_chases([one], reader, now)
                return
            ref = planned[0].key.partition("/")[0]
            with self._ledger.transaction():
                self._letters.broken(
                    ref, f"A letter ({planned[0].kind}) could not be written.", now
                )

    def _chase(self, one: Planned, now: dt.datetime) -> Item:
        ref = one.key.partition("/")[0]
        said = item(one, self._docket, self._rules, now, left_of(self._ledger.keys(ref)))
        if one.kind != "form_query":
            return said
        forms = [
            asked_form(Reading.model_validate_json(r["reading"]), self._rules, r["at"])
            for r in self._forms(one)
        ]
        return replace(said, data={"forms": forms, "rung": one.rung})

    def _forms(self, one: Planned) -> Sequence[Row]:
        return self._ledger.rows(sa.select(t.forms).where(t.forms.c.id == int(one.data["form"])))

    def _senders(self, one: Planned) -> Sequence[Recipient]:
        return [
            Recipient(role="sender", address=r["sender"], voice="school") for r in self._forms(one)
        ]
