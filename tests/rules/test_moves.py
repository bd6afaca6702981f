"""Facts in any order make one move."""

import datetime as dt
from dataclasses import replace

from mailbot.rules.moves import Move, fold
from tests.rules.made import (
    HOME,
    RECEIVING,
    at,
    day,
    event,
    extended,
    mm1,
    move,
    successful,
    unsuccessful,
)  # fmt: skip

FIRST = mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", 1)


def test_no_facts_make_an_unknown_move() -> None:
    assert move() == Move(id="M1", home=HOME, receiving=RECEIVING)


def test_facts_are_folded_by_when_they_came_not_by_when_they_were_learned() -> None:
    later = mm1("Mon 14 Sep 2026 10:00", "Wed 9 Sep 2026", 2)
    assert move(later, FIRST) == move(FIRST, later)


def test_facts_of_one_instant_are_folded_as_the_ledger_has_them() -> None:
    second = mm1("Tue 8 Sep 2026 09:30", "Wed 9 Sep 2026", 2)
    agreement = move(second, FIRST).agreement
    assert agreement is not None
    assert agreement.start == day("Wed 9 Sep 2026")


def test_a_move_is_known_since_its_first_fact() -> None:
    known = event("known", "Fri 4 Sep 2026 12:00", 2)
    assert move(FIRST, known).known == at("Fri 4 Sep 2026 12:00")


def test_the_newest_start_that_was_told_is_expected() -> None:
    told = [
        event("known", "Tue 1 Sep 2026 09:00", 1, start=day("Mon 7 Sep 2026")),
        event("known", "Wed 2 Sep 2026 09:00", 2, start=day("Mon 14 Sep 2026")),
        event("known", "Thu 3 Sep 2026 09:00", 3),
    ]
    assert move(*told).expected_start == day("Mon 14 Sep 2026")


def test_a_withdrawn_fact_never_was() -> None:
    wrong = event("review", "Mon 5 Oct 2026 10:00", 2, day=day("Mon 5 Oct 2026"))
    gone = event("withdrawn", "Tue 6 Oct 2026 10:00", 3, seq_=None)
    gone = replace(gone, data={"seq": 2})
    assert move(FIRST, wrong, gone) == move(FIRST)


def test_a_withdrawal_makes_a_move_known_of_by_nothing() -> None:
    gone = replace(event("withdrawn", "Tue 1 Sep 2026 10:00", 3), data={"seq": 9})
    assert move(FIRST, gone).known == FIRST.at


def test_the_newest_agreement_is_in_force_and_the_first_is_kept() -> None:
    amended = mm1("Mon 14 Sep 2026 10:00", "Wed 9 Sep 2026", 2)
    made = move(FIRST, amended)
    assert [a.start for a in made.agreements] == [day("Mon 7 Sep 2026"), day("Wed 9 Sep 2026")]
    assert made.agreement == made.agreements[1]


def test_an_agreement_arrived_with_its_first_mail() -> None:
    first_mail = at("Mon 7 Sep 2026 08:00")
    made = move(mm1("Fri 11 Sep 2026 10:00", "Mon 7 Sep 2026", arrived=first_mail))
    assert made.agreements[0].arrived == first_mail


def test_an_agreement_that_says_nothing_of_it_arrived_when_it_came() -> None:
    assert move(FIRST).agreements[0].arrived == FIRST.at


def test_an_agreement_of_history_marks_the_move_with_the_day_of_taking_in() -> None:
    old = replace(FIRST, history=True, taken=at("Tue 3 Nov 2026 09:00"))
    assert move(old).history == at("Tue 3 Nov 2026 09:00")


def test_what_is_no_history_leaves_no_mark() -> None:
    assert move(FIRST).history is None


def test_a_closed_form_keeps_the_first_answer() -> None:
    made = move(
        event("asked", "Mon 7 Sep 2026 10:00", 1, form="7", settles="mm1", school=HOME),
        event("held", "Mon 7 Sep 2026 11:00", 2, form="8", settles="mm1"),
        event("closed", "Tue 8 Sep 2026 10:00", 3, form="7", how="accepted"),
        event("closed", "Wed 9 Sep 2026 10:00", 4, form="7", how="rejected"),
    )
    assert [(w.form, w.queried, w.how) for w in made.waiting] == [
        ("7", True, "accepted"), ("8", False, ""),
    ]  # fmt: skip
    assert made.waiting[0].closed == at("Tue 8 Sep 2026 10:00")


