"""Words that nobody sees are no answers, whatever wrote the file: white on the paper, or tiny."""

# ruff: noqa: E501 - a document written as XML reads best a line a row

import base64
import io
import re
import struct
import zipfile
import zlib

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from parsers.layouts.body import document_of_html
from parsers.office.opendoc import pairs_of_odt
from parsers.office.othersheets import documents_of_ods, documents_of_xls
from parsers.office.richtext import pairs_of_rtf
from parsers.office.word import pairs_of_docx
from tests.parsers.test_other_documents import _SPACES, _XLS, _odt

WHITE, TINY = 'fo:color="#ffffff"', 'fo:font-size="1pt"'


def _style(name: str, family: str, says: str, sort: str = "text") -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}">'
        f"<style:{sort}-properties {says}/></style:style>"
    )


DARK = 'fo:background-color="#1f3864"'
PLAIN = _style("W", "text", WHITE) + _style("T", "text", TINY) + _style("K", "text", 'fo:color="#000000"')  # fmt: skip
CELL = '<table:table><table:table-row><table:table-cell table:style-name="C">{}</table:table-cell></table:table-row></table:table>'


@pytest.mark.parametrize(
    ("body", "styles", "seen"),
    [
        ('<text:p>Start: <text:span text:style-name="W">5/10/2026</text:span></text:p>', "", "Start:"),
        ('<text:p>Start: <text:span text:style-name="T">5/10/2026</text:span></text:p>', "", "Start:"),
        ('<text:p text:style-name="P">Hale</text:p>', _style("P", "paragraph", WHITE), ""),
        (
            '<text:p text:style-name="P">Hale <text:span text:style-name="K">Lee</text:span></text:p>',
            _style("P", "paragraph", WHITE),
            "Lee",
        ),
        (
            '<text:p text:style-name="P"><text:span text:style-name="W">Hale</text:span></text:p>',
            _style("P", "paragraph", DARK, "paragraph"),
            "Hale",
        ),
        (
            CELL.format('<text:p><text:span text:style-name="W">Hale</text:span></text:p>'),
            _style("C", "table-cell", DARK, "table-cell"),
            "Hale",
        ),
        (CELL.format('<text:p><text:span text:style-name="W">Hale</text:span></text:p>'), "", ""),
    ],
)  # fmt: skip
def test_an_open_document_is_read_as_it_is_seen(body: str, styles: str, seen: str) -> None:
    assert (
        pairs_of_odt(_odt(f"<text:p>.</text:p>{body}", PLAIN + styles)).text.strip(".\n |") == seen
    )


COLOURS = r"{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red31\green56\blue100;}"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (r"Start: {\cf2 5/10/2026}\par", "Start:"),
        (r"Start: {\fs2 5/10/2026}\par", "Start:"),
        (r"Start: {\cf1 5/10/2026}\par", "Start: 5/10/2026"),
        (r"\pard\cbpat3{\cf2 Hale}\par\pard{\cf2 Lee}\par", "Hale"),
        (r"{\chcbpat3\cf2 Hale}\par", "Hale"),
        (r"{\chcbpat2\cf2 Hale}\par", ""),
        (r"\trowd\clcbpat3\cellx3000\cellx6000\intbl{\cf2 Hale}\cell{\cf2 Lee}\cell\row\pard", "Hale |"),
        (r"{\cf2\plain Hale}\par", "Hale"),
    ],
)  # fmt: skip
def test_rich_text_is_read_as_it_is_seen(body: str, seen: str) -> None:
    data = rf"{{\rtf1\ansi{COLOURS}.\par {body}}}".encode()
    assert pairs_of_rtf(data).text.strip(".\n ") == seen


@pytest.mark.parametrize(
    ("styles", "seen"),
    [
        ("", True),
        (_style("C", "table-cell", WHITE), False),
        (_style("C", "table-cell", TINY), False),
        (_style("C", "table-cell", 'style:text-line-through-style="solid"'), False),
        (
            _style("C", "table-cell", WHITE).replace(
                "</style:style>", f"<style:table-cell-properties {DARK}/></style:style>"
            ),
            True,
        ),
    ],
)
def test_a_cell_of_an_open_sheet_is_read_as_it_is_seen(styles: str, *, seen: bool) -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    row = cell.format("", "Surname") + cell.format(' table:style-name="C"', "Hale")
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet><table:table><table:table-row>"
        f"{row}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
    (document,) = documents_of_ods(out.getvalue())
    assert ("Hale" in document.text) is seen


