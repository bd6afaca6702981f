"""The daily list for staff: at 07:30 on working days, one line where there is nothing to say.

Due today, overdue, held, undeliverable, late breakdown notices, short notice, new moves, unused
dates, what was sent since the last list (deadlines.md, Digests: "yesterday"; over a weekend that is
since Friday, or the breakdown of a Friday evening would be in no list).
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mailbot.leaving.changes import OWED, changed
from mailbot.leaving.runsout import RunsOut
from mailbot.mails import acknowledgements as ack
from mailbot.mails.incoming import CONCERNED
from mailbot.planned.cases import initials
from mailbot.planned.docket import Docket
from mailbot.planned.endings import days_out
from mailbot.planned.post import Post
from mailbot.rulebook import Rulebook
from mailbot.rules.attendance import overdue_weeks
from mailbot.rules.moves import Move
from mailbot.rules.obligations import State, obligations
from mailbot.rules.placement import Placement, placement
from mailbot.rules.schooldays import DAY, CalendarTooShortError
from mailbot.rules.timeliness import is_short_notice
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from mailbot.writing.casefile import Item
from mailbot.writing.letters import kind_name
from mailbot.writing.wording import day

HOUR, MINUTE = 7, 30
_LOOK_BACK = dt.timedelta(days=7)

# The sections that a protocol may leave out, by how their titles begin.
_DUE, _OVERDUE, _CARE = "Due today", "Overdue", "Needs care"
_BESIDE, _WEEKS = "Came in beside the forms of a move", "Attendance records"
_NEW, _UNUSED = "New moves", "Review dates that were not used"
_OPTIONAL = {
    "attendance": "Attendance records",
    "new": "New moves",
    "unused": "Review dates that were not used",
    "sent": "Sent since",
}
_TAKEN = (
    sa.select(t.mails.c.seq, t.mails.c.sha, t.mails.c.why)
    .where(t.mails.c.seq >= sa.bindparam("seq_"), t.mails.c.taken >= sa.bindparam("since_"))
    .order_by(t.mails.c.seq)
)


class Digest:
    """Writes the daily list."""

    def __init__(self, ledger: Ledger, docket: Docket, rules: Rulebook, post: Post) -> None:
        """Read `ledger` and `docket`, write by `post`."""
        self._ledger = ledger
        self._docket = docket
        self._rules = rules
        self._post = post
        self._runs_out = RunsOut(docket, rules)
        # since when the last list's mails were taken in, and the place of the first of them
        self._looked: tuple[dt.datetime, int] | None = None

    def next(self, now: dt.datetime) -> dt.datetime:
        """Return the next 07:30 of a working day after `now`."""
        calendar = self._rules.calendar
        when = calendar.day_of(now)
        while not calendar.is_working_day(when) or calendar.at(when, HOUR, MINUTE) <= now:
            when += DAY
        return calendar.at(when, HOUR, MINUTE)

    def is_due(self, now: dt.datetime) -> bool:
        """Return whether today's list is due and has not been written."""
        calendar = self._rules.calendar
        today = calendar.day_of(now)
        if not calendar.is_working_day(today) or now < calendar.at(today, HOUR, MINUTE):
            return False
        return self._ledger.get("digest") != today.isoformat()

    def write(self, now: dt.datetime) -> None:
        """Queue today's list if it is due and has not been written."""
        if not self.is_due(now):
            return
        today = self._rules.calendar.day_of(now)
        self._ledger.put("digest", today.isoformat())
        self._post.take_back("digest_daily", now)  # of earlier days: today's says what is so now
        left_out = tuple(_OPTIONAL[one] for one in self._rules.protocol.digest.leave_out)
        sections = [
            {"title": title, "rows": rows}
            for title, rows in self._sections(now, today)
            if rows and not title.startswith(left_out)
        ]
        item = Item(kind="digest_daily", data={"sections": sections})
        self._post.list_for(self._rules.settings.digest.daily, f"digest/{today}", item, now)

    def _sections(self, now: dt.datetime, today: dt.date) -> list[tuple[str, list[str]]]:
        """Return each heading with its rows; what a weekend brought is told on Monday."""
        since = self._rules.calendar.working_day_before(today)
        told: dict[str, list[str]] = defaultdict(list)
        for ref, move in self._docket.moves().items():
            name = f"{ref} ({initials(self._docket.people(ref))})"
            for heading, text in self._of_move(ref, move, since, today):
                told[heading].append(name + text)
        calendar = changed(self._ledger, self._docket, self._rules, today)
        faults = list(self._rules.calendar_faults)
        return [
            ("Calendar not usable, the one of before stays in force", faults),
            ("Calendar changed", calendar),
            ("Terms run out", self._runs_out.rows(today)),
            (_DUE, told[_DUE]),
            (_OVERDUE, told[_OVERDUE]),
            ("Waits for a person", self._held()),
            ("Not delivered", self._undelivered(since)),
            (_CARE, told[_CARE]),
            (_BESIDE, [*told[_BESIDE], *self._concerns(since)]),
            (_WEEKS, told[_WEEKS]),
            (_NEW, told[_NEW]),
            (_UNUSED, told[_UNUSED]),
            (f"Sent since {day(since)}", self._sent(since, now)),
        ]

    def _of_move(
        self, ref: str, move: Move, since: dt.date, today: dt.date
    ) -> Iterator[tuple[str, str]]:
        """Yield what is to be told of one move, each with the heading under which it stands."""
        calendar, protocol = self._rules.calendar, self._rules.protocol_of(move)
        dates = placement(move, protocol, calendar)
        for owed in obligations(move, protocol, calendar, dates):
            if owed.state in (State.OPEN, State.RESTING) and owed.due <= today:
                heading = _DUE if owed.due == today else _OVERDUE
                yield heading, f": {OWED[owed.kind]}, due {day(owed.due)}"
        yield from ((_CARE, f": {text}") for text in self._care(ref, move, since))
        yield from ((_WEEKS, f": {text}") for text in self._attendance(move, dates, since, today))
        for form in move.noted:
            if form.at and calendar.day_of(form.at) >= since:
                yield _BESIDE, f": {form.sentence}."
        if move.known and calendar.day_of(move.known) >= since:
            yield _NEW, f" became known on {day(calendar.day_of(move.known))}."
        for one in (*dates.unused, *dates.early) if dates else ():
            yield _UNUSED, f": {day(one)} fits no review and was not used."

    def _care(self, ref: str, move: Move, since: dt.date) -> Sequence[str]:
        lines = []
        calendar = self._rules.calendar
        paper = self._docket.paper(ref)
        if paper is not None and not move.is_over:
            lines += [c.text for c in ack.needs_care(paper, move, self._rules)]
        try:
            is_new = move.known is not None and calendar.day_of(move.known) >= since
            if is_new and is_short_notice(move, self._rules.told_under(move), calendar):
                lines.append("short notice: the agreement came less than two school days ahead.")
            back = move.breakdown.return_date if move.breakdown else None
            out = days_out(move, calendar)
            if out and back is not None and back >= since:
                word = "day" if out == 1 else "days"
                lines.append(f"{out} school {word} out: each must be a formal suspension.")
        except CalendarTooShortError:
            return lines
        return lines

    def _attendance(
        self, move: Move, dates: Placement | None, since: dt.date, today: dt.date
    ) -> Sequence[str]:
        """Return which records came since the last list, and which weeks beyond the first lack."""
        lines = [
            f"the record for the week of {day(week)} came."
            for week, at in move.weeks
            if since <= self._rules.calendar.day_of(at) < today
        ]
        agreement = move.agreement
        silent = agreement is None or agreement.attendance in ("daily", "other")
        chased = self._rules.protocol_of(move).attendance.weeks
        if dates is None or move.is_over or silent or not chased:
            return lines
        try:
            missing = overdue_weeks(move, self._rules.calendar, dates, chased, today)
        except CalendarTooShortError:
            return lines
        if len(missing) > 1:
            lines.append(
                f"{len(missing)} weeks lack a record, the first that of {day(missing[0])}."
            )
        return lines

    def _concerns(self, since: dt.date) -> list[str]:
        """Return the mails since then that sound worried and name no move that we know."""
        first = self._rules.calendar.at(since, 0)
        if self._looked is None or self._looked[0] > first:
            self._looked = first, 0
        found = self._ledger.rows(_TAKEN, since_=first, seq_=self._looked[1])
        if found:
            # the mails before it are of earlier days: no later list need look through them again
            self._looked = first, found[0]["seq"]
        return [
            f"mail {row['sha'][:8]}: words of concern, no move is known for them: read it."
            for row in found
            if row["why"] == CONCERNED
        ]

    def _held(self) -> list[str]:
        query = sa.select(t.held).where(t.held.c.decision == "").order_by(t.held.c.id)
        return [
            f"{row['id']}: {row['move'] or 'no move'}, {row['why']} (mailbot held {row['id']})"
            for row in self._ledger.rows(query)
        ]

    def _undelivered(self, since: dt.date) -> list[str]:
        """Return the letters that did not leave or came back, and those dropped since then."""
        first = self._rules.calendar.at(since, 0)
        dropped = (t.outbox.c.state == "withdrawn") & t.outbox.c.answer.startswith("dropped")
        waits = (t.outbox.c.state == "held") & t.outbox.c.hold.in_(("listed", "cap"))
        query = sa.select(t.outbox).where(
            sa.or_(
                t.outbox.c.state.in_(("refused", "returned", "uncertain")),
                waits,
                dropped & (t.outbox.c.queued >= first - _LOOK_BACK),
            )
        )
        return [
            f"{row['id']}: {row['move'] or 'no move'}, {kind_name(row['kind'])} to the "
            f"{row['role'].replace('_', ' ')}, {row['state']}. {row['answer']}".rstrip()
            for row in self._ledger.rows(query.order_by(t.outbox.c.id))
        ]

    def _sent(self, first: dt.date, now: dt.datetime) -> list[str]:
        calendar = self._rules.calendar
        since, until = calendar.at(first, 0), calendar.at(calendar.day_of(now), 0)
        kinds = sa.select(t.outbox.c.kind, sa.func.count().label("n")).where(
            t.outbox.c.sent >= since,
            t.outbox.c.sent < until,
            t.outbox.c.kind.not_like("digest_%"),
        )
        late = sa.select(t.outbox).where(
            t.outbox.c.sent >= since, t.outbox.c.late_days > 0, t.outbox.c.kind != "form_received"
        )
        named: Counter[str] = Counter()  # several kinds have one name
        for row in self._ledger.rows(kinds.group_by(t.outbox.c.kind).order_by(t.outbox.c.kind)):
            named[kind_name(row["kind"])] += row["n"]
        return [f"{count} \u00d7 {name}" for name, count in named.items()] + [
            f"{row['move']}: the {kind_name(row['kind'])} to the {row['role'].replace('_', ' ')} "
            f"left {row['late_days']} days after the decision."
            for row in self._ledger.rows(late)
        ]
