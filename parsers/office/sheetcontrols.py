"""Boxes, buttons and lists drawn over a workbook's cells (.xlsx), put into the cells under them.

A reader of cells never sees them, and they are where a form made in Excel keeps its answers. Where
each stands and what it is called is in the drawing of old (VML), its state there or in a part of
its own, an ActiveX control's in another. A cell linked to one only says its state over again, as
TRUE or as a number, and is left out. A state that cannot be known is said: silence would read as
"not ticked".
"""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from parsers.filetypes import DAMAGED_PACKAGE
from parsers.office.activex import control_of
from parsers.office.packages import R, bytes_of, related, tree_of
from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED

Row = tuple[str, ...]
_MOST_CONTROLS = 1_000
_MOST_ROWS, _MOST_COLUMNS = 2_000, 80
_MOST_ENTRIES = 500
_ROW_HEIGHT = 20  # pixels, where a sheet says nothing else
_ANCHOR = 8  # numbers that say where a shape stands
_CONTROL = re.compile(rb"<(?:\w+:)?control\b[^>]*>")
_SHAPE_ID = re.compile(rb"\bshapeId=[\"'](\d{1,9})[\"']")
_RELATION = re.compile(rb"\br:id=[\"']([^\"']{1,100})[\"']")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_STATES = {"": False, "0": False, "unchecked": False, "1": True, "checked": True}
_TITLES = ("Label", "GBox")
_SAID = ("Note", "Button", "Spin", "Scroll", "Rect", "RectA", "Shape", "Group", "Dialog", "Edit")


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Placed:
    """A control over a cell, rows and columns from 0.

    text: what it shows, None where nobody can know. link: the cell that repeats its state. pick:
    for a list, which entry of which cells is picked.
    """

    row: int
    column: int
    across: int
    text: str | None
    link: str = ""
    pick: tuple[int, str] | None = None


def controls_of(archive: zipfile.ZipFile) -> dict[str, tuple[Placed, ...]] | None:
    """Return the controls of each sheet of a workbook, by its name; None where it is damaged."""
    found: dict[str, tuple[Placed, ...]] = {}
    try:
        for name, part in parts_of_sheets(archive):
            controls = tuple(_on_sheet(archive, part))
            if controls:
                found[name] = controls
    except DAMAGED_PACKAGE:
        return None
    return found


def with_controls(
    rows: Sequence[Row], controls: Sequence[Placed], title: str, book: Mapping[str, Sequence[Row]]
) -> list[Row] | None:
    """Return the rows of a sheet with its controls in them; None where one's state is not known.

    title: the sheet's. book: the rows of every sheet, for the entries of lists.
    """
    cells = [list(row) for row in rows]
    put: dict[tuple[int, int], list[str]] = {}
    for control in sorted(controls, key=lambda one: (one.row, one.column, one.across)):
        text = control.text if control.pick is None else _picked(control.pick, title, book)
        if text is None:
            return None
        if text and control.row < _MOST_ROWS and control.column < _MOST_COLUMNS:
            put.setdefault((control.row, control.column), []).append(text)
        for sheet, row, column in _cells_of(control.link, title)[:1]:
            if sheet == title and row < len(cells) and column < len(cells[row]):
                cells[row][column] = ""
    for (row, column), texts in put.items():
        while len(cells) <= row:
            cells.append([])
        cells[row] += [""] * (column + 1 - len(cells[row]))
        there = cells[row][column]
        named = any(len(text) > 1 for text in texts)
        around = [there, *texts] if named else [*texts, there]
        cells[row][column] = "  ".join(text for text in around if text)
    return [tuple(row) for row in cells]


