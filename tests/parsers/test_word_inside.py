"""What is set into a Word file, and the state of its controls: read, or the file is held."""

import io
import struct
import zipfile
from collections.abc import Mapping

import pytest

from parsers.forms import read_document
from parsers.office.activex import control_of
from parsers.office.chunks import pairs_of_word
from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED, Document, Grid, Line, plain
from parsers.records import Mm1, Reading
from tests import wrapped
from tests.parsers import layouts

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = f'xmlns:w="{_W}" xmlns:r="{_R}" xmlns:v="urn:schemas-microsoft-com:vml"'


def packed(body: str, parts: Mapping[str, bytes], related: Mapping[str, str]) -> bytes:
    """A Word file with this body, these other parts, and what its text refers to."""
    listing = "".join(f'<Relationship Id="{i}" Target="{t}"/>' for i, t in related.items())
    return wrapped.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": (
                f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>".encode()
            ),
            "word/_rels/document.xml.rels": f"<Relationships>{listing}</Relationships>".encode(),
            **parts,
        }
    )


def line(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def told(document: Document) -> list[str]:
    out: list[str] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            out += [" | ".join(plain(cell.text) for cell in row) for row in block.rows]
        elif isinstance(block, Line):
            out.append(plain(block.text))
    return out


# ------------------------------------------------------------------------ documents set in

_TITLE = "MM1 Managed Move Agreement"
_PARTS: dict[str, tuple[str, bytes]] = {}


def _html() -> bytes:
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in layouts.AGREEMENT.items())
    return f"<html><body><h1>{_TITLE}</h1><table>{rows}</table></body></html>".encode()


def _mht() -> bytes:
    return (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Location: file:///C:/a.htm\r\n\r\n"
        + _html()
        + b"\r\n--b--\r\n"
    )


def _rtf() -> bytes:
    rows = "".join(
        rf"\trowd\cellx3000\cellx9000\pard\intbl {a}\cell {b}\cell\row "
        for a, b in layouts.AGREEMENT.items()
    )
    return rf"{{\rtf1\ansi\ansicpg1252 {_TITLE}\par {rows}\pard\par}}".encode()


def _word() -> bytes:
    return layouts.word(_TITLE, list(layouts.AGREEMENT.items()))


def _set_in(name: str, data: bytes) -> bytes:
    body = line("Before") + '<w:altChunk r:id="rId7"/>' + line("After")
    return packed(body, {f"word/{name}": data}, {"rId7": name})


def read(data: bytes) -> Reading:
    (reading,) = read_document(pairs_of_word(data), layouts.context(), None, "form", None)
    return reading


@pytest.mark.parametrize(
    ("name", "make"),
    [("c.html", _html), ("c.mht", _mht), ("c.rtf", _rtf), ("c.docx", _word)],
)
def test_a_form_set_into_a_word_file_says_what_it_says_by_itself(name: str, make: object) -> None:
    assert callable(make)
    data = make()
    alone = layouts.read(_word())
    assert alone.status == "accepted"
    document = pairs_of_word(_set_in(name, data))
    lines = told(document)
    assert lines[0] == "Before"
    assert lines[-1] == "After"
    found = read(_set_in(name, data))
    assert (found.record, found.status) == (alone.record, "accepted")


@pytest.mark.parametrize(
    "data",
    [
        _set_in("c.bin", b"%PDF-1.4 no document of Word's"),
        packed('<w:altChunk r:id="rId7"/>', {}, {"rId7": "gone.html"}),
        packed('<w:altChunk r:id="rId7"/>', {}, {}),
        packed(
            "<w:tbl>" + row(line("a") + "<w:altChunk r:id='rId7'/>") + "</w:tbl>",
            {"word/c.html": b"<html><p>x</p></html>"},
            {"rId7": "c.html"},
        ),
    ],
    ids=["another-kind", "gone", "no-relation", "in-a-cell"],
)
def test_what_is_set_in_and_cannot_be_read_holds_the_file(data: bytes) -> None:
    assert pairs_of_word(data).trouble == "unreadable"


