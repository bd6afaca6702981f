"""What a short answer says was done: plain statements count, and nothing else does."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.replying.replies import about_a_move, breakdown_cue, mention, said
from parsers.schools import Register, School

WEDNESDAY = dt.date(2026, 11, 4)  # Wed 4 Nov 2026
HOME = School(urn=100001, name="Thornfield School", aliases=("Thornfield",))
NEW = School(urn=100002, name="Holly Bank Academy")
REGISTER = Register([HOME, NEW, School(urn=100003, name="Thornfield School Annexe")])


def _said(text: str) -> list[tuple[str, str | None]]:
    return [(s.what, s.day and s.day.isoformat()) for s in said(text, WEDNESDAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The review was held on Monday 2 November.", [("review_held", "2026-11-02")]),
        ("Review took place yesterday", [("review_held", "2026-11-03")]),
        ("We held the review on 2/11.", [("review_held", "2026-11-02")]),
        ("Had the midway review on Friday", [("review_held", "2026-10-30")]),
        ("review held Tues", [("review_held", "2026-11-03")]),
        ("Hi, week 4 review meeting took place on Mon 2nd Nov.", [("review_held", "2026-11-02")]),
        ("The review due on 2 November was held on 3 November.", [("review_held", "2026-11-03")]),
        ("On Monday 2 November we held the review.", [("review_held", "2026-11-02")]),
        ("The review was held\non Monday 2 November.", [("review_held", "2026-11-02")]),
        ("The review has been held.", [("review_held", None)]),
        ("The review was held on Tuesday 2 November.", [("review_held", None)]),
        ("The review was held on Wednesday.", [("review_held", None)]),
        ("The review was held today and the form will follow.", [("review_held", "2026-11-04")]),
        ("The review was held on 2026-11-02.", [("review_held", "2026-11-02")]),
        ("The review was held on 02/11/26.", [("review_held", "2026-11-02")]),
        ("The review was held on November 2nd.", [("review_held", "2026-11-02")]),
        ("The review was held on the 2nd.", [("review_held", "2026-11-02")]),
        ("The review was held on the 30th.", [("review_held", "2026-10-30")]),
        ("The review was held on 31/02/2026.", [("review_held", None)]),
        ("The review was held last Wednesday.", [("review_held", "2026-10-28")]),
        ("The review was held on Monday last week.", [("review_held", "2026-10-26")]),
        ("We met on 3 November for the review.", [("review_held", "2026-11-03")]),
        ("The managed move started on Monday.", [("move_starting", "2026-11-02")]),
        ("The managed move starts on Monday.", [("move_starting", "2026-11-09")]),
        (
            "The meeting to agree the education plan was held today.",
            [("plan_meeting_held", "2026-11-04")],
        ),
        ("Letter posted.", [("letter_sent", None)]),
        (
            "I confirm that the parents were telephoned and that the letter was posted today.",
            [("parents_rung", "2026-11-04"), ("letter_sent", "2026-11-04")],
        ),
        (
            "rang parents at 3.10pm, letter sent at 4",
            [("parents_rung", None), ("letter_sent", None)],
        ),
        (
            "Have rung mum and posted the letter first class this morning.",
            [("parents_rung", "2026-11-04"), ("letter_sent", "2026-11-04")],
        ),
        ("Parents rung but letter not sent yet.", [("parents_rung", None)]),
        (
            "Roll change confirmed. The pupil is on our roll as a sole registration.",
            [("roll_changed", None)],
        ),
        ("Roll change done.", [("roll_changed", None)]),
        ("The pupil has been taken off our roll.", [("roll_changed", None)]),
        ("Off roll since 2 November.", [("roll_changed", "2026-11-02")]),
        ("We have taken the pupil off our roll.", [("roll_changed", None)]),
        ("We took him off roll on 2 November.", [("roll_changed", "2026-11-02")]),
        ("Kai has been off-rolled.", [("roll_changed", None)]),
        ("We have entered Kai on our admission register.", [("roll_changed", None)]),
        ("Confirmed: roll changed.", [("roll_changed", None)]),
        ("Report sent.", [("report_sent", None)]),
        ("The plan meeting was held today.", [("plan_meeting_held", "2026-11-04")]),
        ("The education plan meeting happened on Tuesday.", [("plan_meeting_held", "2026-11-03")]),
        ("We met to agree the education plan on Tuesday.", [("plan_meeting_held", "2026-11-03")]),
        ("The education plan was made at a meeting today.", [("plan_meeting_held", "2026-11-04")]),
        ("We get the attendance records every week.", [("attendance_sent", None)]),
        ("The records reach us.", [("attendance_sent", None)]),
        ("We receive the records weekly.", [("attendance_sent", None)]),
        ("The attendance records reach us weekly.", [("attendance_sent", None)]),
    ],
)  # fmt: skip
def test_a_plain_statement_counts(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert _said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The review was not held on Monday.",
        "The review wasn't held.",
        "No review was held.",
        "Review held on 9 November.",
        "Was the review held on Monday?",
        "Has the letter been sent",
        "If the review was held, let us know.",
        "Please confirm that the review was held.",
        "The review has been postponed, room held.",
        "The review was held up by the fire alarm.",
        "The review form has been completed",
        "letter not yet sent",
        "We will post the letter today.",
        "The letter is to be sent on Friday.",
        "The letter you sent has arrived.",
        "We have not rung the parents and posted the letter",
        "rang mum, no answer",
        "Rang parents. Left a message.",
        "mum rang us at 3",
        "He remains on our roll as dual registration.",
        "He is still on our roll.",
        "The roll change has not been made.",
        "We have not taken the pupil off our roll.",
        "We will have taken the pupil off our roll by Friday.",
        "He is moved from our roll to yours next week.",
        "The report will be sent next week.",
        "We have never received the attendance records.",
        "We no longer get the attendance records.",
        "The attendance records have stopped reaching us.",
        "The records do not reach us.",
        "We will meet to agree the education plan.",
        "The plan meeting is booked for Thursday and will be held here.",
        "I will come back to you on Monday.",
        "> The review was held on Monday 2 November.",
    ],
)
def test_what_is_denied_asked_planned_or_quoted_does_not(text: str) -> None:
    assert _said(text) == []


@pytest.mark.parametrize(
    "text", ["The review will be held on 9 November.", "The review is planned for Monday."]
)
def test_a_day_to_come_is_planned_and_never_held(text: str) -> None:
    assert _said(text) == [("review_planned", "2026-11-09")]


def test_a_report_that_came_along_counts_as_sent_only_with_a_document() -> None:
    text = "Please find the report attached."
    assert said(text, WEDNESDAY) == ()
    assert [thing.what for thing in said(text, WEDNESDAY, attached=True)] == ["report_sent"]


def test_the_year_is_the_one_that_lies_nearest() -> None:
    (thing,) = said("The review was held on 18 December.", dt.date(2027, 1, 5))
    assert thing.day == dt.date(2026, 12, 18)


def test_a_breakdown_brings_its_last_day() -> None:
    (thing,) = said("The placement has broken down. Last day will be Friday.", WEDNESDAY)
    assert (thing.what, thing.day) == ("move_broken", dt.date(2026, 11, 6))


@pytest.mark.parametrize(
    "text",
    [
        "The managed move for KJ has failed. He will be returning to Thornfield from Monday.",
        "We are terminating the trial with immediate effect following an incident.",
        "Outcome unsuccessful. End date 12/11.",
        "X will be returning to you on Monday",
        "It isn't working out for A here and we've agreed she comes back to you.",
        "Our head has taken the decision to end the guest placement.",
        "The arrangement will not progress to a managed move.",
        "cant have him back after today sorry. ring me",
        "Mum has withdrawn her consent and wants him back at yours.",
        "After the incident, which would normally be PEX, we are withdrawing the offer of a place.",
        "I think we can all agree this has run its course.",
        "Kai's is going well. Ruby's has come to an end.",
        "The place is not going to be made permanent.",
    ],
)
def test_a_breakdown_in_the_schools_own_words_is_a_strong_cue(text: str) -> None:
    assert breakdown_cue(text) == "strong"


@pytest.mark.parametrize(
    "text",
    [
        "The managed move is at serious risk. Can we bring the review forward?",
        "We need an emergency meeting, I don't think this is sustainable.",
        "Might have to call it a day with L after the holidays, will let you know.",
    ],
)
def test_a_worry_is_a_weak_cue(text: str) -> None:
    assert breakdown_cue(text) == "weak"


@pytest.mark.parametrize(
    "text",
    [
        "No, the move has not broken down, he was off with flu.",
        "Our heating has broken down so we are closed Thursday, MM review rearranged.",
        "Mum asks where Sam would go if the managed move fails.",
        "Has the managed move failed?",
        "2 day suspension for AB, back in on 16th. Managed move continues.",
        "Final review held, all happy, Mia is ours from Monday! Off roll with you Fri please.",
        "The trial ended successfully.",
        "Roll change confirmed. The pupil has been taken off our roll.",
        "I will come back to you on Monday about the placement.",
        "Thanks.\n> The managed move has failed.",
        (
            "Please find the MM1 attached.\n\nThis e-mail is confidential. If the move is not"
            " meant for you it has ended here."
        ),
        "The last day of term is Friday.",
    ],
)
def test_what_is_denied_asked_quoted_or_of_other_things_is_no_cue(text: str) -> None:
    assert breakdown_cue(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "I write to say the managed move of Ada Birch from Alder to Beck Lane has broken down.",
        "The trial placement for Sam Oak, Year 9, from Alder to Beck Academy has now failed.",
        "The managed move of Sam Oak (Year 9) from Alder School to Beck Academy broke down today.",
        "The head decided today, 16 September 2026, to end it and it ends today.",
        "The head teacher decided this morning to terminate the placement.",
    ],
)
def test_a_long_subject_or_a_date_between_hides_no_breakdown(text: str) -> None:
    assert breakdown_cue(text) == "strong"


@pytest.mark.parametrize(
    "text",
    [
        "The managed move of Sam Oak from Alder School to Beck Academy has not broken down.",
        "Has the managed move of Sam Oak from Alder School to Beck Academy broken down?",
        "If the managed move of Sam Oak from Alder to Beck Academy has broken down, tell us.",
        "The managed move of Sam Oak from Alder School to Beck Academy may have broken down.",
        "The managed move of Sam Oak from Alder to Beck starts Monday and our bus has broken down.",
        "The managed move of Sam Oak to Beck Academy, whose heating has failed, continues.",
        "The managed move of Sam Oak from Alder School to Beck Academy has been successful.",
        "The head has not decided today to end it.",
        "The head decided today, 16 September, to end the school day early.",
    ],
)
def test_a_long_subject_makes_no_cue_of_what_is_denied_asked_or_other(text: str) -> None:
    assert breakdown_cue(text) is None


@pytest.mark.parametrize(
    ("subject", "text", "about"),
    [
        ("MM1 for AK", "attached", True),
        ("Re: your form", "see MM-26-0012", True),
        ("Y10 trial", "Mum was told", True),
        ("(no subject)", "he's coming back to you tomorrow, head has pulled the plug.", True),
        ("Re: MM", "She's in! Started p1 this morning.", True),
        ("Lucas", "Final review today, please take him off your roll from Friday.", True),
        ("Theo", "He began full time today as a guest student.", True),
        ("Film stock", "Two rolls of 35mm and the 50 mm lens.", False),
        ("Trial of new software", "Please install by Friday.", False),
        ("Lunch menu", "Fish on Friday.", False),
    ],
)
def test_a_mail_about_a_move_is_known_by_its_words(subject: str, text: str, about: bool) -> None:  # noqa: FBT001 - a row of the table
    assert about_a_move(subject, text) is about


LABELLED = """Dear colleague,

