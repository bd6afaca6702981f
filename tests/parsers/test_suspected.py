"""A real form is never passed over, whatever its labels are called; ordinary papers still are."""

# ruff: noqa: E501 - papers read best line by line

import datetime as dt

import pytest

from parsers.forms import read_document
from parsers.pairs import DOUBTFUL, Document, Line, Where
from parsers.records import Mm1, Reading
from tests.parsers import layouts

CHILD = "Pupil: Ruby Hale, date of birth 14 March 2012"

OURS = {
    "an outcome under labels nobody knows": (
        "How the placement turned out",
        [
            ["Young learner", "Hale, Ruby"],
            ["Arrived in the world", "14/03/2012, UPN P210999924001"],
            ["Educated by us until now", "Thornfield School"],
            ["Educated on trial by", "Oakbrook Academy"],
            ["Verdict of the panel", "The trial placement was unsuccessful"],
        ],
    ),
    "an agreement under labels nobody knows": (
        "Helping a young person to a new beginning",
        [
            ["Young learner", "Hale, Ruby (d.o.b. 14/03/2012)"],
            ["Establishment that asks", "Thornfield School"],
            ["Establishment that gives a trial place", "Oakbrook Academy"],
            ["It commences on", "2 November 2026"],
        ],
    ),
    "the second page of an agreement": (
        "Dates",
        [
            ["Start date", "2 November 2026"],
            ["Planned end date", "18 December 2026"],
            ["Review date", "20 November 2026"],
        ],
        [
            ["", "Name", "Signature", "Date"],
            ["Headteacher, home school", "A Lane", "A Lane", "1/10/2026"],
            ["Headteacher, receiving school", "B Moss", "B Moss", "1/10/2026"],
        ],
    ),
    "a letter that ends a move": (
        "Dear colleague,",
        [],
        "Re: Ruby Hale, date of birth 14 March 2012.",
        "Ruby came to Oakbrook Academy from Thornfield School on a managed move in September.",
        "I have today decided that it cannot go on: her last day with us is Friday.",
    ),
    "a letter that agrees a move": (
        "Dear colleague,",
        [],
        "Managed move: Ruby Hale",
        "I write to tell you of an agreed managed move.",
        "Ruby will attend Oakbrook Academy from 2 November 2026; she is on roll at Thornfield School.",
    ),
    "a letter that ends a move after a suspension": (
        "Following her suspension we write about Ruby Hale, date of birth 14 March 2012.",
        [],
        "The managed move to Oakbrook Academy has broken down.",
        "She will return to Thornfield School on Monday.",
    ),
    "a head's letter to a parent": (
        "Oakbrook Academy",
        [],
        "Dear Ms Hale,",
        "I have today made the decision to end the managed move arrangement for Ruby.",
        "Her last day with us will be Friday 4 December.",
    ),
    "a head's letter to a parent with the day of birth": (
        "Dear Ms Hale,",
        [],
        "I have today made the decision to end the managed move of Ruby Hale (born 14/03/2012).",
        "She returns to Thornfield School on Monday 7 December.",
    ),
    "a note on the school's paper": (
        "Oakbrook Academy, 3 December 2026",
        [],
        "The managed move has come to an end. Ring me before you speak to mum.",
    ),
}

