"""One example of every letter, with all that it can say and with as little as it may know.

Run as a program, it writes each letter's plain text beside itself, for a person to read and to
commit. All people, schools and places are invented.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mailbot.writing.letters import (
    Case,
    Item,
    Letter,
    Office,
    ParentCard,
    Recipient,
    SchoolCard,
    vocabulary,
    write,
)

HERE = Path(__file__).resolve().parent
LONDON = ZoneInfo("Europe/London")
AT = dt.datetime(2026, 11, 20, 14, 5, tzinfo=LONDON)  # Fri 20 Nov 2026
ID = "<9c2e.example@eastmere.example>"

FULL_OFFICE = Office(
    name="Eastmere Council",
    mailbox="Inclusion Team <inclusion@eastmere.example>",
    phone="020 7946 0100",
    out_of_hours_phone="020 7946 0199",
    address=("Inclusion Team", "1 Market Square", "Eastmere EM1 1AA"),
    signatory="Dana Okafor, Inclusion Manager",
    complaints="write to complaints@eastmere.example or ring 020 7946 0111.",
    sendiass="SENDIASS Eastmere, 020 7946 0122",
    advice=("Child Law Advice, 020 7946 0133",),
    privacy_url="https://www.eastmere.example/privacy",
    languages=("Zadzwoń do nas, jeśli potrzebujesz tłumacza: 020 7946 0100.",),
)
BARE_OFFICE = Office(name="Eastmere Council", mailbox="inclusion@eastmere.example")

HOME = SchoolCard(
    name="Thornfield School",
    urn=900001,
    phone="020 7946 0201",
    out_of_hours_phone="020 7946 0202",
    email="office@thornfield.example",
    head="Ms Ada Brook",
)
RECEIVING = SchoolCard(
    name="Holly Bank Academy",
    urn=900002,
    phone="020 7946 0301",
    email="office@hollybank.example",
    head="Mr Idris Vale",
)
FIRST = ParentCard(
    number=1,
    name="Joanna Małecka",
    relationship="mother",
    email="joanna@family.example",
    phone="07700 900111",
    address="27 Larchwood, Eastmere, EM2 2BB",
)
SECOND = ParentCard(
    number=2,
    name="Piotr Jarvis",
    relationship="father",
    email="piotr@other.example",
    phone="07700 900222",
    address="4 Quayside\nEastmere\nEM3 3CC",
)
FULL_CASE = Case(
    reference="MM-26-0173",
    forename="Kacper",
    surname="Jarvis",
    known_as="Kai",
    initials="KJ",
    nc_year=9,
    home=HOME,
    receiving=RECEIVING,
    parents=(FIRST, SECOND),
    start=dt.date(2026, 9, 7),  # Mon
    end=dt.date(2026, 11, 30),  # Mon
    words=vocabulary("offsite_direction"),
    looked_after=False,
)
BARE_CASE = Case(
    reference="MM-26-0173",
    home=SchoolCard(name="Thornfield School"),
    receiving=SchoolCard(name="Holly Bank Academy"),
    words=vocabulary("trial_managed_move"),
    parents=(ParentCard(number=1), ParentCard(number=2)),
)

SENDER = Recipient(role="sender", address="office@thornfield.example", voice="school")
TO_HOME = Recipient(role="home", address="office@thornfield.example", voice="school")
TO_RECEIVING = Recipient(role="receiving", address="office@hollybank.example", voice="school")
TO_FIRST = Recipient(
    role="parent", number=1, name="Joanna Małecka", address="joanna@family.example", voice="parent"
)
TO_SECOND = Recipient(
    role="parent", number=2, name="Piotr Jarvis", address="piotr@other.example", voice="parent"
)
TO_EIT = Recipient(role="eit_manager", address="eit@eastmere.example", voice="staff")
TO_TEAM = Recipient(role="exclusions_team", address="team@eastmere.example", voice="staff")
TO_VIRTUAL = Recipient(role="virtual_school", address="virtual@eastmere.example", voice="staff")
TO_WORKER = Recipient(role="social_worker", address="sam@social.example", voice="staff")

CLAUSE = "Managed move protocol, chapter 3, reviews"
_READ = [
    ["Pupil", "KJ, Year 9"],
    ["Home school", "Thornfield School"],
    ["Receiving school", "Holly Bank Academy"],
    ["First day", dt.date(2026, 9, 7)],
    ["Parent 1", "e-mail j…@f…"],
    ["Parent 2", "no e-mail address"],
]
_DOWN = {
    "decision": dt.date(2026, 11, 20),
    "end": dt.date(2026, 11, 20),
    "next_morning": dt.date(2026, 11, 23),
    "plan_due": dt.date(2026, 11, 27),
    "report_due": dt.date(2026, 11, 25),
    "confirm_by": "4:05pm",
    "days_out": 2,
    "parents": [
        {
            "number": 1,
            "name": "Joanna Małecka",
            "phone": "07700 900111",
            "restricted": False,
            "letter": True,
        },
        {
            "number": 2,
            "name": "Piotr Jarvis",
            "phone": "07700 900222",
            "restricted": True,
            "letter": False,
        },
    ],
    "details": [
        "The placement lasted 54 school days.",
        "The week 4 review was held on Monday 5 October 2026. The week 8 review was missed.",
        "Nobody signed the outcome form.",
    ],
    "sent_to": ["Parent 1, by e-mail, at 2:05pm", "Thornfield School, by e-mail, at 2:05pm"],
    "waits": ["Parent 2 has restricted contact: decide who tells them."],
}


def _item(
    kind: str,
    due: dt.date | None = None,
    case: Case | None = FULL_CASE,
    clause: str = CLAUSE,
    **data: Any,
) -> Item:
    return Item(kind=kind, case=case, due=due, clause=clause, data=data)


# name: what is said (one item or a bundle), and to whom
FULL = {
    "form_received.sender": (
        _item(
            "form_received",
            clause="",
            forms=[
                {
                    "kind": "MM1",
                    "title": "Agreement and start notification (MM1)",
                    "read": _READ,
                    "notes": ["The form gave no e-mail address for the second parent."],
                }
            ],
            follows=[
                [dt.date(2026, 11, 2), "Week 8 review, held by Holly Bank Academy"],
                [dt.date(2026, 11, 30), "Final review and outcome form (MM2)"],
            ],
            care=["An education, health and care plan needs a review of the plan."],
            settled=["The notification has arrived in time."],
        ),
        SENDER,
    ),
    "form_received.answer": (
        _item("form_received", clause="", settled=["The week 8 review counts as held."]),
        TO_RECEIVING,
    ),
    "form_query.first": (
        _item(
            "form_query",
            dt.date(2026, 11, 24),
            forms=[
                {
                    "kind": "MM1",
                    "title": "Agreement and start notification (MM1)",
                    "read": _READ,
                    "questions": [
                        {
                            "label": "Date of birth",
                            "sentence": "The date of birth does not fit Year 9. Which is right?",
                            "as_read": "14/3/21",
                        },
                        {
                            "label": "Parents' agreement",
                            "sentence": "Has each parent agreed? Nobody has signed.",
                            "as_read": None,
                        },
                    ],
                }
            ],
        ),
        SENDER,
    ),
    "form_query.chase": (
        _item(
            "form_query",
            dt.date(2026, 11, 18),
            rung=2,
            forms=[
                {
                    "kind": "MM2",
                    "title": "Outcome form (MM2)",
                    "read": [],
                    "questions": [
                        {"label": "Last day", "sentence": "On which day was the last day there?"}
                    ],
                }
            ],
        ),
        SENDER,
    ),
    "form_missing.start": (
        _item("form_missing", start=dt.date(2026, 11, 16), form="mm1", clause=""),
        SENDER,
    ),
    "form_missing.breakdown": (_item("form_missing", breakdown=True, clause=""), TO_RECEIVING),
    "form_held.team": (
        _item(
            "form_held",
            reason="breakdown_reported",
            held_id="H-0042",
            why="A mail says that a placement has broken down",
            details=["It came from the receiving school.", "No outcome form came with it."],
            waits="All breakdown notices wait, the parents' too.",
            urgent=True,
        ),
        TO_TEAM,
    ),
    "notification_chase.home": (
        _item("notification_chase", dt.date(2026, 11, 13), start=dt.date(2026, 11, 6), days_late=5),
        TO_HOME,
    ),
    "review_invite.receiving": (
        _item(
            "review_invite",
            dt.date(2026, 11, 30),
            which="final",
            review_name="final review",
            planned=True,
            final=True,
            uid="MM-26-0173.final@eastmere.example",
            sequence=1,
            must_invite=[
                "The pupil, and an advocate if the pupil wants one",
                "Piotr Jarvis: no e-mail address to use, please invite by letter",
            ],
            letters=[2],
        ),
        TO_RECEIVING,
    ),
    "review_invite.home": (
        _item(
            "review_invite",
            dt.date(2026, 11, 30),
            which="week8",
            review_name="week 8 review",
            uid="u1@eastmere.example",
            sequence=0,
        ),
        TO_HOME,
    ),
    "review_invite.eit": (
        _item(
            "review_invite",
            dt.date(2026, 11, 30),
            which="week8",
            review_name="week 8 review",
            uid="u1@eastmere.example",
            sequence=0,
        ),
        TO_EIT,
    ),
    "review_invite.parent": (
        _item(
            "review_invite",
            dt.date(2026, 11, 30),
            which="final",
            review_name="final review",
            planned=True,
            final=True,
            uid="u2@eastmere.example",
            sequence=0,
        ),
        TO_FIRST,
    ),
    "review_chase.receiving": (
        _item(
            "review_chase",
            dt.date(2026, 11, 16),
            which="week8",
            review_name="week 8 review",
            rung=1,
        ),
        TO_RECEIVING,
    ),
    "attendance_chase.receiving": (
        _item(
            "attendance_chase",
            dt.date(2026, 11, 16),
            week=dt.date(2026, 11, 9),
            missing=2,
            rung=1,
        ),
        TO_RECEIVING,
    ),
    "outcome_chase.receiving": (
        _item(
            "outcome_chase",
            dt.date(2026, 11, 16),
            presumed=True,
            end=dt.date(2026, 11, 16),
            rung=1,
        ),
        TO_RECEIVING,
    ),
    "report_chase.receiving": (_item("report_chase", dt.date(2026, 11, 18), rung=1), TO_RECEIVING),
    "plan_meeting_reminder.home": (_item("plan_meeting_reminder", dt.date(2026, 11, 24)), TO_HOME),
    "plan_meeting_chase.home": (_item("plan_meeting_chase", dt.date(2026, 11, 18)), TO_HOME),
    "roll_change_chase.home": (
        _item(
            "roll_change_chase",
            dt.date(2026, 11, 18),
            off_roll=dt.date(2026, 11, 11),
            on_roll=dt.date(2026, 11, 11),
        ),
        TO_HOME,
    ),
    "roll_change_chase.receiving": (
        _item(
            "roll_change_chase",
            dt.date(2026, 11, 18),
            off_roll=dt.date(2026, 11, 11),
            on_roll=dt.date(2026, 11, 11),
        ),
        TO_RECEIVING,
    ),
    "breakdown_parent.today": (_item("breakdown_parent", **_DOWN), TO_FIRST),
    "breakdown_parent.second": (_item("breakdown_parent", **_DOWN), TO_SECOND),
    "breakdown_parent.pex": (_item("breakdown_parent", **{**_DOWN, "pex": True}), TO_FIRST),
    "breakdown_parent.arranged": (
        _item(
            "breakdown_parent",
            **{
                **_DOWN,
                "end": dt.date(2026, 11, 25),
                "next_school": "receiving",
                "arranged": True,
                "return_date": dt.date(2026, 11, 30),
                "first_home_day": dt.date(2026, 11, 26),
                "decided_by": "the head teacher",
            },
        ),
        TO_FIRST,
    ),
    "breakdown_parent.late": (
        _item(
            "breakdown_parent",
            **{
                **_DOWN,
                "decision": dt.date(2026, 10, 20),
                "end": dt.date(2026, 10, 21),
                "ended": True,
                "next_morning": None,
                "late_days": 31,
                "plan_due": None,
                "corrects": True,
            },
        ),
        TO_FIRST,
    ),
    "breakdown_parent.holiday": (
        _item(
            "breakdown_parent",
            **{**_DOWN, "next_morning": dt.date(2027, 1, 4), "holiday": True, "plan_due": None},
        ),
        TO_FIRST,
    ),
    "breakdown_home_school.today": (_item("breakdown_home_school", **_DOWN), TO_HOME),
    "breakdown_home_school.pex": (
        _item("breakdown_home_school", **{**_DOWN, "pex": True}),
        TO_HOME,
    ),
    "breakdown_eit.late": (_item("breakdown_eit", **{**_DOWN, "late_days": 1}), TO_EIT),
    "breakdown_eit.pex": (_item("breakdown_eit", **{**_DOWN, "pex": True}), TO_EIT),
    "breakdown_receiving_school.today": (
        _item("breakdown_receiving_school", **_DOWN),
        TO_RECEIVING,
    ),
    "breakdown_social_worker.today": (
        _item(
            "breakdown_social_worker",
            case=replace(FULL_CASE, looked_after=True, social_worker_name="Sam Reyes"),
            **_DOWN,
        ),
        TO_WORKER,
    ),
    "breakdown_virtual_school.today": (
        _item(
            "breakdown_virtual_school",
            case=replace(
                FULL_CASE,
                looked_after=True,
                social_worker_name="Sam Reyes",
                social_worker_phone="020 7946 0400",
            ),
            **_DOWN,
        ),
        TO_VIRTUAL,
    ),
    "extension_confirmed.receiving": (
        _item("extension_confirmed", end=dt.date(2027, 1, 15), review=dt.date(2027, 1, 14)),
        TO_RECEIVING,
    ),
    "extension_confirmed.parent": (
        _item("extension_confirmed", end=dt.date(2027, 1, 15), review=dt.date(2027, 1, 14)),
        TO_FIRST,
    ),
    "success_confirmed.home": (
        _item(
            "success_confirmed",
            permanent_from=dt.date(2026, 12, 1),
            home_off_roll=dt.date(2026, 12, 1),
            confirm_by=dt.date(2026, 12, 8),
        ),
        TO_HOME,
    ),
    "success_confirmed.parent": (
        _item(
            "success_confirmed",
            permanent_from=dt.date(2026, 12, 1),
            home_off_roll=dt.date(2026, 12, 1),
        ),
        TO_FIRST,
    ),
    "escalation.ladder": (
        _item(
            "escalation",
            dt.date(2026, 11, 9),
            reason="ladder",
            what="The record of the week 8 review is not here.",
            sent=[
                [dt.date(2026, 11, 12), "Reminder to Holly Bank Academy"],
                [dt.date(2026, 11, 16), "Reminder to Holly Bank Academy"],
            ],
            phone="020 7946 0301",
        ),
        TO_EIT,
    ),
    "escalation.letter": (
        _item(
            "escalation",
            dt.date(2026, 11, 20),
            reason="letter_unconfirmed",
            what="The placement ends and the parents may not know.",
            phone="020 7946 0301",
        ),
        TO_TEAM,
    ),
    "escalation.absence": (
        _item("escalation", reason="absence", what=None, phone="020 7946 0201"),
        TO_TEAM,
    ),
    "undeliverable.breakdown": (
        _item(
            "undeliverable",
            kind_returned="breakdown_parent",
            why="there is no such mailbox (5.1.1).",
            phone="07700 900111",
            breakdown=True,
            to_role="first parent",
        ),
        TO_TEAM,
    ),
    "undeliverable.other": (
        _item("undeliverable", kind_returned="review_invite", to_role="home school"),
        TO_TEAM,
    ),
    "digest_daily.team": (
        _item(
            "digest_daily",
            case=None,
            clause="",
            sections=[
                {"title": "Due today", "rows": ["MM-26-0173: final review"]},
                {"title": "Late", "rows": ["MM-26-0102: outcome form (MM2), 4 days late"]},
            ],
        ),
        TO_TEAM,
    ),
    "digest_daily.nothing": (_item("digest_daily", case=None, clause=""), TO_TEAM),
    "digest_weekly.team": (
        _item(
            "digest_weekly",
            case=None,
            clause="",
            first=dt.date(2026, 11, 9),  # Mon
            last=dt.date(2026, 11, 15),  # Sun
            since=dt.date(2026, 9, 1),  # Tue
            charts=[
                {
                    "title": "Moves by state",
                    "bars": [
                        {"label": "Running", "said": "24", "share": 100},
                        {"label": "Succeeded this school year", "said": "3", "share": 13},
                    ],
                },
                {
                    "title": "Agreements (MM1)",
                    "bars": [
                        {"label": "In time", "said": "4 (year: 21)", "share": 100},
                        {"label": "Late", "said": "1 (year: 5)", "share": 24},
                    ],
                    "notes": [
                        "Ninefields School: 2 late this school year, by 1 and 4 school days."
                    ],
                },
                {
                    "title": "Breakdown notices",
                    "bars": [
                        {
                            "label": "On the day of the decision",
                            "said": "4 (year: 8)",
                            "share": 100,
                        },
                        {"label": "Late", "said": "0 (year: 0)", "share": 0},
                    ],
                },
            ],
        ),
        TO_TEAM,
    ),
    "digest_panel.team": (
        _item(
            "digest_panel",
            case=None,
            clause="",
            panel=dt.date(2026, 11, 26),  # Thu
            since=dt.date(2026, 10, 15),  # Thu
            year=dt.date(2026, 9, 1),  # Tue
            open=[
                "MM-26-0173 (KJ), Ninefields School to Oakmere School: expected, no agreement yet."
            ],
            outcomes=["MM-26-0102 (RH), Oakmere School to Ninefields School: extended."],
            balance=[
                ["Ninefields School", "1 came, 1 went"],
                ["Oakmere School", "1 came, 1 went, 1 of them came back"],
            ],
        ),
        TO_TEAM,
    ),
    "digest_panel.nothing": (
        _item("digest_panel", case=None, clause="", panel=dt.date(2026, 11, 26)),
        TO_TEAM,
    ),
    "digest_weekly.nothing": (
        _item(
            "digest_weekly",
            case=None,
            clause="",
            first=dt.date(2026, 11, 9),  # Mon
            last=dt.date(2026, 11, 15),  # Sun
            since=dt.date(2026, 9, 1),  # Tue
        ),
        TO_TEAM,
    ),
}
BUNDLE = (
    _item("review_chase", dt.date(2026, 11, 16), review_name="week 8 review", rung=1),
    _item(
        "attendance_chase",
        dt.date(2026, 11, 17),
        case=replace(FULL_CASE, reference="MM-26-0102", initials="RH", nc_year=7),
        week=dt.date(2026, 11, 9),
    ),
)


def letter(
    items: Sequence[Item], to: Recipient, office: Office = FULL_OFFICE, **more: Any
) -> Letter:
    """Write `items` to `to` as the daemon would, at Fri 20 Nov 2026 14:05."""
    said: dict[str, Any] = {
        "in_reply_to": None,
        "redirect_to": None,
        "blank_forms": {},
        "at": AT,
        **more,
    }
    return write(items, to, office, message_id=ID, **said)


def face(written: Letter, kind: str) -> str:
    """Return the letter's `plain` or `html` face, read back from its bytes."""
    message = message_from_bytes(written.raw, policy=SMTP)
    part = message.get_body((kind,))
    return part.get_content().replace("\r\n", "\n")


