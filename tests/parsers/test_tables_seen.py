"""Ruled cells of a page as tables: what is one, and what only stands near another."""

from parsers.images.tables import tables_of
from parsers.images.tickboxes import Span

BAR: Span = (100, 198, 1550, 251)


def heights(cells: list[Span]) -> list[list[int]]:
    """How high the cells of each row are, in pixels."""
    return [
        [round((low - top) / 0.36) for _, top, _, low in (c for c in row if c is not None)]
        for table in tables_of(cells, (), ())
        for row in table.rows
    ]


def test_boxes_to_write_in_under_a_bar_are_no_table() -> None:
    assert tables_of([BAR, (370, 258, 810, 303), (1100, 258, 1540, 303)], (), ()) == []


def test_a_frame_within_a_cell_is_the_cell() -> None:
    label, frame = (100, 300, 370, 364), (378, 313, 1540, 353)
    below = [(100, 364, 370, 428), (378, 377, 1540, 417)]
    rows = heights([label, frame, *below])
    assert [len(row) for row in rows] == [2, 2]
    assert all(row[0] == row[1] for row in rows)


def test_of_two_frames_in_one_cell_each_stays_what_it_is() -> None:
    label = (100, 300, 370, 420)
    rows = heights([label, (378, 312, 1540, 352), (378, 366, 1540, 406)])
    assert sum(len(row) for row in rows) == 3


def test_a_cell_over_several_rows_parts_no_table() -> None:
    cells = [(100, 300, 370, 420), (370, 300, 1540, 360), (370, 360, 1540, 420)]
    assert len(tables_of(cells, (), ())) == 1
