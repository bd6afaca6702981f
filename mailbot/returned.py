"""Mail that comes back: a bounce of one of our letters, or an absence reply to a breakdown notice.

A letter that was not delivered is told to staff; a breakdown notice at once, with the number to
ring. An absence reply matters only to a breakdown notice: its reader may not see it tonight
(deadlines.md, Breakdown). Neither is ever answered.
"""

import datetime as dt

import sqlalchemy as sa

from mailbot import tables as t
from mailbot.cases import case
from mailbot.casefile import Case, Item, Recipient
from mailbot.docket import Docket
from mailbot.ledger import Ledger, Row
from mailbot.post import Piece, Post
from mailbot.rulebook import Rulebook
from parsers.bounces import Bounce, bounce_of
from parsers.evidence import Evidence

_WHY = {
    "dead": "the address does not exist",
    "full": "the mailbox is full",
    "policy": "the receiving server refused the message",
    "other": "it could not be delivered",
}


class Returned:
    """Tells staff what came back."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Look letters up in `ledger` and write to staff by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post

    def tell(self, row: Row, evidence: Evidence, now: dt.datetime) -> bool:
        """Tell staff of a bounce or an absence that concerns a letter of ours; False if none."""
        if evidence.automatic == "absence":
            return self._absence(row, evidence, now)
        bounce = bounce_of(row["raw"])
        letter = self._letter(bounce.original_message_ids) if bounce else None
        if bounce is None or letter is None:
            return False
        if bounce.kind != "delayed":
            why = f"{_WHY[bounce.kind]} ({bounce.status})" if bounce.status else _WHY[bounce.kind]
            self._ledger.change_letter(letter["id"], now, state="returned", answer=why)
            self._came_back(letter, bounce, why, now)
        return True

    def _letter(self, ids: tuple[str, ...]) -> Row | None:
        for message_id in ids:
            where = t.outbox.c.message_id == message_id
            found = self._ledger.row(sa.select(t.outbox).where(where))
            if found is not None:
                return found
        return None

    def _came_back(self, letter: Row, bounce: Bounce, why: str, now: dt.datetime) -> None:
        about = case(letter["move"], self._docket, self._rules) if letter["move"] else None
        ends = letter["kind"].startswith("breakdown_")
        data = {
            "kind_returned": letter["kind"],
            "why": why,
            "phone": _number(about, letter["role"], letter["recipient"]),
            "breakdown": ends,
            "to_role": letter["role"],
        }
        self._write("undeliverable", f"returned/{letter['id']}", about, data, now)

    def _absence(self, row: Row, evidence: Evidence, now: dt.datetime) -> bool:
        letter = self._letter(evidence.references)
        if letter is None or not letter["kind"].startswith("breakdown_"):
            return False
        about = case(letter["move"], self._docket, self._rules) if letter["move"] else None
        data = {
            "reason": "absence",
            "what": "An absence reply came back to a breakdown notice.",
            "phone": _number(about, letter["role"], letter["recipient"]),
        }
        self._write("escalation", f"absence/{row['sha'][:32]}", about, data, now)
        return True

    def _write(
        self, kind: str, key: str, about: Case | None, data: dict[str, object], now: dt.datetime
    ) -> None:
        for n, address in enumerate(self._rules.settings.authority.exclusions_team):
            to = Recipient(role="exclusions_team", address=address, voice="staff")
            piece = Piece(key=f"{key}/{n}", item=Item(kind=kind, case=about, data=data))
            self._post.put([piece], to, now)


def _number(about: Case | None, role: str, address: str) -> str | None:
    """Return the telephone number of whoever did not get a letter."""
    if about is None:
        return None
    if role == "parent":
        same = [p.phone for p in about.parents if p.email == address]
        return same[0] if same else None
    if role == "social_worker":
        return about.social_worker_phone
    school = {"home": about.home, "receiving": about.receiving}.get(role)
    return (school.out_of_hours_phone or school.phone) if school else None
