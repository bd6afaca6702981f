"""The authority's figures, counted by hand (deadlines.md, Digests: figures and charts)."""

from collections.abc import Mapping

import pytest

from mailbot.rules.figures import (
    Balance,
    Chased,
    SentNotice,
    Span,
    Tally,
    balances,
    missing_agreements,
    school_year_to,
    standing,
    states,
    tally,
    week_before,
)
from mailbot.rules.moves import Event, Move, fold
from mailbot.rules.protocols import Protocols
from tests.rules.made import (
    HOME,
    RECEIVING,
    calendar,
    day,
    event,
    mm1,
    move,
    protocol,
    successful,
    unsuccessful,
)  # fmt: skip

# Start Mon 7 Sep 2026: the agreement is in time to Mon 14 Sep; reviews fall due on Mon 5 Oct (in
# time to Wed 7 Oct), Tue 3 Nov, since Mon 2 Nov is an INSET day (to Thu 5 Nov), Mon 30 Nov (to Wed
# 2 Dec).
PROMPT = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026")
LATE = mm1("Wed 16 Sep 2026 09:30", "Mon 7 Sep 2026")  # Tue 15 and Wed 16 Sep: 2 school days
YEAR = Span(day("Tue 1 Sep 2026"), day("Sun 8 Nov 2026"))


def _tally(span: Span, moves: Mapping[str, Move], *sent: SentNotice) -> Tally:
    return tally(moves, sent, Protocols((protocol(),)), calendar(), span)


def _of(*events: Event, span: Span = YEAR) -> Tally:
    return _tally(span, {"M1": move(*events)})


def _held(when: str, on: str) -> Event:
    return event("review", when, day=day(on), final=False)


def _chase(when: str, kind: str = "review_chase", about: str = "review:week4") -> SentNotice:
    return SentNotice(kind=kind, move="M1", about=about, day=day(when))


def test_the_week_before_runs_from_monday_to_sunday() -> None:
    assert week_before(day("Mon 5 Oct 2026")) == Span(day("Mon 28 Sep 2026"), day("Sun 4 Oct 2026"))
    assert week_before(day("Tue 6 Oct 2026")) == week_before(day("Mon 5 Oct 2026"))


def test_a_school_year_begins_on_the_first_of_september() -> None:
    assert school_year_to(day("Mon 31 Aug 2026")).first == day("Mon 1 Sep 2025")
    assert school_year_to(day("Tue 1 Sep 2026")).first == day("Tue 1 Sep 2026")
    assert school_year_to(day("Sun 10 Jan 2027")).first == day("Tue 1 Sep 2026")


def test_an_agreement_in_time_is_counted_in_the_week_in_which_it_came() -> None:
    assert _of(PROMPT, span=week_before(day("Mon 14 Sep 2026"))).in_time == 1
    assert _of(PROMPT, span=week_before(day("Mon 21 Sep 2026"))).in_time == 0


def test_a_late_agreement_is_counted_for_the_school_that_owed_it_with_its_school_days() -> None:
    found = _of(LATE)
    assert found.in_time == 0
    assert found.late == {HOME: (2,)}
    assert found.late_count == 1


def test_where_the_receiving_school_notifies_it_is_the_one_that_was_late() -> None:
    rules = protocol()
    owed = rules.notification.model_copy(update={"owed_by": "receiving"})
    rules = rules.model_copy(update={"notification": owed})
    found = tally({"M1": move(LATE)}, (), Protocols((rules,)), calendar(), YEAR)
    assert found.late == {RECEIVING: (2,)}


@pytest.mark.parametrize(
    ("held", "stands"),
    [("Mon 5 Oct 2026", "in time"), ("Wed 7 Oct 2026", "in time"), ("Thu 8 Oct 2026", "late")],
)
def test_a_review_is_in_time_to_the_end_of_its_tolerance(held: str, stands: str) -> None:
    found = _of(
        PROMPT, _held("Fri 9 Oct 2026 12:00", held), span=week_before(day("Mon 12 Oct 2026"))
    )
    assert found.reviews == {stands: 1}


def test_a_review_that_nobody_held_is_missed_in_the_week_its_tolerance_ended() -> None:
    assert _of(PROMPT, span=week_before(day("Mon 12 Oct 2026"))).reviews == {"missed": 1}
    assert _of(PROMPT, span=week_before(day("Mon 19 Oct 2026"))).reviews == {}


