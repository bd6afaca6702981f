"""What waits for a person: opened with the facts that caused it, and told to staff at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import sqlalchemy as sa

from mailbot.planned.cases import case
from mailbot.planned.docket import Docket
from mailbot.planned.post import Piece, Post
from mailbot.rulebook import Rulebook
from mailbot.rules.outcomes import unconfirmed_at
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger, Row
from mailbot.writing.casefile import Item, Recipient
from parsers.doubts.questions import label_of

_LISTED_NOTICES = (
    sa.select(t.outbox.c.id, t.outbox.c.move, t.outbox.c.queued)
    .where(
        t.outbox.c.state == "held",
        t.outbox.c.hold == "listed",
        t.outbox.c.kind.startswith("breakdown_"),
    )
    .order_by(t.outbox.c.id)
)
_LISTED = "A breakdown notice waits, because the configuration holds letters of its kind."

# Why notices of a move wait, and what the item that holds them is called.
SORTS = {"looked_after": "parent_notice", "late_news": "parent_notice", "pex": "home_notice"}
# The reason that staff are told, and the hold that it names.
HOLD_OF = {
    "looked_after_parents": "looked_after",
    "pex_home_notice": "pex",
    "late_news": "late_news",
}
_WHY = {
    "looked_after": "The child is looked after: the parents' letters wait for a person.",
    "pex": "Permanent exclusion was agreed if it is unsuccessful: the home school's notice waits.",
    "late_news": "The breakdown is more than {days} days old: the parents' notices wait.",
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
        crops: Mapping[str, bytes] = MappingProxyType({}),
    ) -> int:
        """Open an item and tell staff of it at once (`tell`); return its number.

        crops: the doubtful places of a form that is a picture, by field.
        """
        number = int(
            self._ledger.write(
                sa.insert(t.held).values(
                    sort=sort, move=ref, form=form, sha=sha, reason=reason, why=why, since=now
                )
            )
        )
        self._ledger.audit(now, "held", number)
        if tell:
            data: dict[str, object] = {
                "reason": reason,
                "held_id": number,
                "why": why,
                "urgent": urgent,
            }
            if crops:
                names = {field: f"question-{n}.png" for n, field in enumerate(crops, start=1)}
                data["details"] = [f"{label_of(field)}: see {names[field]}" for field in crops]
                data["pictures"] = {names[field]: crop for field, crop in crops.items()}
            self.tell(f"held/{number}", "form_held", data, now, ref=ref)
        return number

    def for_notices(self, ref: str, hold: str, now: dt.datetime, *, tell: bool = False) -> int:
        """Return the open item for notices of a move that wait, made if there is none.

        tell: write to staff of it; the rules plan that letter where they know of the wait.
        """
        query = sa.select(t.held.c.id).where(
            t.held.c.move == ref, t.held.c.reason == hold, t.held.c.decision == ""
        )
        found = self._ledger.row(query)
        if found is not None:
            return int(found["id"])
        protocol = self._rules.protocol_of(self._docket.moves()[ref])
        why = _WHY[hold].format(days=protocol.breakdown.late_news_days)
        return self.open(now, SORTS[hold], hold, why, ref=ref, tell=tell)

    def tell(  # noqa: PLR0913 - each is a side of one message
        self,
        key: str,
        kind: str,
        data: Mapping[str, object],
        now: dt.datetime,
        *,
        ref: str | None = None,
        due: dt.date | None = None,
    ) -> None:
        """Write to each of the exclusions team, a letter of their own."""
        about = case(ref, self._docket, self._rules) if ref else None
        for n, address in enumerate(self._rules.settings.authority.exclusions_team):
            to = Recipient(role="exclusions_team", address=address, voice="staff")
            item = Item(kind=kind, case=about, data=data)
            self._post.put([Piece(key=f"{key}/{n}", item=item, due=due)], to, now)

    # breakdown notices of a kind that [sending] hold names (contract/cli.md)

    def has_listed(self, now: dt.datetime) -> bool:
        """Return whether any breakdown notice is held as listed, whatever the instant."""
        del now
        return bool(self._listed())

    def tell_of_listed(self, now: dt.datetime) -> None:
        """Tell staff of each breakdown notice that is held as listed: at once, and at 15:00."""
        for row in self._listed():
            key = f"listed/{row['id']}"
            if not self._is_told(key):
                details = [
                    f"Let it go: mailbot outbox --release {row['id']}",
                    f"Or drop it: mailbot outbox --drop {row['id']} --why ...",
                ]
                data = {"reason": "listed", "why": _LISTED, "details": details, "urgent": True}
                self.tell(key, "form_held", data, now, ref=row["move"])
            late = unconfirmed_at(row["queued"], self._rules.calendar)
            if now >= late and not self._is_told(f"{key}/escalation"):
                what = f"{_LISTED} Let it go with mailbot outbox --release {row['id']}, or drop it."
                data = {"reason": "listed", "what": what}
                self.tell(f"{key}/escalation", "escalation", data, now, ref=row["move"])

    def next_listed(self) -> dt.datetime:
        """Return when the next breakdown notice held as listed is told of again: never, if none."""
        return min(
            (
                unconfirmed_at(row["queued"], self._rules.calendar)
                for row in self._listed()
                if not self._is_told(f"listed/{row['id']}/escalation")
            ),
            default=dt.datetime.max.replace(tzinfo=dt.UTC),
        )

    def _listed(self) -> Sequence[Row]:
        return self._ledger.rows(_LISTED_NOTICES)

    def _is_told(self, key: str) -> bool:
        told = sa.select(t.notices.c.key).where(t.notices.c.key == f"{key}/0")
        return self._ledger.row(told) is not None
