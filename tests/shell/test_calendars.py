"""Calendar files as offices keep them, and as nobody should."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.checks import findings
from mailbot.options import CalendarFiles
from mailbot.rules.schooldays import Calendar
from mailbot.settings import SettingsError, load
from mailbot.terms.calendarfiles import gather, in_short
from mailbot.terms.calendars import read_closures, read_day, read_holidays, read_terms
from parsers.schools import Register, School
from tests.factory import LONDON

SCHOOLS = Register([School(urn=990901, name="Marram Hill Academy")])


@given(st.binary(max_size=400))
def test_no_file_whatever_is_in_it_breaks_the_reader(content: bytes) -> None:
    for read in (read_terms, read_closures):
        rows, faults = read("file.csv", content, SCHOOLS)
        assert rows == [] or not any(fault.where == "line 1" for fault in faults)
    read_holidays("file.csv", content)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)))
def test_both_ways_to_write_a_day_mean_the_same_day(day: dt.date) -> None:
    assert read_day(day.isoformat()) == read_day(f"{day:%d/%m/%Y}") == day


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "31/11/2026", "02/09/26", "2/9"])
def test_what_is_no_day_in_full_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_a_day_before_a_month_is_british() -> None:
    assert read_day("3/11/2026") == dt.date(2026, 11, 3)


def test_the_order_of_the_columns_does_not_matter() -> None:
    rows, _ = read_terms("t.csv", b"last,first,school\n2026-10-23,2026-09-02,990901\n", SCHOOLS)
    assert [(r.school, r.first) for r in rows] == [(990901, dt.date(2026, 9, 2))]


def test_a_calendar_for_all_schools_needs_no_school_column() -> None:
    rows, faults = read_closures("c.csv", b"date,why\n2026-11-02,INSET day\n", SCHOOLS)
    assert ([r.school for r in rows], faults) == ([None], [])


def test_a_reason_may_hold_a_comma_and_a_line_break() -> None:
    rows, _ = read_closures("c.csv", b'date,why\n2026-11-02,"snow,\nall day"\n', SCHOOLS)
    assert [r.why for r in rows] == ["snow,\nall day"]


def test_the_line_named_is_the_one_an_editor_shows() -> None:
    content = b'date,why\n2026-11-02,"snow,\nall day"\n\nsoon,\n'
    _, (fault,) = read_closures("c.csv", content, SCHOOLS)
    assert fault.where == "line 5"


def test_a_school_is_named_by_its_number_or_its_name() -> None:
    content = b"school,date\n990901,2026-11-02\nmarram hill academy,2026-11-03\n"
    rows, _ = read_closures("c.csv", content, SCHOOLS)
    assert [r.school for r in rows] == [990901, 990901]


def test_a_school_that_is_not_in_the_register_is_never_taken_for_all() -> None:
    rows, faults = read_closures("c.csv", b"school,date\n990999,2026-11-02\n", SCHOOLS)
    assert (rows, len(faults)) == ([], 1)


# all the files together

MARRAM, OTHER = 990901, 990902
BOTH = Register(
    [School(urn=MARRAM, name="Marram Hill Academy"), School(urn=OTHER, name="Dune Lane School")]
)
YEAR = b"school,first,last\n,2026-09-02,2026-10-23\n,2026-11-02,2026-12-18\n"


def gathered(keys: dict[str, object], **files: bytes) -> Calendar:
    """Return the calendar of a [calendar] table and its files, which must hold no fault."""
    found = gather(CalendarFiles.model_validate(keys), _read(files), BOTH, LONDON)
    assert found.faults == ()
    return found.calendar


def _read(files: dict[str, bytes]) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        key = name.replace(".", "_")
        if key not in files:
            raise FileNotFoundError(2, "No such file or directory", name)
        return files[key]

    return read


def faults_of(keys: dict[str, object], **files: bytes) -> list[str]:
    found = gather(CalendarFiles.model_validate(keys), _read(files), BOTH, LONDON)
    return [str(fault) for fault in found.faults]


def test_a_school_with_terms_of_its_own_has_only_those() -> None:
    own = YEAR + b"990901,2026-09-07,2026-10-16\n990901,2026-11-02,2026-12-18\n"
    calendar = gathered({"terms": "t.csv"}, t_csv=own)
    friday, monday = dt.date(2026, 10, 23), dt.date(2026, 10, 19)
    assert calendar.school(OTHER).holds(friday)
    assert not calendar.school(MARRAM).holds(friday)
    # two school days after Thu 15 Oct: Fri 16, Mon 19 - or, with the longer half term, Mon 2 Nov
    assert calendar.school(OTHER).after(dt.date(2026, 10, 15), 2) == monday
    assert calendar.school(MARRAM).after(dt.date(2026, 10, 15), 2) == dt.date(2026, 11, 2)


def test_a_closure_of_one_school_is_none_of_the_others() -> None:
    shut = b"school,date,why\nMarram Hill Academy,2026-11-02,INSET\n,2026-11-03,flood\n"
    calendar = gathered({"terms": "t.csv", "closures": "c.csv"}, t_csv=YEAR, c_csv=shut)
    after_half_term = dt.date(2026, 10, 31)
    assert calendar.school(OTHER).on_or_after(after_half_term) == dt.date(2026, 11, 2)
    assert calendar.school(MARRAM).on_or_after(after_half_term) == dt.date(2026, 11, 4)


def test_public_holidays_are_added_and_taken_away() -> None:
    terms = b"first,last\n2027-04-12,2027-05-28\n"
    rows = b"date,change\n2027-05-03,removed\n2027-05-07,added\n"
    calendar = gathered({"terms": "t.csv", "holidays": "h.csv"}, t_csv=terms, h_csv=rows)
    days = calendar.school(OTHER)
    assert days.holds(dt.date(2027, 5, 3))  # Mon 3 May: the bank holiday was moved
    assert not days.holds(dt.date(2027, 5, 7))  # to Fri 7 May
    assert not calendar.is_working_day(dt.date(2027, 5, 7))


def test_several_files_make_one_calendar() -> None:
    spring = b"first,last\n2027-01-04,2027-02-12\n"
    calendar = gathered({"terms": ["t.csv", "s.csv"]}, t_csv=YEAR, s_csv=spring)
    assert calendar.school(OTHER).last == dt.date(2027, 2, 12)


def test_a_file_may_be_one_schools_own() -> None:
    own = b"first,last\n2026-09-07,2026-12-11\n"
    for school in (990901, "990901", "Marram Hill Academy"):
        places = ["t.csv", {"file": "o.csv", "school": school}]
        calendar = gathered({"terms": places}, t_csv=YEAR, o_csv=own)
        assert calendar.school(MARRAM).last == dt.date(2026, 12, 11)
        assert calendar.school(OTHER).last == dt.date(2026, 12, 18)


ICS = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Autumn term 1\r\n"
    b"DTSTART;VALUE=DATE:20260902\r\nDTEND;VALUE=DATE:20261024\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nSUMMARY:INSET day\r\nDTSTART;VALUE=DATE:20260902\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


def test_a_calendar_file_says_terms_and_closures_at_once() -> None:
    calendar = gathered({"terms": "dates.ics"}, dates_ics=ICS)
    days = calendar.school(OTHER)
    assert (days.first, days.days[0]) == (dt.date(2026, 9, 2), dt.date(2026, 9, 3))
    assert days.last == dt.date(2026, 10, 23)


def test_a_schools_own_calendar_file_stands_over_the_authoritys() -> None:
    places = ["t.csv", {"file": "own.ics", "school": MARRAM}]
    calendar = gathered({"terms": places}, t_csv=YEAR, own_ics=ICS)
    assert calendar.school(MARRAM).last == dt.date(2026, 10, 23)
    assert calendar.school(OTHER).holds(dt.date(2026, 9, 2))


def test_a_calendar_file_under_closures_says_closures_only() -> None:
    calendar = gathered({"terms": "t.csv", "closures": "c.ics"}, t_csv=YEAR, c_ics=ICS)
    assert len(calendar.terms) == 2
    assert [row.day for row in calendar.closures] == [dt.date(2026, 9, 2)]


def test_the_faults_of_all_files_are_said_at_once() -> None:
    keys: dict[str, object] = {
        "terms": ["t.csv", {"file": "o.csv", "school": "Nowhere School"}],
        "closures": "c.csv",
        "holidays": "h.csv",
    }
    said = faults_of(
        keys,
        t_csv=b"first,last\n2026-09-02,soon\n",
        o_csv=b"first,last\n",
        c_csv=b"date\nsnow\n",
    )
    assert [line.partition(":")[0] for line in said] == [
        "h.csv", "t.csv, line 2", "o.csv", "c.csv, line 2",
    ]  # fmt: skip


def test_terms_are_shown_by_school_and_school_year() -> None:
    rows = YEAR + b",2027-01-04,2027-02-12\n990901,2027-09-02,2027-10-22\n"
    assert in_short(gathered({"terms": "t.csv"}, t_csv=rows)) == [
        "terms 2026/27: Wed 2 Sep to Fri 23 Oct, Mon 2 Nov to Fri 18 Dec, Mon 4 Jan to Fri 12 Feb",
        "terms 2027/28 of school 990901: Thu 2 Sep to Fri 22 Oct",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3", "mailbot.toml, calendar.terms[0]: must be a table with keys of its own"),
        ("[{school = 990901}]", "mailbot.toml, calendar.terms[0].file: is missing; write it"),
        ('""', "mailbot.toml, calendar.terms[0].file: is empty; write it or take the line out"),
        ('["none.csv"]', "mailbot.toml, calendar.terms: there is no file none.csv beside"),
        ('["a.csv", "b.csv"]', "mailbot.toml, calendar.terms[0]: there is no file a.csv beside"),
    ],
)
def test_a_place_that_is_none_is_a_fault_of_its_key(
    tmp_path: Path, written: str, said: str
) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(configured(tmp_path, f"terms = {written}"))
    assert str(wrong.value).startswith(said)


def configured(folder: Path, keys: str) -> Path:
    """Write a configuration with this [calendar], its register beside it; return its path."""
    (folder / "schools.csv").write_text(
        "URN,EstablishmentName,contact_email\n990901,Marram Hill Academy,office@marram.example\n",
        encoding="utf-8",
    )
    config = folder / "mailbot.toml"
    config.write_text(
        '[authority]\nname = "Vale Council"\nprotocol = "southwark"\n'
        'exclusions_team = ["team@vale.example"]\n[schools]\nregister = "schools.csv"\n'
        f"[calendar]\n{keys}\n",
        encoding="utf-8",
    )
    return config


def checked(folder: Path, keys: str) -> list[tuple[str, str]]:
    """Return the rows of `mailbot check` about the calendar."""
    now = dt.datetime(2026, 9, 1, 9, tzinfo=LONDON)
    rows = findings(load(configured(folder, keys)), now)
    return [(row.state.value, row.said) for row in rows if row.check == "calendar"]


def test_check_shows_the_terms_that_a_calendar_file_makes_and_what_was_set_aside(
    tmp_path: Path,
) -> None:
    disco = b"BEGIN:VEVENT\r\nSUMMARY:Disco\r\nDTSTART;VALUE=DATE:20261009\r\nEND:VEVENT\r\n"
    (tmp_path / "dates.ics").write_bytes(ICS.replace(b"END:VCALENDAR", disco + b"END:VCALENDAR"))
    rows = checked(tmp_path, 'terms = "dates.ics"')
    assert rows[:3] == [
        ("ok", "1 terms, 1 closures"),
        ("ok", "terms 2026/27: Wed 2 Sep to Fri 23 Oct"),
        ("warning", 'dates.ics, "Disco" on 9 October 2026: was not used'),
    ]


def test_check_fails_on_a_calendar_file_whose_terms_cannot_be_made_out(tmp_path: Path) -> None:
    (tmp_path / "dates.ics").write_bytes(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    ((state, said),) = checked(tmp_path, 'terms = "dates.ics"')
    assert (state, said.startswith("dates.ics: no term can be made out")) == ("failed", True)