def test_a_year_adds_up_its_weeks() -> None:
    moves = {
        "M1": move(
            PROMPT,
            _held("Tue 6 Oct 2026 12:00", "Tue 6 Oct 2026"),
            _held("Fri 6 Nov 2026 12:00", "Fri 6 Nov 2026"),
        ),
        "M2": move(LATE),
    }
    assert _tally(YEAR, moves).reviews == {"in time": 1, "late": 1, "missed": 2}
    mondays = [day("Mon 7 Sep 2026") + (day("Tue 8 Sep 2026") - day("Tue 1 Sep 2026")) * n
               for n in range(10)]  # fmt: skip
    weeks = [_tally(week_before(monday), moves).reviews for monday in mondays]
    added = {
        name: sum(week.get(name, 0) for week in weeks) for name in ("in time", "late", "missed")
    }
    assert added == _tally(YEAR, moves).reviews


def test_a_review_that_the_end_took_with_it_was_neither_held_nor_missed() -> None:
    ended = unsuccessful("Fri 2 Oct 2026 15:00", "Fri 2 Oct 2026", "Fri 2 Oct 2026")
    assert _of(PROMPT, ended).reviews == {}


def test_the_final_review_is_held_with_the_outcome_form() -> None:
    year = Span(day("Tue 1 Sep 2026"), day("Sun 6 Dec 2026"))
    done = successful("Tue 1 Dec 2026 12:00", "Wed 2 Dec 2026")
    reviews = (
        _held("Mon 5 Oct 2026 12:00", "Mon 5 Oct 2026"),
        _held("Tue 3 Nov 2026 12:00", "Tue 3 Nov 2026"),
    )
    assert _of(PROMPT, *reviews, done, span=year).reviews == {"in time": 3}


def test_outcomes_are_counted_by_kind_on_the_day_they_came() -> None:
    ended = unsuccessful("Fri 2 Oct 2026 15:00", "Thu 1 Oct 2026", "Fri 2 Oct 2026")
    assert _of(PROMPT, ended).outcomes == {"unsuccessful": 1}
    assert _of(PROMPT, ended, span=week_before(day("Mon 12 Oct 2026"))).outcomes == {}


def test_breakdown_notices_are_counted_as_they_left() -> None:
    left = [
        SentNotice(kind=kind, move="M1", about="", day=day("Fri 2 Oct 2026"), late_days=late)
        for kind, late in (("breakdown_parent", 0), ("breakdown_eit", 0), ("breakdown_parent", 1))
    ]
    found = _tally(YEAR, {"M1": move(PROMPT)}, *left)
    assert (found.notices_same_day, found.notices_late) == (2, 1)


def test_two_chases_for_one_review_that_was_held_since_are_one_thing_answered() -> None:
    moves = {"M1": move(PROMPT, _held("Mon 12 Oct 2026 12:00", "Mon 12 Oct 2026"))}
    found = _tally(YEAR, moves, _chase("Thu 8 Oct 2026"), _chase("Mon 12 Oct 2026"))
    assert found.chased == {"review_chase": Chased(sent=2, things=1, answered=1)}


def test_what_was_chased_and_is_still_owed_is_not_answered() -> None:
    moves = {"M1": move(PROMPT)}
    sent = _chase("Thu 8 Oct 2026"), _chase("Fri 16 Oct 2026", "escalation")
    found = _tally(YEAR, moves, *sent)
    assert found.chased == {"review_chase": Chased(sent=1, things=1, answered=0)}
    assert found.escalated == Chased(sent=1, things=1, answered=0)


def test_a_span_in_which_nothing_happened_is_empty() -> None:
    assert _of(PROMPT, span=week_before(day("Mon 28 Sep 2026"))).is_empty
    assert not _of(PROMPT).is_empty