A managed move for one of our pupils starts on Monday 5 October 2026.

Pupil: Eli Adams
Date of birth: 14/03/2012
Home school: Thornfield School
Receiving school: Holly Bank Academy
Start date: 05/10/2026
"""


def test_labelled_lines_name_a_move_that_starts() -> None:
    found = mention(LABELLED, REGISTER)
    assert found is not None
    assert (found.forename, found.surname) == ("Eli", "Adams")
    assert (found.dob, found.start) == (dt.date(2012, 3, 14), dt.date(2026, 10, 5))
    assert (found.home, found.receiving) == (HOME, NEW)


def test_labelled_lines_without_their_start_leave_it_to_the_sentence() -> None:
    bare = LABELLED.replace("Start date: 05/10/2026\n", "")
    found = mention(bare, REGISTER, WEDNESDAY)
    assert found is not None
    assert found.start == dt.date(2026, 10, 5)
    open_still = mention(bare + "Start date: to be confirmed\n", REGISTER, WEDNESDAY)
    assert open_still is not None
    assert open_still.start is None


def test_prose_with_both_schools_and_their_parts_names_a_move() -> None:
    found = mention(
        "The managed move for Kai Jarvis (DOB 14/03/2012) from Thornfield School to Holly Bank"
        " Academy starts on Monday 9 November.",
        REGISTER,
        WEDNESDAY,
    )
    assert found is not None
    assert (found.forename, found.surname) == ("Kai", "Jarvis")
    assert (found.home, found.receiving) == (HOME, NEW)
    assert (found.dob, found.start) == (dt.date(2012, 3, 14), dt.date(2026, 11, 9))


@pytest.mark.parametrize(
    "text",
    [
        "Roll change confirmed.\n\nPupil: Kai Jarvis, Thornfield School to Holly Bank Academy.",
        "The move for Kai Jarvis from Thornfield School to Holly Bank Academy will not start.",
        "Does the move for Kai Jarvis from Thornfield School to Holly Bank Academy start Monday?",
        "A managed move from Thornfield School to Holly Bank Academy starts on Monday.",
        "The managed move for Kai Jarvis from Thornfield School starts on Monday.",
        LABELLED + "\n" + LABELLED.replace("Eli Adams", "Fay Bates"),
        "",
    ],
)
def test_no_pupil_no_two_schools_or_no_start_is_no_mention(text: str) -> None:
    assert mention(text, REGISTER, WEDNESDAY) is None


PARTICULARS = """

