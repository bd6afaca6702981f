"""What waits for a person: opened with the facts that caused it, and told to staff at once."""

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from mailbot import tables as t
from mailbot.casefile import Item, Recipient
from mailbot.cases import case
from mailbot.docket import Docket
from mailbot.ledger import Ledger
from mailbot.post import Piece, Post
from mailbot.rulebook import Rulebook

# Why notices of a move wait, and what the item that holds them is called.
SORTS = {"looked_after": "parent_notice", "late_news": "parent_notice", "pex": "home_notice"}
_WHY = {
    "looked_after": "The child is looked after: the parents' letters wait for a person.",
    "pex": "Permanent exclusion was agreed if it is unsuccessful: the home school's notice waits.",
    "late_news": "The breakdown is more than four weeks old: the parents' notices wait.",
}


class HeldItems:
    """Opens held items and tells staff of them."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Keep items in `ledger`, write to staff by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post

    def open(  # noqa: PLR0913 - each is a column of the held item
        self,
        now: dt.datetime,
        sort: str,
        reason: str,
        why: str,
        *,
        ref: str | None = None,
        form: int | None = None,
        sha: str = "",
        urgent: bool = False,
        tell: bool = True,
    ) -> int:
        """Open an item and tell staff of it at once (`tell`); return its number."""
        number = int(
            self._ledger.write(
                sa.insert(t.held).values(
                    sort=sort, move=ref, form=form, sha=sha, reason=reason, why=why, since=now
                )
            )
        )
        self._ledger.audit(now, "held", number)
        if tell:
            data = {"reason": reason, "held_id": number, "why": why, "urgent": urgent}
            self.tell(f"held/{number}", "form_held", data, now, ref=ref)
        return number

    def for_notices(self, ref: str, hold: str, now: dt.datetime) -> int:
        """Return the open item for notices of a move that wait, made if there is none."""
        query = sa.select(t.held.c.id).where(
            t.held.c.move == ref, t.held.c.reason == hold, t.held.c.decision == ""
        )
        found = self._ledger.row(query)
        if found is not None:
            return int(found["id"])
        return self.open(now, SORTS[hold], hold, _WHY[hold], ref=ref, tell=False)

    def tell(
        self,
        key: str,
        kind: str,
        data: Mapping[str, object],
        now: dt.datetime,
        *,
        ref: str | None = None,
    ) -> None:
        """Write to each of the exclusions team, a letter of their own."""
        about = case(ref, self._docket, self._rules) if ref else None
        for n, address in enumerate(self._rules.settings.authority.exclusions_team):
            to = Recipient(role="exclusions_team", address=address, voice="staff")
            item = Item(kind=kind, case=about, data=data)
            self._post.put([Piece(key=f"{key}/{n}", item=item)], to, now)
