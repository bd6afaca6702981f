"""Term dates as councils and schools publish them, read from iCalendar files by hand-counted days.

The school year is 2026/27: autumn Wed 2 Sep to Fri 18 Dec 2026 with half term Mon 26 to Fri 30 Oct,
spring Mon 4 Jan to Thu 25 Mar 2027 (Fri 26 Mar is Good Friday) with half term 15 to 19 Feb.
"""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.__main__ import main
from mailbot.rules.schooldays import Calendar
from mailbot.terms.calendarfiles import read_ics
from mailbot.terms.icsfile import read_entries
from mailbot.terms.termdates import TermDates
from mailbot.terms.termwords import Means, meanings
from tests.factory import LONDON

EMPTY = Calendar(zone=LONDON, terms=())


def day(text: str) -> dt.date:
    """Return the day of a text such as "Wed 2 Sep 2026", which must be that weekday."""
    found = dt.datetime.strptime(text, "%a %d %b %Y").replace(tzinfo=dt.UTC).date()
    assert f"{found:%a}" == text[:3], f"{text} is a {found:%A}"
    return found


def ics(*events: tuple[str, str, str] | tuple[str, str], head: str = "") -> bytes:
    """Return a calendar of all-day events, each a text, its first and (if several) its last day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//council//terms//EN", *head.split()]
    for n, (text, first, *more) in enumerate(events):
        after = day(more[0] if more else first) + dt.timedelta(days=1)
        lines += [
            "BEGIN:VEVENT", f"UID:{n}@council.example", f"DTSTART;VALUE=DATE:{day(first):%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}", f"SUMMARY:{text}", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def event(*lines: str) -> bytes:
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]
    return "\r\n".join([*body, ""]).encode()


def read(content: bytes, school: int | None = None, *, terms_wanted: bool = True) -> TermDates:
    return read_ics("terms.ics", content, school, EMPTY, terms_wanted=terms_wanted)


def spans(found: TermDates) -> list[str]:
    def short(one: dt.date) -> str:
        return f"{one:%a} {one.day} {one:%b}"

    return [f"{short(row.first)} - {short(row.last)}" for row in found.terms]


def faults(content: bytes) -> list[str]:
    return [str(fault) for fault in read(content).faults]


AUTUMN = ("Autumn term", "Wed 2 Sep 2026", "Fri 18 Dec 2026")
HALF = ("Autumn half term", "Mon 26 Oct 2026", "Fri 30 Oct 2026")
SPRING = ("Spring term", "Mon 4 Jan 2027", "Thu 25 Mar 2027")
HALF2 = ("Spring half term holiday", "Mon 15 Feb 2027", "Fri 19 Feb 2027")
YEAR = [
    "Wed 2 Sep - Fri 23 Oct",
    "Mon 2 Nov - Fri 18 Dec",
    "Mon 4 Jan - Fri 12 Feb",
    "Mon 22 Feb - Thu 25 Mar",
]


def test_the_half_term_is_cut_out_of_its_term() -> None:
    found = read(ics(AUTUMN, HALF, SPRING, HALF2))
    assert (spans(found), found.faults, found.notes) == (YEAR, (), ())


@pytest.mark.parametrize("text", ["Schools closed - Half Term", "No school", "Half Term Break"])
def test_a_week_in_which_schools_are_closed_is_a_half_term_whatever_it_is_called(text: str) -> None:
    found = read(ics(AUTUMN, (text, "Mon 26 Oct 2026", "Fri 30 Oct 2026")))
    assert (spans(found), found.faults, found.closures) == (YEAR[:2], (), ())


def test_the_halves_of_a_term_are_terms_themselves() -> None:
    found = read(ics(
        ("Autumn Term 1", "Wed 2 Sep 2026", "Fri 23 Oct 2026"),
        ("Autumn Term 2", "Mon 2 Nov 2026", "Fri 18 Dec 2026"),
        ("Term 3 (2026/27)", "Mon 4 Jan 2027", "Fri 12 Feb 2027"),
        ("Spring term second half", "Mon 22 Feb 2027", "Thu 25 Mar 2027"),
    ))  # fmt: skip
    assert (spans(found), found.faults) == (YEAR, ())


def test_first_and_last_days_make_terms() -> None:
    found = read(ics(
        ("Autumn term starts", "Wed 2 Sep 2026"),
        ("School closes for half term", "Fri 23 Oct 2026"),
        ("School reopens", "Mon 2 Nov 2026"), ("Last day of term", "Fri 18 Dec 2026"),
        ("Start of spring term", "Mon 4 Jan 2027"), HALF2,
        ("Break up for Easter", "Thu 25 Mar 2027"),
    ))  # fmt: skip
    assert (spans(found), found.faults) == (YEAR, ())


def test_a_whole_term_beside_its_halves_is_not_counted_twice() -> None:
    found = read(ics(
        AUTUMN,
        ("Autumn term 1", "Wed 2 Sep 2026", "Fri 23 Oct 2026"),
        ("Autumn term 2", "Mon 2 Nov 2026", "Fri 18 Dec 2026"),
    ))  # fmt: skip
    assert (spans(found), found.faults) == (YEAR[:2], ())


def test_the_same_event_twice_is_one() -> None:
    assert spans(read(ics(AUTUMN, HALF, AUTUMN, HALF))) == YEAR[:2]


def test_inset_days_and_closures_are_closures_with_their_reason() -> None:
    found = read(ics(
        AUTUMN, HALF, ("INSET day", "Wed 2 Sep 2026"),
        ("School closed - polling day", "Thu 5 Nov 2026"),
        ("Staff training days", "Sat 12 Dec 2026", "Mon 14 Dec 2026"),
    ), 990901)  # fmt: skip
    assert [(f"{row.day:%a %d %b}", row.why, row.school) for row in found.closures] == [
        ("Wed 02 Sep", "INSET day", 990901),
        ("Thu 05 Nov", "School closed - polling day", 990901),
        ("Mon 14 Dec", "Staff training days", 990901),
    ]


def test_the_terms_of_one_schools_calendar_are_that_schools() -> None:
    assert {row.school for row in read(ics(AUTUMN, HALF), 990901).terms} == {990901}


def test_a_first_day_that_follows_inset_days_agrees_with_its_term() -> None:
    found = read(ics(
        AUTUMN, HALF, ("INSET day", "Wed 2 Sep 2026"), ("INSET day", "Thu 3 Sep 2026"),
        ("Term starts for pupils", "Fri 4 Sep 2026"),
    ))  # fmt: skip
    assert (spans(found), found.faults) == (YEAR[:2], ())


def test_a_first_day_within_a_term_contradicts_it() -> None:
    (said,) = faults(ics(AUTUMN, HALF, ("Term starts", "Mon 7 Sep 2026")))
    assert said.startswith('terms.ics, "Term starts" on 7 September 2026: contradicts the terms')


def test_a_known_bank_holiday_changes_nothing_and_a_proclaimed_one_closes() -> None:
    found = read(ics(
        SPRING, HALF2, ("Good Friday bank holiday", "Fri 26 Mar 2027"),
        ("Bank holiday", "Mon 8 Mar 2027"),
    ))  # fmt: skip
    assert [row.day for row in found.closures] == [day("Mon 8 Mar 2027")]


def test_what_else_a_school_does_is_set_aside_and_named() -> None:
    found = read(ics(
        AUTUMN, HALF, ("Year 7 parents' evening", "Thu 8 Oct 2026"),
        ("Half term football camp", "Mon 26 Oct 2026", "Wed 28 Oct 2026"),
        ("INSET (nursery)", "Fri 9 Oct 2026"),
    ))  # fmt: skip
    assert (found.faults, found.closures) == ((), ())
    assert [str(note) for note in found.notes] == [
        'terms.ics, "INSET (nursery)" on 9 October 2026: is for some pupils only and was not used',
        'terms.ics, "Year 7 parents\' evening" on 8 October 2026: was not used',
        'terms.ics, "Half term football camp" on 26 October 2026: was not used',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Half term", "Mon 26 Oct 2026"),
        ("End of half term", "Fri 30 Oct 2026"),
        ("Half term begins", "Mon 26 Oct 2026"),
        ("Christmas holidays begin", "Mon 21 Dec 2026"),
        ("Twilight INSET", "Tue 3 Nov 2026"),
        ("INSET morning", "Tue 3 Nov 2026"),
        ("Autumn term", "Wed 2 Sep 2026"),
    ],
)
def test_what_speaks_of_terms_but_not_plainly_is_a_fault_with_its_text_and_day(
    text: str, first: str
) -> None:
    said = faults(ics(AUTUMN, HALF, (text, first)))
    assert len(said) == 1
    assert f'"{text}" on {day(first).day} {day(first):%B %Y}: is not plain' in said[0]


def test_a_term_without_its_half_term_is_refused() -> None:
    (said,) = faults(ics(AUTUMN, SPRING, HALF2))
    assert said.endswith(
        "would run from Wednesday 2 September 2026 to Friday 18 December 2026 "
        "without a half term: add it"
    )


def test_a_holiday_that_stops_before_the_friday_is_refused() -> None:
    (said,) = faults(ics(AUTUMN, ("Half term", "Mon 26 Oct 2026", "Thu 29 Oct 2026")))
    assert "if the Friday belongs to it, end it a day later" in said


def test_terms_that_overlap_are_refused() -> None:
    late = ("Term 2", "Mon 19 Oct 2026", "Fri 18 Dec 2026")
    (said,) = faults(ics(("Term 1", "Wed 2 Sep 2026", "Fri 23 Oct 2026"), late))
    assert "overlaps another term" in said


def test_a_term_that_begins_twice_is_refused() -> None:
    (said,) = faults(ics(
        ("Term starts", "Wed 2 Sep 2026"), ("Term starts", "Mon 7 Sep 2026"),
        ("Term ends", "Fri 23 Oct 2026"),
    ))  # fmt: skip
    assert "has begun already on Wednesday 2 September 2026" in said


def test_a_term_of_which_a_calendar_knows_half_is_left_out() -> None:
    found = read(ics(
        ("Term ends", "Fri 17 Jul 2026"), ("Term starts", "Wed 2 Sep 2026"),
        ("Term ends", "Fri 23 Oct 2026"), ("Term starts", "Mon 2 Nov 2026"),
    ))  # fmt: skip
    assert (spans(found), found.faults) == (YEAR[:1], ())


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([], "It names no term"),
        ([("Sports day", "Fri 2 Oct 2026")], "It names no term"),
        ([("Christmas holiday", "Mon 21 Dec 2026", "Fri 1 Jan 2027")], "It names holidays, but no"),
    ],
)
def test_a_calendar_without_terms_is_refused_in_one_sentence(
    events: list[tuple[str, str]], said: str
) -> None:
    (fault,) = faults(ics(*events))
    assert fault.startswith(f"terms.ics: no term can be made out. {said}")


def test_a_calendar_of_closures_needs_no_terms() -> None:
    found = read(ics(("Snow: school closed", "Mon 11 Jan 2027"), AUTUMN), terms_wanted=False)
    assert [row.day for row in found.closures] == [day("Mon 11 Jan 2027")]
    assert (found.terms, found.faults) == ((), ())


# what an event's days are


def days_of(*lines: str) -> tuple[dt.date, dt.date]:
    entries, wrong = read_entries("f.ics", event(*lines, "SUMMARY:X"), LONDON)
    assert wrong == []
    (entry,) = entries
    return entry.first, entry.last


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20260902",),
        ("DTSTART;VALUE=DATE:20260902", "DTEND;VALUE=DATE:20260902"),
        ("DTSTART;VALUE=DATE:20260902", "DTEND;VALUE=DATE:20260903"),
        ("DTSTART;VALUE=DATE:20260902", "DURATION:P1D"),
        ("DTSTART:20260901T230000Z", "DTEND:20260902T230000Z"),  # midnight in summer
        ("DTSTART;TZID=Europe/London:20260902T084500",),
        ("DTSTART;TZID=Europe/London:20260902T084500", "DTEND;TZID=Europe/London:20260902T153000"),
        ("DTSTART:20260902T000000", "DTEND:20260902T235900"),
    ],
)
def test_each_way_to_write_one_day_is_that_day(lines: tuple[str, ...]) -> None:
    assert days_of(*lines) == (dt.date(2026, 9, 2), dt.date(2026, 9, 2))


def test_an_all_day_event_ends_on_the_day_before_its_end() -> None:
    found = days_of("DTSTART;VALUE=DATE:20261026", "DTEND;VALUE=DATE:20261031")
    assert found == (day("Mon 26 Oct 2026"), day("Fri 30 Oct 2026"))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "has no day that can be read"),
        (("DTSTART;VALUE=DATE:20261301",), "has no day that can be read"),
        (("DTSTART;VALUE=DATE:20260902", "DTEND;VALUE=DATE:soon"), "an end that cannot be read"),
        (("DTSTART;VALUE=DATE:20260902", "DTEND;VALUE=DATE:20260801"), "ends before it begins"),
        (("DTSTART;VALUE=DATE:20260902", "DTEND;VALUE=DATE:20290801"), "longer than a school year"),
    ],
)
def test_an_event_that_cannot_be_read_is_a_fault(lines: tuple[str, ...], said: str) -> None:
    _, (fault,) = read_entries("f.ics", event(*lines, "SUMMARY:Autumn term"), LONDON)
    assert '"Autumn term"' in str(fault)
    assert said in str(fault)


WEEKLY = ("DTSTART;VALUE=DATE:20260904", "RRULE:FREQ=WEEKLY")


@pytest.mark.parametrize("text", ["Autumn term", "INSET day", "School closed", "Y7 INSET"])
def test_what_repeats_and_speaks_of_school_days_is_a_fault(text: str) -> None:
    found = read(event(*WEEKLY, f"SUMMARY:{text}"), terms_wanted=False)
    (said,) = map(str, found.faults)
    assert f'"{text}" on 4 September 2026: repeats' in said
    assert (found.terms, found.closures) == ((), ())


@pytest.mark.parametrize("text", ["Chess club", "Full governors' meeting", "Whole school assembly"])
def test_what_repeats_and_is_no_business_of_ours_is_set_aside(text: str) -> None:
    found = read(event(*WEEKLY, f"SUMMARY:{text}"), terms_wanted=False)
    assert (found.faults, len(found.notes)) == ((), 1)


def test_an_event_that_was_called_off_is_none() -> None:
    called_off = event("DTSTART;VALUE=DATE:20260902", "SUMMARY:INSET", "STATUS:CANCELLED")
    assert read_entries("f.ics", called_off, LONDON) == ([], [])


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda t: event(*t.splitlines())))
def test_no_calendar_file_whatever_is_in_it_breaks_the_reader(content: bytes) -> None:
    found = read(content)
    assert all(row.first <= row.last for row in found.terms)


@given(st.text(max_size=120), st.integers(1, 400))
def test_every_text_means_something(text: str, days: int) -> None:
    assert meanings(text, days) <= set(Means)


# the command


def saved(folder: Path, *events: tuple[str, str, str] | tuple[str, str]) -> str:
    (folder / "terms.ics").write_bytes(ics(*events))
    return str(folder / "terms.ics")


def test_the_command_prints_the_rows_that_a_file_would_make(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = saved(tmp_path, AUTUMN, HALF, ("INSET day", "Mon 2 Nov 2026"))
    assert main(["terms", file, "--school", "990901"]) == 0
    assert capsys.readouterr().out == (
        "school,first,last\n990901,2026-09-02,2026-10-23\n990901,2026-11-02,2026-12-18\n\n"
        "school,date,why\n990901,2026-11-02,INSET day\n"
    )


def test_the_command_saves_the_rows_and_overwrites_nothing(tmp_path: Path) -> None:
    file = saved(tmp_path, AUTUMN, HALF)
    assert main(["terms", file, "--out", str(tmp_path / "new")]) == 0
    assert (tmp_path / "new" / "terms.csv").read_text(encoding="utf-8").count("\n") == 3
    assert main(["terms", file, "--out", str(tmp_path / "new")]) == 1


def test_the_command_says_what_is_wrong_and_ends_in_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["terms", saved(tmp_path, AUTUMN)]) == 1
    assert 'wrong: terms.ics, "Autumn term" on 2 September 2026: would' in capsys.readouterr().err


def test_a_file_that_is_no_calendar_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "terms.csv").write_text("school,first,last\n", encoding="utf-8")
    assert main(["terms", str(tmp_path / "terms.csv")]) == 1
    assert "is no calendar file (.ics)" in capsys.readouterr().err


@pytest.mark.parametrize("zone", ["Nowhere/X", "../../etc/passwd", ""])
def test_a_zone_that_is_none_is_wrong_usage_and_says_how_to_write_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], zone: str
) -> None:
    file = tmp_path / "t.ics"
    file.write_text("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n")
    with pytest.raises(SystemExit) as end:
        main(["terms", str(file), "--zone", zone])
    assert end.value.code == 2
    assert "is no time zone: write one such as Europe/London" in capsys.readouterr().err
