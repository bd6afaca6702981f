"""What nobody looked at until a fault was put there on purpose (tests/mutants.py)."""

from mailbot.rules.attendance import overdue_weeks
from mailbot.rules.clauses import Ladder
from mailbot.rules.contradictions import contradictions
from mailbot.rules.protocols import Protocol
from tests.rules.made import (
    calendar,
    dates,
    day,
    event,
    extended,
    mm1,
    move,
    owed,
    planned,
    protocol,
    toml,
)
from tests.rules.test_demands import _cared, _told


def test_the_weeks_whose_record_is_late_are_told_in_order() -> None:
    # start Mon 7 Sep 2026; the first week's record is due on Mon 14 Sep, the second's on the 21st
    made = move(mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"))
    late = overdue_weeks(made, calendar(), dates(made), 1, day("Tue 22 Sep 2026"))
    assert late == (day("Mon 7 Sep 2026"), day("Mon 14 Sep 2026"))
    assert overdue_weeks(made, calendar(), dates(made), 1, day("Mon 14 Sep 2026")) == ()


def test_a_record_that_came_leaves_only_the_weeks_after_it_late() -> None:
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"),
        event("attendance", "Fri 11 Sep 2026 15:00", week=day("Mon 7 Sep 2026")),
    )
    late = overdue_weeks(made, calendar(), dates(made), 1, day("Tue 22 Sep 2026"))
    assert late == (day("Mon 14 Sep 2026"),)


def test_chases_written_out_end_one_step_after_the_last() -> None:
    assert Ladder(days=(2, 5), step=3).escalation == 8
    assert Ladder(days=(2, 5), step=2, escalate_on=9).escalation == 9
    assert Ladder(step=3, count=2).escalation == 7


def test_a_condition_names_the_field_that_would_meet_it() -> None:
    wanted = protocol().condition[-1].model_copy(update={"when": "always", "fate": "query"})
    for need, field, absent in (
        ("pupil_consent", "pupil_consent", {"pupil_consent": None}),
        ("upn", "pupil.upn", {}),
        ("none", "", {}),
    ):
        rules = protocol().model_copy(
            update={"condition": (wanted.model_copy(update={"need": need}),)}
        )
        assert _told(rules, **absent) == [("query", field)]


def test_a_duty_s_own_chases_must_rise_too() -> None:
    tables = toml() | {"roll": toml()["roll"] | {"ladder": {"days": [3, 2]}}}
    found = list(contradictions(Protocol.model_validate(tables)))
    assert [".".join(map(str, place)) for place, _ in found] == ["roll.ladder.days"]


def test_year_six_is_primary_and_year_seven_is_not() -> None:
    one = (
        protocol()
        .condition[-1]
        .model_copy(update={"when": "primary", "need": "none", "text": "LOOK"})
    )
    rules = protocol().model_copy(update={"condition": (one,)})
    assert _cared(rules, pupil={"surname": "Lind", "nc_year": 6}) == ["LOOK"]
    assert _cared(rules, pupil={"surname": "Lind", "nc_year": 7}) == []


def test_an_end_that_gives_way_to_the_protocol_s_is_noted() -> None:
    tables = toml() | {"placement": toml()["placement"] | {"form_end": False}}
    rules = Protocol.model_validate(tables)
    # twelve calendar weeks after Mon 7 Sep 2026 is Mon 30 Nov
    said = "The form's end is not the protocol's. The dates follow the protocol's."
    assert _cared(rules, end_date="2026-10-16") == [said]
    assert _cared(rules, end_date="2026-11-30") == []


def test_signatures_without_a_start_are_not_called_late() -> None:
    consent = protocol("norfolk-2024").consent.model_copy(update={"before_start": True})
    rules = protocol().model_copy(update={"consent": consent})
    assert ("care", "form_date") not in _told(rules, start_date=None)


def test_news_is_late_by_the_day_it_was_taken_in() -> None:
    # decided on Mon 5 Oct 2026; it came on the 28th day after, and an outage kept it until the 29th
    agreed = mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026")
    said = {"kind": "unsuccessful", "decision": day("Mon 5 Oct 2026"), "end": day("Mon 5 Oct 2026")}
    came, later = "Mon 2 Nov 2026 16:00", "Tue 3 Nov 2026 09:00"
    in_time = planned(move(agreed, event("outcome", came, **said)))
    kept = planned(move(agreed, event("outcome", came, taken=later, **said)))
    holds = [
        [p.hold for p in found.values() if p.kind == "breakdown_parent"]
        for found in (in_time, kept)
    ]
    assert holds == [[""], ["late_news"]]


def test_an_extension_s_review_is_known_since_its_form_came() -> None:
    # its review was on Wed 7 Oct 2026; tolerated until Fri 9 Oct, when the form came; an outage
    # kept the form until Mon 12 Oct, which moves no ladder
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", end=day("Fri 2 Oct 2026")),
        extended(
            "Fri 9 Oct 2026 10:00", "Fri 23 Oct 2026", taken="Mon 12 Oct 2026 09:00",
            extension_review=day("Wed 7 Oct 2026"),
        ),
    )  # fmt: skip
    assert owed(made)["outcome:extension"].base == day("Fri 9 Oct 2026")


def test_a_reply_may_put_off_a_review_that_an_older_form_set() -> None:
    written = [day("Mon 5 Oct 2026"), day("Mon 2 Nov 2026"), day("Mon 30 Nov 2026")]
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026", reviews=written),
        event("planned", "Mon 28 Sep 2026 10:00", day=day("Wed 7 Oct 2026"), final=False),
    )
    assert [r.due for r in dates(made).reviews][:1] == [day("Wed 7 Oct 2026")]


def test_a_review_that_was_held_when_a_day_was_named_keeps_its_own() -> None:
    # the record came on Mon 5 Oct, the reply on Tue 6 Oct; an outage kept both until the Wednesday
    after = "Wed 7 Oct 2026 12:00"
    made = move(
        mm1("Mon 7 Sep 2026 09:00", "Mon 7 Sep 2026"),
        event("review", "Mon 5 Oct 2026 16:00", taken=after, day=day("Mon 5 Oct 2026")),
        event(
            "planned", "Tue 6 Oct 2026 10:00", taken=after, day=day("Thu 8 Oct 2026"), final=False
        ),
    )
    assert [r.due for r in dates(made).reviews][:1] == [day("Mon 5 Oct 2026")]


def test_the_law_of_directions_holds_from_its_first_day_on() -> None:
    regime = [
        *toml()["regime"],
        {"starts": day("Wed 1 Sep 2027"), "basis": "offsite_direction", "source": "a later law"},
    ]
    rules = Protocol.model_validate(toml() | {"regime": regime})
    assert rules.directed_since() == day("Sun 26 Jul 2026")
