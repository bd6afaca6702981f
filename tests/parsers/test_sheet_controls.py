"""Boxes, buttons and lists drawn over a workbook's cells are read, or the workbook is held."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import olefile
import openpyxl
import pytest

from parsers.forms import read_document
from parsers.office.othersheets import documents_of_ods, documents_of_xls
from parsers.office.sheet import documents_of_xlsx
from parsers.pairs import Document, Grid, plain
from parsers.records import Mm1, Reading
from tests import wrapped
from tests.parsers import layouts
from tests.parsers.test_other_documents import _XLS, _ods
from tests.parsers.test_word_inside import morph, ocx

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A control as Excel writes it. old: said in the drawing of old. own: in a part of its own."""

    sort: str
    cell: tuple[int, int]
    caption: str = ""
    old: str = ""
    own: str | None = None
    activex: tuple[bytes, bytes] | None = None
    down: int = 2
    low: int = 18


def _vml(drawn: Sequence[Drawn]) -> str:
    shapes = []
    for number, one in enumerate(drawn, 1025):
        row, column = one.cell
        last = row + (1 if one.low < one.down else 0)
        shapes.append(
            f'<v:shape id="Box_{number}" o:spid="_x0000_s{number}" style="position:absolute">'
            f"<v:textbox><div><font>{one.caption}</font></div><br></v:textbox>"
            f'<x:ClientData ObjectType="{one.sort}"><x:Anchor>{column}, 3, {row}, {one.down},'
            f" {column + 1}, 3, {last}, {one.low}</x:Anchor>{one.old}</x:ClientData></v:shape>"
        )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:'
        f'office" xmlns:x="urn:schemas-microsoft-com:office:excel">{"".join(shapes)}</xml>'
    )


