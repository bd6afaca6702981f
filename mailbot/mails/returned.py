"""Mail that comes back: a bounce of one of our letters, or an absence reply to a breakdown notice.

A letter that was not delivered is told to staff; a breakdown notice at once, with the number to
ring. An absence reply matters only to a breakdown notice: its reader may not see it tonight
(deadlines.md, Breakdown). Neither is ever answered.
"""

import datetime as dt

import sqlalchemy as sa

from mailbot.mails.helditems import HeldItems
from mailbot.planned.cases import case
from mailbot.planned.docket import Docket
from mailbot.rulebook import Rulebook
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from mailbot.writing.casefile import Case
from parsers.arrivals.bounces import bounce_of
from parsers.evidence import Evidence

_WHY = {
    "dead": "the address does not exist",
    "full": "the mailbox is full",
    "policy": "the receiving server refused the message",
    "other": "it could not be delivered",
}


class Returned:
    """Tells staff what came back."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, held: HeldItems) -> None:
        """Look letters up in `ledger` and tell staff by `held`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._held = held

    def tell(self, row: Row, evidence: Evidence, now: dt.datetime) -> bool:
        """Tell staff of a bounce or an absence that concerns a letter of ours; False if none."""
        if evidence.automatic == "absence":
            return self._absence(row, evidence, now)
        bounce = bounce_of(row["raw"])
        letter = self._letter(bounce.original_message_ids) if bounce else None
        if bounce is None or letter is None:
            return False
        if bounce.kind != "delayed" and letter["state"] != "returned":
            why = f"{_WHY[bounce.kind]} ({bounce.status})" if bounce.status else _WHY[bounce.kind]
            self._ledger.change_letter(letter["id"], now, state="returned", answer=why)
            self._came_back(letter, why, now)
        return True

    def _letter(self, ids: tuple[str, ...]) -> Row | None:
        for message_id in ids:
            where = t.outbox.c.message_id == message_id
            found = self._ledger.row(sa.select(t.outbox).where(where))
            if found is not None:
                return found
        return None

    def _came_back(self, letter: Row, why: str, now: dt.datetime) -> None:
        about = case(letter["move"], self._docket, self._rules) if letter["move"] else None
        ends = letter["kind"].startswith("breakdown_")
        data = {
            "kind_returned": letter["kind"],
            "why": why,
            "phone": _number(about, letter["role"], letter["recipient"]),
            "breakdown": ends,
            "to_role": letter["role"],
        }
        self._held.tell(f"returned/{letter['id']}", "undeliverable", data, now, ref=letter["move"])

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
        key = f"absence/{row['sha'][:32]}"
        self._held.tell(key, "escalation", data, now, ref=letter["move"], due=letter["due"])
        return True


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
