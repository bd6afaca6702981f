"""Calendar files as offices keep them, and as nobody should."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.calendars import read_closures, read_day, read_holidays, read_terms
from parsers.schools import Register, School

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