ORDINARY = {
    "newsletter": (
        "Thornfield School newsletter",
        "Year 9 visited Oakbrook Academy. The start date of the new term is 4 January.",
    ),
    "newsletter on inclusion": (
        "Inclusion update",
        "Heads of Thornfield School and Oakbrook Academy agreed how managed moves start this year.",
    ),
    "attendance letter": (
        "Attendance of your child",
        CHILD,
        "Ruby's attendance at Thornfield School is 84 %. Our attendance meeting is on 4 May.",
    ),
    "admission letter": (
        "Offer of a school place",
        CHILD,
        "We offer Ruby a place in Year 7 at Oakbrook Academy. She now attends Beech Primary School.",
    ),
    "in-year admission form": (
        "In-year admission application",
        CHILD,
        "Current school: Thornfield School",
        "Preferred school: Oakbrook Academy",
        "Reason for request: we have moved house",
    ),
    "annual review": (
        "Annual review of an EHC plan",
        CHILD,
        "School: Thornfield School",
        "Outcome: outcomes of section E were met. A move to Oakbrook Academy was discussed.",
    ),
    "minutes": (
        "Minutes of the heads' meeting",
        "Present: Thornfield School, Oakbrook Academy",
        "Managed moves: three have started and one was extended. Next meeting 4 May.",
    ),
    "leaflet for parents": (
        "Managed moves: information for parents",
        "A managed move is a trial at another school. If it is unsuccessful your child returns to you.",
        "When a managed move ends early the head will ring you. Ask us what happens if it breaks down.",
    ),
    "letter that invites to a review": (
        "Dear Ms Hale,",
        "We will meet on 4 May to review Ruby's managed move at Oakbrook Academy. It is going well.",
    ),
    "work experience": (
        "Dear Ms Hale,",
        "Ruby's work experience placement at the garden centre has ended. Thornfield School thanks them.",
    ),
    "referral after an earlier move": (
        "Fair access referral form",
        CHILD,
        "Current school: Thornfield School",
        "Preferred school: Oakbrook Academy",
        "Reason for referral: a managed move to another school has failed",
    ),
    "suspension notice": (
        "Notice of suspension",
        CHILD,
        "School: Oakbrook Academy",
        "Ruby is on a managed move from Thornfield School, which goes on. Two days.",
    ),
    "invoice": (
        "Invoice 2041",
        "To: Thornfield School. From: Oakbrook Academy. Transport, start date 4 May. Total 120.00",
    ),
    "curriculum vitae": (
        "Curriculum vitae",
        "Ruby Hale, date of birth 14 March 1988. Teacher, Thornfield School, 2012 to 2016.",
        "Head of Year, Oakbrook Academy, 2016 until today. References on request.",
    ),
    "school report": (
        "Annual report",
        CHILD,
        "Thornfield School. Ruby has made an excellent start in French. Outcome: grade 6.",
    ),
    "trip consent": (
        "Consent for a visit",
        CHILD,
        "I agree that my child may visit Oakbrook Academy with Thornfield School on 4 May.",
    ),
    "transfer of records": (
        "Pupil file transfer",
        CHILD,
        "Thornfield School sends the file of this pupil to Oakbrook Academy. Sent by courier.",
    ),
    "timetable": (
        "Timetable 9K",
        "Mon am Maths, Mon pm French. Review week begins 4 May. Thornfield School",
    ),
    "policy": (
        "Behaviour policy",
        "Managed moves may be considered. They are reviewed after six weeks and may be extended.",
    ),
    "part-time timetable": (
        "Part-time timetable agreement",
        CHILD,
        "School: Thornfield School",
        "Start date: 4 May 2026",
        "End date: 29 May 2026",
        "Review dates: 15 May 2026",
    ),
    "fair access referral": (
        "Fair access referral form",
        CHILD,
        "Current school: Thornfield School",
        "Preferred school: Oakbrook Academy",
        "Reason for referral: at risk of permanent exclusion",
    ),
    "covering note": ("With compliments", "Please find the form. Thornfield School"),
    "job advert": ("Teaching assistant", "Thornfield School. Start date: 1 September. End date: -"),
    "exam entry": ("Statement of entry", CHILD, "Candidate at Oakbrook Academy. UPN P210999924001"),
    "health plan": ("Individual healthcare plan", CHILD, "Thornfield School. Review date: 4 May"),
    "leaver": (
        "Leaver notification",
        CHILD,
        "Last day: 4 May 2026. Off roll: 5 May 2026. School: X",
    ),
    "closure letter": (
        "School closed on Thursday",
        "The heating of Thornfield School has broken down. Pupils return on Friday.",
    ),
    "governors' paper": (
        "Governors' paper 4",
        "Off-site direction: 2 pupils. Suspensions: 14. Outcome of the review: satisfactory.",
    ),
    "reference": (
        "Reference for a sixth form place",
        CHILD,
        "Ruby attends Thornfield School and applies to Oakbrook Academy. She is punctual.",
    ),
    "lost property": ("Lost property", "One coat, Ruby Hale 9K. Thornfield School reception."),
    "school meals": ("Free school meals", CHILD, "Thornfield School. Eligible from: 4 May 2026."),
    "early help": ("Early help assessment", CHILD, "School: Thornfield School. Review date: 4 May"),
    "penalty notice": ("Request for a penalty notice", CHILD, "School: Thornfield School"),
    "music lessons": (
        "Music lessons agreement",
        CHILD,
        "Lessons at Thornfield School. Start date: 4 May. Signed: Ms Hale",
    ),
}