def everything() -> Iterator[tuple[str, Letter]]:
    """Yield each example as a name and its letter."""
    for name, (item, to) in FULL.items():
        yield name, letter([item], to)
    yield "bundle.receiving", letter(BUNDLE, TO_RECEIVING)
    yield (
        "redirected.parent",
        letter(
            [FULL["breakdown_parent.today"][0]], TO_FIRST, redirect_to="testing@eastmere.example"
        ),
    )


def bare(item: Item) -> Item:
    """Return `item` with nothing known that may be unknown."""
    kept = {key: item.data[key] for key in ("uid", "breakdown", "reason") if key in item.data}
    case = BARE_CASE if item.case else None
    return Item(kind=item.kind, case=case, data=kept)


def sparse() -> Iterator[tuple[str, Letter]]:
    """Yield each example again, knowing next to nothing."""
    for name, (item, to) in FULL.items():
        yield name, letter([bare(item)], replace(to, name=None), BARE_OFFICE)


def golden(name: str) -> Path:
    """Return where the text of the example `name` is kept."""
    return HERE / f"{name}.txt"


def shown(written: Letter) -> str:
    """Return what a golden file holds: subject, attachments, text."""
    files = ", ".join(written.attachments) or "none"
    return f"Subject: {written.subject}\nAttached: {files}\n\n{face(written, 'plain')}"


if __name__ == "__main__":
    for name, written in everything():
        golden(name).write_text(shown(written), encoding="utf-8")
    for name, written in sparse():
        golden(f"{name}.sparse").write_text(shown(written), encoding="utf-8")