def test_nothing_outside_the_file_is_fetched_for_what_is_set_in() -> None:
    out = io.BytesIO(_set_in("c.html", b""))
    with zipfile.ZipFile(out) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/_rels/document.xml.rels"] = (
        b'<Relationships><Relationship Id="rId7" TargetMode="External" '
        b'Target="http://127.0.0.1:9/c.html"/></Relationships>'
    )
    assert pairs_of_word(wrapped.zipped(parts)).trouble == "unreadable"


def _diagram(*said: str, beside: str = "") -> bytes:
    """A Word file whose words stand in a diagram of shapes (SmartArt)."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    shapes = "".join(
        f"<d:pt><d:t><a:p><a:r><a:t>{one}</a:t></a:r></a:p></d:t></d:pt>" for one in said
    )
    model = (
        f'<d:dataModel xmlns:d="{drawing}/diagram" xmlns:a="{drawing}/main">{shapes}</d:dataModel>'
    )
    frame = f'<d:relIds xmlns:d="{drawing}/diagram" r:dm="r1"/>'
    body = f"{line(beside)}<w:p><w:r><w:drawing>{frame}</w:drawing></w:r></w:p>"
    return packed(body, {"word/diagrams/data1.xml": model.encode()}, {"r1": "diagrams/data1.xml"})


def test_a_form_drawn_wholly_as_a_diagram_is_read() -> None:
    form = [f"{label}: {said}" for label, said in layouts.AGREEMENT.items()]
    reading = read(_diagram(_TITLE, *form))
    assert (reading.kind, reading.status) == ("MM1", "accepted")
    assert reading.record == layouts.read(layouts.agreement()).record


def test_a_diagram_beside_a_text_adds_nothing_to_it() -> None:
    text = "This is how a managed move goes on. " * 8
    assert told(pairs_of_word(_diagram("Week 4", "Review", beside=text))) == [text.strip()]


# ------------------------------------------------------------------------ ActiveX

_BOX, _OPTION = "8BD21D40", "8BD21D50"
_TEXT, _LIST, _DROP = "8BD21D10", "8BD21D20", "8BD21D30"


def morph(value: str = "", caption: str = "", *, many: bool = False, packed: bool = True) -> bytes:
    """The bytes of a control's properties (MS-OFORMS 2.2.5)."""
    texts = [(22, value), (23, caption)]
    mask = 1 << 0 | 1 << 6 | 1 << 8 | (1 << 21 if many else 0)
    fixed = struct.pack("<IB", 0x2C80081B, 4) + (b"\x01" if many else b"")
    fixed += bytes(-(len(fixed) + 12) % 4)
    later = struct.pack("<II", 2000, 500)
    for bit, text in texts:
        if text:
            raw = text.encode("latin-1" if packed else "utf-16-le")
            mask |= 1 << bit
            fixed += struct.pack("<I", len(raw) | (0x80000000 if packed else 0))
            later += raw + bytes(-len(raw) % 4)
    whole = struct.pack("<Q", mask) + fixed + later
    return bytes(16) + struct.pack("<BBH", 0, 2, len(whole)) + whole


def ocx(sort: str, inner: str = "", how: str = "persistStreamInit") -> bytes:
    space = "http://schemas.microsoft.com/office/2006/activeX"
    return (
        f'<ax:ocx ax:classid="{{{sort}-EC42-11CE-9E0D-00AA006002F3}}" ax:persistence="{how}" '
        f'r:id="rId1" xmlns:ax="{space}" xmlns:r="{_R}">{inner}</ax:ocx>'
    ).encode()


