"""What schools and their programs put into Word files, each with what a person would read."""

# ruff: noqa: E501 - tables of examples read best in rows

import io
import zipfile

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph

from parsers.office.word import pairs_of_docx
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, TICKED, Grid, Line
from parsers.records import Mm1
from tests.parsers import layouts

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("w14", "http://schemas.microsoft.com/office/word/2010/wordml"),
        ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
        ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("o", "urn:schemas-microsoft-com:office:office"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    )
)


def _docx(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, text in parts.items():
            package.writestr(f"word/{name}.xml", text)
    return out.getvalue()


def _told(data: bytes) -> list[str]:
    found: list[str] = []
    for block in pairs_of_docx(data).blocks:
        if isinstance(block, Line):
            found.append(block.text)
        elif isinstance(block, Grid):
            found.extend(cell.text for row in block.rows for cell in row)
    return found


def _t(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _sdt(look: str, inner: str) -> str:
    return f"<w:sdt><w:sdtPr>{look}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def _box(text: str) -> str:
    return f"<w:txbxContent><w:p>{_t(text)}</w:p></w:txbxContent>"


def _date(shown: str, kept: str) -> str:
    look = f'<w:date w:fullDate="{kept}T00:00:00Z"><w:dateFormat w:val="M/d/yyyy"/></w:date>'
    return _sdt(look, _t(shown))


_LIST = (
    '<w:dropDownList><w:listItem w:displayText="Choose an item." w:value=""/>'
    '<w:listItem w:displayText="SEN support" w:value="K"/></w:dropDownList>'
)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        # ticks of symbol fonts
        (_t("a", _font("Webdings")) + _t(" Yes"), f"{TICKED} Yes"),
        (_t("c", _font("Webdings")) + _t(" Yes"), f"{EMPTY} Yes"),
        (_t("a", _font("Marlett")) + _t(" Yes"), f"{TICKED} Yes"),
        (_t("a", _font("Segoe UI Symbol")) + _t(" Yes"), "a Yes"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0D6"/></w:r>' + _t(" Yes"), f"{TICKED} Yes"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>' + _t(" Yes"), f"{TICKED} Yes"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>' + _t(" Yes"), f"{EMPTY} Yes"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>' + _t(" Yes"), "Yes"),
        # tracked changes, comments, hidden words
        (f"<w:del>{_t('Old')}</w:del><w:ins>{_t('New')}</w:ins>", "New"),
        ("<w:del><w:r><w:delText>Old</w:delText></w:r></w:del>" + _t("New"), "New"),
        (f"<w:moveFrom>{_t('Old')}</w:moveFrom><w:moveTo>{_t('New')}</w:moveTo>", "New"),
        ('<w:commentRangeStart w:id="1"/>' + _t("Kai") + '<w:r><w:commentReference w:id="1"/></w:r>', "Kai"),
        (_t("secret", "<w:vanish/>") + _t("Kai"), "Kai"),
        (_t("Kai") + '<w:r><w:footnoteReference w:id="2"/></w:r>', "Kai"),
        # deleted, circled, highlighted, underlined
        (_t("Yes / ") + _t("No", "<w:strike/>"), "Yes / "),
        (_t("Yes / ") + _t("No", '<w:strike w:val="false"/>'), "Yes / No"),
        (_t("Yes", '<w:bdr w:val="single"/>') + _t(" / No"), f"{STRONG}Yes{STRONG_END} / No"),
        (_t("Yes", '<w:u w:val="single"/>') + _t(" / No"), f"{STRONG}Yes{STRONG_END} / No"),
        (_t("Yes", '<w:u w:val="none"/>') + _t(" / No"), "Yes / No"),
        # controls
        (_sdt("<w:showingPlcHdr/><w:text/>", _t("Click or tap here to enter text.")), f"{FIELD}{FIELD_END}"),
        (_sdt("<w:text/>", _t("Click or tap here to enter text.")), f"{FIELD}{FIELD_END}"),
        (_sdt(_LIST, _t("SEN support")), f"{FIELD}SEN support{FIELD_END}"),
        (_sdt(_LIST, _t("Choose an item.")), f"{FIELD}{FIELD_END}"),
        (_sdt("<w:showingPlcHdr/><w:picture/>", "<w:r><w:drawing><pic/></w:drawing></w:r>"), f"{FIELD}{FIELD_END}"),
        (_sdt('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', _t("☒")) + _t(" Yes"), f"{TICKED} Yes"),
        (_sdt('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', _t("X")) + _t(" Yes"), f"{EMPTY} Yes"),
        (_t("Known as Click or tap here to enter text."), f"Known as {FIELD}{FIELD_END}"),
        (_t("Date Click to enter a date. Signed"), f"Date {FIELD}{FIELD_END} Signed"),
        # days that a picker shows with the month first
        (_date("10/5/2026", "2026-10-05"), f"{FIELD}05/10/2026{FIELD_END}"),
        (_date("05/10/2026", "2026-10-05"), f"{FIELD}05/10/2026{FIELD_END}"),
        (_date("5 October 2026", "2026-10-05"), f"{FIELD}5 October 2026{FIELD_END}"),
        (_date("after half term", "2026-10-05"), f"{FIELD}after half term{FIELD_END}"),
        # what is drawn
        ("<w:r><w:drawing><pic/></w:drawing></w:r>", PICTURE),
        ("<w:r><w:pict><v:shape><v:imagedata/><o:signatureline/></v:shape></w:pict></w:r>" + _t("Signed"), "Signed"),
        ('<w:r><w:object><v:shape><v:imagedata/></v:shape><w:control r:id="a"/></w:object></w:r>' + _t("Yes"), "Yes"),
        (f"<w:r><w:pict><v:shape><v:textbox>{_box('Kai')}</v:textbox></v:shape></w:pict></w:r>", "Kai"),
    ],
)  # fmt: skip
def test_a_paragraph_says_what_a_person_reads(inside: str, told: str) -> None:
    assert [text.strip() for text in _told(_docx(f"<w:p>{inside}</w:p>"))] == [told.strip()]


def test_every_text_box_of_a_drawing_is_read_once() -> None:
    shape = "<wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp>"
    drawn = (
        "<mc:AlternateContent><mc:Choice><w:drawing>"
        + shape.format(_box("Surname")) + shape.format(_box("Lee"))
        + f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{_box('Surname')}{_box('Lee')}</w:pict>"
        "</mc:Fallback></mc:AlternateContent>"
    )  # fmt: skip
    assert _told(_docx(f"<w:p><w:r>{drawn}</w:r></w:p>")) == ["Surname", "Lee"]


def test_a_letterhead_set_in_a_table_is_read_as_lines() -> None:
    head = (
        f"<w:hdr {_SPACES}><w:tbl><w:tr><w:tc><w:p>{_t('Northby Council')}</w:p></w:tc>"
        f"<w:tc><w:p>{_t('MM1 Managed Move Agreement')}</w:p></w:tc></w:tr></w:tbl></w:hdr>"
    )
    assert _told(_docx(f"<w:p>{_t('Name: Kai')}</w:p>", header1=head)) == [
        "Northby Council",
        "MM1 Managed Move Agreement",
        "Name: Kai",
    ]


def test_cells_merged_down_and_across_keep_their_columns() -> None:
    def cell(text: str, look: str = "") -> str:
        return f"<w:tc><w:tcPr>{look}</w:tcPr><w:p>{_t(text)}</w:p></w:tc>"

    table = (
        "<w:tbl><w:tr>" + cell("A", '<w:gridSpan w:val="2"/>')
        + cell("B", '<w:vMerge w:val="restart"/>') + "</w:tr><w:tr>"
        + cell("C") + cell("D") + cell("", "<w:vMerge/>") + "</w:tr></w:tbl>"
    )  # fmt: skip
    (grid,) = pairs_of_docx(_docx(table)).blocks
    assert isinstance(grid, Grid)
    assert [[(c.text, c.column, c.span) for c in row] for row in grid.rows] == [
        [("A", 0, 2), ("B", 2, 1)],
        [("C", 0, 1), ("D", 1, 1)],
    ]


def test_the_strict_name_spaces_are_read_too() -> None:
    data = _docx(f"<w:p>{_t('Name: Kai')}</w:p>")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("word/document.xml").decode()
    strict = text.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", strict)
    assert _told(out.getvalue()) == ["Name: Kai"]


def test_the_text_is_found_by_its_relation_where_it_has_another_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "_rels/.rels",
            '<Relationships><Relationship Type="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships/officeDocument" Target="/word/form.xml"/></Relationships>',
        )
        package.writestr(
            "word/form.xml",
            f"<w:document {_SPACES}><w:body><w:p>{_t('Name: Kai')}</w:p></w:body></w:document>",
        )
    assert _told(out.getvalue()) == ["Name: Kai"]


def test_a_document_that_holds_another_kind_of_document_is_held() -> None:
    assert pairs_of_docx(_docx('<w:altChunk r:id="rId7"/>')).trouble == "unreadable"


def test_a_prompt_printed_into_a_pdf_is_no_answer() -> None:
    rows = [
        ["Surname", "Lee"], ["Forename", "Kai"], ["Preferred name", "Click or tap here to enter text."],
        ["Home school", "Fernhill Academy"], ["Receiving school", "Oakbrook School"],
        ["Start date", "Click or tap to enter a date."],
    ]  # fmt: skip
    title = Paragraph("MM1 Managed Move Agreement", getSampleStyleSheet()["Title"])
    reading = layouts.read(layouts._built(title, layouts._ruled(rows, [120, 300])))
    assert isinstance(reading.record, Mm1)
    assert reading.record.pupil.known_as is None
    assert ("start_date", "missing") in {(one.field, one.code) for one in reading.problems}