@pytest.mark.parametrize("name", OURS)
def test_what_may_be_a_form_of_ours_is_put_before_a_person(name: str) -> None:
    title, rows, *lines = OURS[name]
    reading = layouts.read(layouts.word(str(title), *([rows] if rows else []), *lines))
    assert reading.status != "ignored"


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_paper_is_passed_over(name: str) -> None:
    title, *lines = ORDINARY[name]
    reading = layouts.read(layouts.word(title, *lines))
    assert (reading.kind, reading.status) == ("other", "ignored")


def test_a_paper_that_may_be_of_a_move_says_so_in_a_sentence() -> None:
    title, rows = OURS["an outcome under labels nobody knows"]
    reading = layouts.read(layouts.word(title, rows))
    (problem,) = reading.problems
    assert "how a managed move ended" in problem.message


def test_an_agreement_whose_schools_nobody_can_tell_apart_is_asked_about() -> None:
    reading = layouts.read(
        layouts.word(
            "A fresh start placement",
            [
                ["Pupil", "Ruby Hale", "Date of birth", "14/03/2012"],
                ["UPN", "P210999924001", "Year group", "10"],
                ["Asking school", "Fernhill Academy", "Partner school", "Oakbrook School"],
                ["Parent/carer", "Ms Jo Hale", "Relationship", "Mother"],
                ["Start date", "5/10/2026", "Planned end date", "18/12/2026"],
                ["Review dates", "2/11/2026", "Looked after?", "No"],
            ],
        )
    )
    assert (reading.kind, reading.status) == ("MM1", "query")
    assert {p.field for p in reading.problems if p.code == "missing"} >= {"home.school"}
    assert isinstance(reading.record, Mm1)
    assert reading.record.start_date == dt.date(2026, 10, 5)


def photographed(*lines: str) -> Reading:
    blocks = tuple(Line(text=text, where=Where(), how="ocr") for text in lines)
    (reading,) = read_document(
        Document(how="ocr", blocks=blocks), layouts.context(), None, "m", None
    )
    return reading


POOR = f"Loked{DOUBTFUL} aftechild{DOUBTFUL} 62451215{DOUBTFUL} receivng{DOUBTFUL} scol{DOUBTFUL}"


def test_two_labels_of_ours_on_a_picture_that_read_poorly_put_it_before_a_person() -> None:
    asked = ("Transfer begins: 21 September 2026", "1st review: 12 October 2026")
    assert photographed(*asked, "What the two readings gave alike here", POOR).status == "held"
    alike = POOR.replace(DOUBTFUL, "")
    assert photographed(*asked, "What the two readings gave alike here", alike).status == "ignored"


def test_a_picture_of_which_most_words_were_lost_is_put_before_a_person() -> None:
    reading = photographed(*[POOR] * 5)
    assert (reading.kind, reading.status) == ("other", "held")
    assert photographed(*[POOR.replace(DOUBTFUL, "")] * 5).status == "ignored"