@pytest.mark.parametrize(
    ("sort", "kept", "text"),
    [
        (_BOX, morph("1", "Yes"), f"{TICKED} Yes"),
        (_BOX, morph("0", "Yes"), f"{EMPTY} Yes"),
        (_BOX, morph("1", "Yes", packed=False), f"{TICKED} Yes"),
        (_BOX, morph("1"), TICKED),
        (_OPTION, morph("1", "Looked after"), f"{TICKED} Looked after"),
        (_OPTION, morph("", "No"), f"{EMPTY} No"),
        (_TEXT, morph("Kai Lee"), f"{FIELD}Kai Lee{FIELD_END}"),
        (_TEXT, morph("Zoë", packed=False), f"{FIELD}Zoë{FIELD_END}"),
        (_DROP, morph("SEN support"), f"{FIELD}SEN support{FIELD_END}"),
        (_DROP, morph(), f"{FIELD}{FIELD_END}"),
        (_LIST, morph("one", many=True), None),
        (_BOX, morph("maybe", "Yes"), None),
        (_BOX, b"", None),
        (_BOX, morph("1", "Yes")[:40], None),
        ("20DD1B9E", morph("1"), None),
        ("D7053240", b"", ""),
    ],
)
def test_a_control_shows_its_state_or_says_that_nobody_knows(
    sort: str, kept: bytes, text: str | None
) -> None:
    assert control_of(ocx(sort), kept).text == text


def test_a_control_kept_as_properties_shows_its_state() -> None:
    inner = '<ax:ocxPr ax:name="Caption" ax:value="Yes"/><ax:ocxPr ax:name="Value" ax:value="1"/>'
    assert control_of(ocx(_BOX, inner, "persistPropertyBag"), b"").text == f"{TICKED} Yes"


def test_a_control_kept_in_a_storage_shows_its_state() -> None:
    kept = wrapped.compound({"contents": morph("1", "Yes")[16:]})
    assert control_of(ocx(_BOX, how="persistStorage"), kept).text == f"{TICKED} Yes"


def _control(name: str) -> str:
    return (
        f"<w:p><w:r><w:object><v:shape><v:imagedata/></v:shape><w:control r:id='{name}'/>"
        "</w:object></w:r></w:p>"
    )


def _with_controls(looked_after: tuple[str, str], forename: str) -> bytes:
    rows = []
    for label, value in layouts.AGREEMENT.items():
        cell = line(value)
        if label == "Looked after child":
            cell = _control("rId1") + _control("rId2")
        if label == "Pupil's forename":
            cell = _control("rId3")
        rows.append(row(line(label), cell))
    parts: dict[str, bytes] = {}
    for number, (sort, kept) in enumerate(
        (
            (_OPTION, morph(looked_after[0], "Yes")),
            (_OPTION, morph(looked_after[1], "No")),
            (_TEXT, morph(forename)),
        ),
        start=1,
    ):
        place = f"word/activeX/activeX{number}"
        parts[f"{place}.xml"], parts[f"{place}.bin"] = ocx(sort), kept
        parts[f"word/activeX/_rels/activeX{number}.xml.rels"] = (
            f'<Relationships><Relationship Id="rId1" Target="activeX{number}.bin"/></Relationships>'
        ).encode()
    related = {f"rId{n}": f"activeX/activeX{n}.xml" for n in (1, 2, 3)}
    return packed(line(_TITLE) + f"<w:tbl>{''.join(rows)}</w:tbl>", parts, related)


def test_a_form_of_controls_says_what_the_form_says_in_words() -> None:
    found = read(_with_controls(("0", "1"), "Ruby"))
    assert (found.record, found.status) == (layouts.read(_word()).record, "accepted")
    other = read(_with_controls(("1", "0"), "Ruby")).record
    assert isinstance(other, Mm1)
    assert other.looked_after is True


def test_a_form_with_a_control_that_nobody_knows_is_held() -> None:
    assert pairs_of_word(_with_controls(("maybe", "0"), "Ruby")).trouble == "controls"