def test_moves_are_counted_as_they_stand_and_closed_ones_in_their_year_alone() -> None:
    known = event("known", "Mon 7 Sep 2026 09:00")
    asked = event("asked", "Mon 7 Sep 2026 09:00", form="1", settles="mm1", school=HOME)
    held = event("held", "Mon 7 Sep 2026 09:00", form="1", settles="mm1")
    done = successful("Tue 1 Dec 2026 12:00", "Wed 2 Dec 2026")
    ended = unsuccessful("Fri 2 Oct 2026 15:00", "Fri 2 Oct 2026", "Fri 2 Oct 2026")
    made = [
        move(known), move(known, asked), move(known, held), move(PROMPT), move(PROMPT, done),
        move(PROMPT, ended),
    ]  # fmt: skip
    assert [standing(one) for one in made] == [
        "expected", "queried", "held", "running", "succeeded", "ended",
    ]  # fmt: skip
    autumn = Span(day("Tue 1 Sep 2026"), day("Thu 31 Dec 2026"))
    assert states(made, calendar(), autumn) == dict.fromkeys(map(standing, made), 1)
    spring = Span(day("Fri 1 Jan 2027"), day("Wed 31 Mar 2027"))
    assert set(states(made, calendar(), spring)) == {"expected", "queried", "held", "running"}


def test_an_agreement_is_missing_from_the_day_after_its_limit() -> None:
    made = [move(event("known", "Mon 7 Sep 2026 09:00", start=day("Mon 7 Sep 2026")))]
    for when, count in (("Mon 14 Sep 2026", 0), ("Tue 15 Sep 2026", 1)):
        assert missing_agreements(made, Protocols((protocol(),)), calendar(), day(when)) == count
    came = [move(PROMPT)]
    assert (
        missing_agreements(came, Protocols((protocol(),)), calendar(), day("Mon 5 Oct 2026")) == 0
    )


def test_days_that_the_terms_do_not_reach_count_nowhere() -> None:
    short = calendar("vale-autumn-only")
    far = mm1("Mon 14 Dec 2026 09:30", "Mon 14 Dec 2026")
    span = Span(day("Tue 1 Sep 2026"), day("Wed 31 Mar 2027"))
    found = tally({"M1": move(far)}, (), Protocols((protocol(),)), short, span)
    assert found.is_empty
    known = move(event("known", "Mon 14 Dec 2026 09:00", start=day("Mon 14 Dec 2026")))
    assert missing_agreements([known], Protocols((protocol(),)), short, day("Fri 18 Dec 2026")) == 0


def test_a_review_whose_last_day_in_time_is_not_known_counts_nowhere() -> None:
    short = calendar("vale-autumn-only")
    ends = mm1("Mon 30 Nov 2026 09:30", "Mon 23 Nov 2026", end=day("Fri 18 Dec 2026"))
    span = Span(day("Tue 1 Sep 2026"), day("Wed 31 Mar 2027"))
    found = tally({"M1": move(ends)}, (), Protocols((protocol(),)), short, span)
    assert found.reviews == {}


def test_a_balance_counts_placements_that_started_and_pupils_who_came_back() -> None:
    ended = unsuccessful("Fri 2 Oct 2026 15:00", "Fri 2 Oct 2026", "Fri 2 Oct 2026")
    made = [
        move(PROMPT),
        move(PROMPT, ended),
        move(PROMPT, home=RECEIVING, receiving=HOME),
        move(mm1("Tue 30 Jun 2026 09:30", "Mon 29 Jun 2026")),  # the school year before
        move(event("known", "Mon 7 Sep 2026 09:00")),
    ]
    assert balances(made, YEAR) == {
        HOME: Balance(came=1, went=2, back=1),
        RECEIVING: Balance(came=2, went=1, back=0),
    }


def test_a_school_that_is_not_known_has_no_balance() -> None:
    made = fold("M1", None, None, [PROMPT])
    assert balances([made], YEAR) == {}


def test_an_agreement_counts_by_the_version_of_its_first_form_whatever_amends_it() -> None:
    old = protocol(notify_limit=1).model_copy(update={"in_force": day("Mon 16 Jan 2023")})
    new = protocol(notify_limit=5).model_copy(update={"in_force": day("Mon 5 Oct 2026")})
    first = mm1("Fri 9 Oct 2026 09:00", "Mon 5 Oct 2026")  # the fourth school day after its start
    then = mm1("Tue 13 Oct 2026 09:00", "Thu 1 Oct 2026")  # whose version gives one day
    found = tally({"M1": move(first, then)}, (), Protocols((old, new)), calendar(), YEAR)
    assert (found.in_time, found.late) == (1, {})