def test_a_held_review_record_keeps_the_day_it_names() -> None:
    held = event("held", "Mon 7 Sep 2026 11:00", form="8", settles="review",
                 day=day("Mon 5 Oct 2026"))  # fmt: skip
    assert move(held).waiting[0].day == day("Mon 5 Oct 2026")


def test_the_first_word_of_a_reply_counts() -> None:
    for what, name in (("letter", "letter"), ("report", "report"), ("plan", "plan")):
        made = move(event(what, "Mon 2 Nov 2026 09:00"), event(what, "Tue 3 Nov 2026 09:00"))
        assert getattr(made, name) == at("Mon 2 Nov 2026 09:00")


def test_the_first_confirmation_of_a_roll_change_counts() -> None:
    made = move(
        event("roll", "Mon 2 Nov 2026 09:00", role="home"),
        event("roll", "Tue 3 Nov 2026 09:00", role="home"),
        event("roll", "Wed 4 Nov 2026 09:00", role="receiving"),
    )
    assert made.rolls == {
        "home": at("Mon 2 Nov 2026 09:00"), "receiving": at("Wed 4 Nov 2026 09:00"),
    }  # fmt: skip


def test_attendance_reviews_and_releases_add_up() -> None:
    made = move(
        event("attendance", "Mon 14 Sep 2026 09:00", week=day("Mon 7 Sep 2026")),
        event("reached", "Fri 18 Sep 2026 09:00", day=day("Fri 18 Sep 2026")),
        event("review", "Mon 5 Oct 2026 09:00", day=day("Mon 5 Oct 2026")),
        event("final", "Mon 5 Oct 2026 10:00", day=day("Mon 12 Oct 2026")),
        event("released", "Mon 5 Oct 2026 11:00", which="family"),
        event("released", "Mon 5 Oct 2026 12:00", which="home"),
    )
    assert made.weeks == ((day("Mon 7 Sep 2026"), at("Mon 14 Sep 2026 09:00")),)
    assert made.reached == ((day("Fri 18 Sep 2026"), at("Fri 18 Sep 2026 09:00")),)
    assert [(r.day, r.final) for r in made.records] == [(day("Mon 5 Oct 2026"), False)]
    assert made.final_set == ((day("Mon 12 Oct 2026"), at("Mon 5 Oct 2026 10:00")),)
    assert set(made.released) == {"family", "home"}


def test_an_extension_does_not_end_a_move() -> None:
    made = move(FIRST, extended("Mon 30 Nov 2026 12:00", "Fri 29 Jan 2027"))
    assert (made.is_over, len(made.extensions)) == (False, 1)


def test_a_success_ends_a_move() -> None:
    made = move(FIRST, successful("Mon 30 Nov 2026 12:00", "Tue 1 Dec 2026"))
    assert made.is_over
    assert made.success is not None


def test_the_newest_breakdown_is_the_breakdown() -> None:
    made = move(
        FIRST,
        unsuccessful("Mon 12 Oct 2026 12:00", "Mon 12 Oct 2026", "Mon 12 Oct 2026"),
        unsuccessful("Tue 13 Oct 2026 12:00", "Tue 13 Oct 2026", "Tue 13 Oct 2026", correction=1),
    )
    assert made.is_over
    assert made.breakdown is not None
    assert made.breakdown.correction == 1


def test_a_move_without_outcome_is_not_over() -> None:
    assert (move(FIRST).is_over, move(FIRST).success, move(FIRST).breakdown) == (False, None, None)


def test_a_permanent_move_is_known_by_its_agreement() -> None:
    made = move(mm1("Tue 8 Sep 2026 09:30", "Mon 7 Sep 2026", basis="managed_move_permanent"))
    assert (made.permanent, move(FIRST).permanent, move().permanent) == (True, False, False)


def test_a_fold_reads_its_facts_once() -> None:
    assert fold("M1", HOME, RECEIVING, iter([FIRST])) == move(FIRST)


def test_a_parent_is_known_by_number_only() -> None:
    agreement = move(FIRST).agreement
    assert agreement is not None
    assert agreement.parents[0].number == 1
    assert agreement.taken == FIRST.taken == dt.datetime(2026, 9, 8, 8, 30, tzinfo=dt.UTC)
