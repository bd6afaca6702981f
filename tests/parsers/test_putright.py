"""Days on paper beside which somebody wrote another."""

import datetime as dt

import pytest

from parsers.doubts.putright import put_right
from parsers.pairs import DOUBTFUL, Box, Cell, Document, Grid, Line, Where
from parsers.particulars.draft import Draft
from parsers.records import How, Seen

MONDAY = dt.date(2026, 11, 9)  # Mon 9 Nov 2026
DAY: Box = (230.0, 222.0, 283.0, 230.0)


def _cell(text: str, column: int, box: Box) -> Cell:
    return Cell(text=text, where=Where(1, box), how="ocr", column=column)


def _asked(note: str, box: Box, *, how: How = "ocr", in_row: bool = False) -> bool:
    """Return whether a day is asked about that a note stands near."""
    start = (_cell("Start", 0, (60, 222, 108, 230)), _cell("9 Nov 2026", 1, DAY))
    name = (_cell("Name", 0, (60, 246, 108, 254)), _cell("Kim Hale", 1, (230, 246, 280, 254)))
    row = (*start, _cell(note, 2, box)) if in_row else start
    grid = Grid(rows=(row, name), where=Where(1, (60, 222, 330, 254)))
    line = Line(text=note, where=Where(1, box), how=how)
    document = Document(how=how, blocks=(grid,) if in_row else (line, grid))
    draft = Draft()
    draft.values["start_date"] = MONDAY
    draft.evidence["start_date"] = Seen(raw="9 Nov 2026", how=how, page=1, box=DAY, confidence=0.9)
    put_right(draft, document)
    assert ("start_date" in draft.values) is not bool(draft.problems)
    return bool(draft.problems)


@pytest.mark.parametrize(
    "note", ["16 Nov", "16th", "-> 16/11", "now 16 Nov 2026", f"16 N{DOUBTFUL}"]
)
def test_figures_close_over_or_under_a_day_make_it_a_question(note: str) -> None:
    assert _asked(note, (234, 213, 259, 219.5))
    assert _asked(note, (234, 231, 259, 240))


def test_figures_behind_a_day_where_no_column_is_make_it_a_question() -> None:
    assert _asked("16", (302, 222, 320, 230), in_row=True)


@pytest.mark.parametrize(
    ("note", "box"),
    [
        ("16 Nov", (234.0, 200.0, 259.0, 207.0)),  # a line of its own
        ("16 Nov", (60.0, 213.0, 100.0, 219.5)),  # over the label
        ("9 November 2026", (234.0, 213.0, 259.0, 219.5)),  # the same day
        ("Dates", (234.0, 213.0, 259.0, 219.5)),
        ("Week 4 of 12", (234.0, 213.0, 259.0, 219.5)),
    ],
)
def test_what_is_no_day_or_stands_apart_leaves_a_day_alone(note: str, box: Box) -> None:
    assert not _asked(note, box)


def test_a_typed_day_is_left_alone() -> None:
    assert not _asked("16 Nov", (234, 213, 259, 219.5), how="text")