Pupil: Eli Adams
Date of birth: 14/03/2012
Home school: Thornfield School
Receiving school: Holly Bank Academy

Their head will send the MM1 form.
"""


@pytest.mark.parametrize(
    "text",
    [
        "We have agreed to take a pupil on a managed move.",
        "A managed move has been agreed for one of our pupils.",
        "We will be taking a Year 9 pupil on a managed move.",
        "The off-site direction was agreed at panel in May 2026.",
        "One of our pupils is on a managed move.",
        "A managed move for one of our pupils is now under way.",
    ],
)
def test_a_move_that_is_agreed_is_named_though_its_start_is_not(text: str) -> None:
    found = mention(text + PARTICULARS, REGISTER, WEDNESDAY)
    assert found is not None
    assert (found.surname, found.home, found.receiving) == ("Adams", HOME, NEW)
    assert found.start is None


@pytest.mark.parametrize(
    "text",
    [
        "Have we agreed to take a pupil on a managed move?",
        "We might have agreed to take a pupil on a managed move.",
        "If a managed move has been agreed, who tells you?",
        "We are considering a managed move for one of our pupils.",
        "We have agreed to consider a managed move.",
        "We have agreed in principle to take a pupil on a managed move.",
        "A managed move has not been agreed for one of our pupils.",
        "No managed move has been agreed.",
        "The managed move was declined.",
        "A managed move was agreed for one of our pupils. Mum has since declined.",
        "We have been asked to take a pupil on a managed move.",
        "We have agreed the review date for the managed move.",
        "A managed move for one of our pupils is being arranged.",
        "He is not on a managed move.",
    ],
)
def test_a_move_that_is_only_talked_of_is_no_mention(text: str) -> None:
    assert mention(text + PARTICULARS, REGISTER, WEDNESDAY) is None


def test_surname_first_is_understood() -> None:
    found = mention(LABELLED.replace("Eli Adams", "ADAMS, Eli"), REGISTER)
    assert found is not None
    assert (found.forename, found.surname) == ("Eli", "Adams")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.dates(dt.date(2001, 1, 1), dt.date(2090, 1, 1)))
def test_no_words_make_it_raise(text: str, sent_on: dt.date) -> None:
    for thing in said(text, sent_on):
        assert thing.day is None or thing.what.startswith("move_") or thing.day <= sent_on
    mention(text, REGISTER, sent_on)
    about_a_move(text, text)