def workbook(rows: Sequence[Sequence[object]], *drawn: Drawn) -> bytes:
    """A workbook of one sheet with controls over its cells."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    plain_book = io.BytesIO()
    book.save(plain_book)
    out = io.BytesIO()
    related = {"rId1": "../drawings/vmlDrawing1.vml"}
    controls = ""
    with (
        zipfile.ZipFile(io.BytesIO(plain_book.getvalue())) as source,
        zipfile.ZipFile(out, "w") as made,
    ):
        for number, one in enumerate(drawn, 1025):
            part = ""
            if one.own is not None:
                part = f"ctrlProps/ctrlProp{number}.xml"
                made.writestr(f"xl/{part}", f'<formControlPr objectType="{one.sort}" {one.own}/>')
            if one.activex is not None:
                part = f"activeX/activeX{number}.xml"
                made.writestr(f"xl/{part}", one.activex[0])
                made.writestr(f"xl/activeX/activeX{number}.bin", one.activex[1])
                made.writestr(
                    f"xl/activeX/_rels/activeX{number}.xml.rels",
                    f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
                    f'Target="activeX{number}.bin"/></Relationships>',
                )
            if part:
                related[f"rId{number}"] = f"../{part}"
                controls += f'<control shapeId="{number}" r:id="rId{number}" name="c"/>'
        for name in source.namelist():
            data = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                more = f'<legacyDrawing xmlns:r="{_REL}" r:id="rId1"/>'
                more += f'<controls xmlns:r="{_REL}">{controls}</controls>' if controls else ""
                data = data.replace(b"</worksheet>", f"{more}</worksheet>".encode())
            made.writestr(name, data)
        told = "".join(f'<Relationship Id="{i}" Target="{t}"/>' for i, t in related.items())
        made.writestr(
            "xl/worksheets/_rels/sheet1.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">{told}</Relationships>',
        )
        made.writestr("xl/drawings/vmlDrawing1.vml", _vml(drawn))
    return out.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    (document,) = documents_of_xlsx(data)
    assert document.trouble is None
    return [
        [plain(cell.text) for cell in row]
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
    ]


ON, OFF = "<x:Checked>1</x:Checked>", ""
_TWO = [["Looked after child", "", ""], ["Gender", "F", ""]]


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ((Drawn("Checkbox", (0, 1), "Yes", ON), Drawn("Checkbox", (0, 2), "No", OFF)),
         ["☒ Yes", "☐ No"]),
        ((Drawn("Checkbox", (0, 1), "Yes", OFF, ""), Drawn("Checkbox", (0, 2), "No", OFF,
                                                           'checked="Checked"')),
         ["☐ Yes", "☒ No"]),
        ((Drawn("Radio", (0, 1), "Yes", OFF), Drawn("Radio", (0, 1), "No", ON)),
         ["☐ Yes ☒ No"]),
        ((Drawn("GBox", (0, 1), "Tick one"), Drawn("Radio", (0, 1), "Yes", ON)),
         ["Tick one ☒ Yes"]),
        ((Drawn("Pict", (0, 1), activex=(ocx("8BD21D40"), morph("1", "Yes"))),), ["☒ Yes"]),
        ((Drawn("Pict", (0, 1)), Drawn("Note", (0, 2), "a comment")), []),
    ],
)  # fmt: skip
def test_a_box_shows_its_state_in_the_cell_under_it(
    drawn: tuple[Drawn, ...], told: list[str]
) -> None:
    first = rows_of(workbook(_TWO, *drawn))[0] if told else ["Looked after child"]
    assert first[1:] == told


def test_a_box_without_words_stands_before_those_of_its_cell() -> None:
    data = workbook(
        [["Looked after", "Yes", "No"], ["a", "b", "c"]], Drawn("Checkbox", (0, 2), "", ON)
    )
    assert rows_of(data)[0] == ["Looked after", "Yes", "☒ No"]


def test_a_box_drawn_a_little_too_high_belongs_to_the_row_below() -> None:
    data = workbook(_TWO, Drawn("Checkbox", (0, 2), "", ON, down=17, low=15))
    assert rows_of(data)[-1] == ["Gender", "F", "☒"]


def test_a_cell_that_only_repeats_the_state_of_a_box_says_nothing_more() -> None:
    rows = [["Looked after child", "", True], ["Gender", "F", ""]]
    data = workbook(
        rows, Drawn("Checkbox", (0, 1), "Yes", OFF, 'checked="Checked" fmlaLink="$C$1"')
    )
    assert rows_of(data)[0] == ["Looked after child", "☒ Yes"]


def test_what_is_picked_in_a_list_is_its_entry() -> None:
    rows = [["SEN status", "", "None"], ["Gender", "F", "SEN support"]]
    data = workbook(
        rows, Drawn("Drop", (0, 1), "", OFF, 'fmlaRange="$C$1:$C$2" sel="2" fmlaLink="$D$1"')
    )
    assert rows_of(data)[0][:2] == ["SEN status", "SEN support"]


@pytest.mark.parametrize(
    "drawn",
    [
        Drawn("Checkbox", (0, 1), "Yes", "<x:Checked>2</x:Checked>"),
        Drawn("Checkbox", (0, 1), "Yes", OFF, 'checked="Mixed"'),
        Drawn("Drop", (0, 1), "", OFF, 'fmlaRange="Schools" sel="2"'),
        Drawn("List", (0, 1), "", OFF, 'fmlaRange="$C$1:$C$2" sel="1" seltype="multi"'),
        Drawn("Pict", (0, 1), activex=(ocx("20DD1B9E"), b"")),
        Drawn("Something", (0, 1)),
    ],
)
def test_a_control_whose_state_nobody_knows_holds_the_workbook(drawn: Drawn) -> None:
    assert documents_of_xlsx(workbook(_TWO, drawn)) == (Document(how="sheet", trouble="controls"),)


def test_a_box_over_a_cell_of_an_open_workbook_shows_its_state_there() -> None:
    rows = (
        "<office:forms><form:form>"
        '<form:checkbox form:id="c1" form:label="Yes" form:current-state="checked"/>'
        '<form:checkbox form:id="c2" form:label="No"/></form:form></office:forms>'
        "<table:table-row><table:table-cell><text:p>Looked after</text:p></table:table-cell>"
        '<table:table-cell><draw:control draw:control="c1"/></table:table-cell>'
        '<table:table-cell><draw:control draw:control="c2"/></table:table-cell></table:table-row>'
    )
    (document,) = documents_of_ods(_ods(rows))
    assert document.text.split(" | ") == ["Looked after", "☒ Yes", "☐ No"]
    loose = '<table:shapes><draw:control draw:control="c1"/></table:shapes>'
    (document,) = documents_of_ods(_ods(loose + rows))
    assert document.trouble == "controls"


def test_an_old_workbook_with_boxes_over_its_cells_is_held() -> None:
    data = zlib.decompress(base64.b64decode(_XLS))
    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        stream = ole.openstream("Workbook").read()
    end = stream.rindex(b"\x0a\x00\x00\x00")
    box = struct.pack("<HHHHHH", 0x5D, 8, 0x15, 0x12, 0x0B, 1) + bytes(2)
    drawn = (stream[:end] + box + stream[end:]).ljust(5_000, b"\0")
    (document,) = documents_of_xls(wrapped.compound({"Workbook": drawn}))
    assert document.trouble == "controls"


def _reading(*boxes: Drawn, lac: object = "") -> Reading:
    rows = [["MM1 Managed Move Agreement"]] + [
        [label, lac if label == "Looked after child" else value]
        for label, value in layouts.AGREEMENT.items()
    ]
    (document,) = documents_of_xlsx(workbook(rows, *boxes))
    (reading,) = read_document(document, layouts.context(), None, "form", None)
    return reading


def test_a_form_with_boxes_over_its_cells_says_what_the_form_says_in_words() -> None:
    at = 1 + list(layouts.AGREEMENT).index("Looked after child")
    alone = layouts.read(layouts.agreement())
    typed = _reading(lac="No")
    assert typed.record == alone.record
    drawn = _reading(Drawn("Radio", (at, 1), "Yes"), Drawn("Radio", (at, 2), "No", ON))
    assert (drawn.record, drawn.status) == (typed.record, typed.status)
    other = _reading(Drawn("Radio", (at, 1), "Yes", ON), Drawn("Radio", (at, 2), "No")).record
    assert isinstance(other, Mm1)
    assert other.looked_after is True