@pytest.mark.parametrize(
    ("height", "colour", "seen"), [(None, 8, True), (None, 9, False), (20, 8, False)]
)
def test_a_cell_of_an_old_workbook_is_read_as_it_is_seen(
    height: int | None, colour: int, *, seen: bool
) -> None:
    def font(found: re.Match[bytes]) -> bytes:
        high = height or struct.unpack("<H", found[2])[0]
        return found[1] + struct.pack("<H", high) + found[3] + struct.pack("<H", colour)

    data = zlib.decompress(base64.b64decode(_XLS))
    data = re.sub(rb"(?s)(\x31\x00[\x10-\x40]\x00)(..)(..)(?:\xff\x7f|\x08\x00)", font, data)
    assert any(document.text for document in documents_of_xls(data)) is seen


def _of_style(sort: WD_STYLE_TYPE, name: str, value: str, ground: str = "") -> bytes:
    """A document whose second paragraph bears a style that says how its words look."""
    document = docx.Document()
    document.add_paragraph("Surname:")
    paragraph = document.add_paragraph()
    run = paragraph.add_run("Hale")
    style = document.styles.add_style("Ours", sort)
    based = document.styles.add_style("Based", sort)
    based.base_style = style
    look = OxmlElement(f"w:{name}")
    look.set(qn("w:val"), value)
    style.element.get_or_add_rPr().append(look)
    if ground:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:fill"), ground)
        style.element.get_or_add_pPr().append(shade)
    (run if sort is WD_STYLE_TYPE.CHARACTER else paragraph).style = based
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("sort", [WD_STYLE_TYPE.CHARACTER, WD_STYLE_TYPE.PARAGRAPH])
@pytest.mark.parametrize(
    ("name", "value", "seen"),
    [
        ("vanish", "1", False), ("strike", "1", False), ("color", "FFFFFF", False),
        ("sz", "2", False), ("color", "1F3864", True), ("vanish", "0", True),
    ],
)  # fmt: skip
def test_what_a_style_of_word_hides_is_not_read(
    sort: WD_STYLE_TYPE, name: str, value: str, *, seen: bool
) -> None:
    assert ("Hale" in pairs_of_docx(_of_style(sort, name, value)).text) is seen


def test_white_words_of_a_style_with_a_ground_are_read() -> None:
    data = _of_style(WD_STYLE_TYPE.PARAGRAPH, "color", "FFFFFF", "1F3864")
    assert "Hale" in pairs_of_docx(data).text


@pytest.mark.parametrize(
    ("rules", "seen"),
    [
        (".a{display:none}", False),
        ("p.a { color: #fff }", False),
        ("#b{font-size:1px}", False),
        (".a{color:#000}", True),
        ("td.a{display:none}", True),
        ("@media print{.a{display:none}} .c{display:none}", True),
        (".a{display:none} ", False),
        ("@import url(of.css); .a{display:none}", False),
        ("/* as sent */ .a{display:none} /* the rest is lost", False),
        ("} .a{display:none}", False),
    ],
)
def test_what_a_style_sheet_hides_is_not_read(rules: str, *, seen: bool) -> None:
    page = f'<html><head><style>{rules}</style></head><p>Surname</p><p class="a" id="b">Hale</p></html>'
    assert ("Hale" in document_of_html(page).text) is seen


def test_a_style_sheet_without_an_end_of_its_words_is_gone_through_once() -> None:
    page = f"<style>{'Dear all @ /* ' * 14_000}</style><p>Hale</p>"
    assert "Hale" in document_of_html(page).text


def test_what_an_element_says_of_itself_counts_before_its_class() -> None:
    page = '<style>.a{display:none;color:#fff}</style><p class="a" style="display:block;color:#000">Hale</p>'
    assert "Hale" in document_of_html(page).text