def parts_of_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield the name of each sheet of a workbook, and of the part that holds it."""
    book = tree_of(archive, "xl/workbook.xml")
    parts = related(archive, "xl/workbook.xml")
    for sheet in book.iter("{*}sheet") if book is not None else ():
        part = parts.get(sheet.get(f"{R}id", ""))
        if part:
            yield sheet.get("name", ""), part


def _on_sheet(archive: zipfile.ZipFile, part: str) -> Iterator[Placed]:
    parts = related(archive, part)
    drawings = [place for place in parts.values() if place.lower().endswith(".vml")]
    if not drawings:
        return
    states = {
        int(known[1]): parts.get(told[1].decode("utf-8", "replace"), "")
        for control in _CONTROL.findall(bytes_of(archive, part))
        if (known := _SHAPE_ID.search(control)) and (told := _RELATION.search(control))
    }
    count = 0
    for drawing in drawings:
        root = tree_of(archive, drawing)
        for shape in root.iter("{*}shape") if root is not None else ():
            count += 1
            if count > _MOST_CONTROLS:
                return
            placed = _placed(archive, shape, states)
            if placed is not None:
                yield placed


def _placed(
    archive: zipfile.ZipFile, shape: etree._Element, states: Mapping[int, str]
) -> Placed | None:
    told = shape.find(".//{*}ClientData")
    if told is None or re.search(r"visibility\s*:\s*hidden", shape.get("style", "")):
        return None
    sort = told.get("ObjectType", "")
    place = _place(told.findtext("{*}Anchor") or "")
    part = states.get(_number(shape), "")
    is_picture = sort == "Pict" and "/activex" not in part.lower()
    if sort in _SAID or is_picture or place is None:
        return None
    row, column, across = place
    if sort == "Pict":
        kept = next(iter(related(archive, part).values()), "")
        text = control_of(bytes_of(archive, part), bytes_of(archive, kept)).text
        return Placed(row=row, column=column, across=across, text=text)
    words = shape.find("{*}textbox")
    caption = " ".join("".join(map(str, words.itertext())).split()) if words is not None else ""
    said = _said(told)
    own = tree_of(archive, part) if part else None
    if own is not None:
        # Nothing is said there of a box that is off.
        said |= {"checked": ""} | {str(name): str(value) for name, value in own.attrib.items()}
    text, pick = _shown(sort, caption, said)
    link = said["fmlaLink"]
    return Placed(row=row, column=column, across=across, text=text, link=link, pick=pick)


def _said(told: etree._Element) -> dict[str, str]:
    """Return what the drawing of old says of a control, in the words of today's parts."""
    names = {
        "checked": "Checked", "fmlaLink": "FmlaLink", "fmlaRange": "FmlaRange", "sel": "Sel",
        "seltype": "SelType",
    }  # fmt: skip
    return {name: (told.findtext(f"{{*}}{old}") or "").strip() for name, old in names.items()}


def _shown(
    sort: str, caption: str, said: Mapping[str, str]
) -> tuple[str | None, tuple[int, str] | None]:
    """Return what a control shows, and for a list which entry of which cells is picked."""
    if sort in _TITLES:
        return caption, None
    if sort in ("Checkbox", "Radio"):
        on = _STATES.get(said["checked"].lower())
        return (None if on is None else f"{TICKED if on else EMPTY} {caption}".rstrip()), None
    if sort in ("Drop", "List") and said["seltype"].lower() in ("", "single"):
        at = said["sel"] or "0"
        return "", (int(at), said["fmlaRange"]) if at.isdigit() else (-1, "")
    return None, None


def _number(shape: etree._Element) -> int:
    """Return the number by which the sheet knows a shape; 0 where it has none."""
    for name in (shape.get("{urn:schemas-microsoft-com:office:office}spid"), shape.get("id")):
        match = re.search(r"_s(\d{1,9})$", name or "")
        if match:
            return int(match[1])
    return 0


def _place(anchor: str) -> tuple[int, int, int] | None:
    """Return the row and column over which a shape stands, and how far from the column's left."""
    try:
        numbers = [int(part) for part in anchor.split(",")]
    except ValueError:
        return None
    if len(numbers) != _ANCHOR or min(numbers) < 0:
        return None
    column, across, row, down, _, _, last, over = numbers
    if last - row > 1:
        row = (row + last) // 2
    elif last > row and over > _ROW_HEIGHT - down:
        row = last  # drawn a little too high: most of it stands in the row below
    return row, column, across


def _cells_of(told: str, title: str) -> list[tuple[str, int, int]]:
    """Return the cells of a reference as sheet, row and column; none where it is no plain one."""
    sheet, _, cells = told.strip().rpartition("!")
    sheet = sheet.strip("'").replace("''", "'") or title
    ends = [_CELL.fullmatch(end.strip()) for end in cells.split(":")]
    if len(ends) > 2 or None in ends:  # noqa: PLR2004 - from one cell to another
        return []
    places = [(int(end[2]) - 1, _column(end[1])) for end in ends if end is not None]
    (top, left), (low, right) = places[0], places[-1]
    if (low - top + 1) * (right - left + 1) > _MOST_ENTRIES:
        return []
    return [(sheet, r, c) for r in range(top, low + 1) for c in range(left, right + 1)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _picked(pick: tuple[int, str], title: str, book: Mapping[str, Sequence[Row]]) -> str | None:
    """Return the entry picked in a list, as a field; None where its entries are not known."""
    at, told = pick
    if at == 0:
        return f"{FIELD}{FIELD_END}"
    cells = _cells_of(told, title)
    if not 0 < at <= len(cells):
        return None
    sheet, row, column = cells[at - 1]
    rows = book.get(sheet, ())
    if row >= len(rows) or column >= len(rows[row]):
        return None
    return f"{FIELD}{rows[row][column]}{FIELD_END}"
