"""Word documents: everything a person sees as an answer is read, and nothing hostile is opened."""

# ruff: noqa: E501 - tables of examples read best in rows

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.office.word import pairs_of_docx
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, TICKED, Grid, Line

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def _docx(body: str, head: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(
            "word/document.xml", f"{head}<w:document {_SPACES}><w:body>{body}</w:body></w:document>"
        )
    return out.getvalue()


def _texts(body: str) -> list[str]:
    found = []
    for block in pairs_of_docx(_docx(body)).blocks:
        if isinstance(block, Line):
            found.append(block.text)
        elif isinstance(block, Grid):
            found.extend(cell.text for row in block.rows for cell in row)
    return found


def _p(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _control(content: str, properties: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


FIELDED = f"{FIELD}Kai{FIELD_END}"
_CELL = "<w:tc><w:p>{}</w:p></w:tc>"


@pytest.mark.parametrize(
    "body",
    [
        f"<w:p>{_control(_p('Kai'), '<w:text/>')}</w:p>",
        _control(f"<w:p>{_p('Kai')}</w:p>", "<w:text/>"),
        "<w:tbl><w:tr><w:tc>"
        + _control(f"<w:p>{_p('Kai')}</w:p>", "<w:text/>")
        + "</w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:tr>{_control(_CELL.format(_p('Kai')))}</w:tr></w:tbl>",
        f"<w:p><w:hyperlink>{_control(_p('Kai'), '<w:text/>')}</w:hyperlink></w:p>",
    ],
    ids=["run", "block", "inside a cell", "round a cell", "inside a link"],
)
def test_a_content_control_is_read_wherever_it_stands(body: str) -> None:
    (text,) = _texts(body)
    assert text.strip() == FIELDED


def test_a_control_round_a_row_gives_its_cells() -> None:
    row = f"<w:tr>{_CELL.format(_p('Name'))}{_CELL.format(_p('Kai'))}</w:tr>"
    assert _texts(f"<w:tbl>{_control(row)}</w:tbl>") == ["Name", "Kai"]


@pytest.mark.parametrize(
    ("content", "properties"),
    [
        ("Click or tap here to enter text.", ""),
        ("Choose an item.", ""),
        ("Please click to select", ""),
        ("anything", "<w:showingPlcHdr/>"),
        ("YesNoUnknown", '<w:dropDownList><w:listItem w:value="Yes"/><w:listItem w:value="No"/><w:listItem w:value="Unknown"/></w:dropDownList>'),
    ],
)  # fmt: skip
def test_a_prompt_or_a_whole_list_is_no_answer(content: str, properties: str) -> None:
    assert _texts(f"<w:p>{_control(_p(content), properties)}</w:p>") == [f"{FIELD}{FIELD_END}"]


@pytest.mark.parametrize(("state", "mark"), [("1", TICKED), ("0", EMPTY), ("true", TICKED)])
def test_a_check_box_control_is_its_state_and_not_its_glyph(state: str, mark: str) -> None:
    box = f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>'
    assert _texts(f"<w:p>{_control(_p('?'), box)}{_p(' Yes')}</w:p>") == [f"{mark} Yes"]


def _legacy(data: str, result: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        "<w:r><w:instrText> FORM </w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_p(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("data", "result", "text"),
    [
        ("<w:textInput/>", "Kai", FIELDED),
        ("<w:textInput/>", "\u2002\u2002\u2002", f"{FIELD}{FIELD_END}"),
        ('<w:checkBox><w:checked w:val="1"/></w:checkBox>', "", TICKED),
        ("<w:checkBox><w:checked/></w:checkBox>", "", TICKED),
        ('<w:checkBox><w:default w:val="0"/></w:checkBox>', "", EMPTY),
        ('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>', "", EMPTY),
        (
            '<w:ddList><w:result w:val="1"/><w:listEntry w:val="A"/><w:listEntry w:val="Kai"/></w:ddList>',
            "",
            FIELDED,
        ),
        ('<w:ddList><w:listEntry w:val="A"/></w:ddList>', "", f"{FIELD}{FIELD_END}"),
    ],
)
def test_old_form_fields_are_read(data: str, result: str, text: str) -> None:
    assert _texts(f"<w:p>{_legacy(data, result)}</w:p>")[0].strip() == text


def test_struck_words_hidden_words_and_footnote_digits_are_left_out() -> None:
    body = (
        _p("Yes", "<w:strike/>")
        + _p("No")
        + _p("3", '<w:vertAlign w:val="superscript"/>')
        + _p("x", "<w:vanish/>")
    )
    assert _texts(f"<w:p>{body}</w:p>") == ["No"]


WHITE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    "look",
    [
        WHITE,
        '<w:color w:val="FFFFFF" w:themeColor="background1"/>',
        WHITE + '<w:shd w:val="clear" w:fill="FFFFFF"/>',
        '<w:sz w:val="2"/>',
    ],
)
def test_words_that_nobody_sees_are_left_out(look: str) -> None:
    assert _texts(f"<w:p>{_p('Kelsey', look)}{_p('Ruby')}</w:p>") == ["Ruby"]


@pytest.mark.parametrize(
    "look",
    [
        '<w:color w:val="808080"/>',
        '<w:color w:val="FFFFFF" w:themeColor="text1"/>',
        WHITE + '<w:shd w:val="clear" w:fill="1F3864"/>',
        WHITE + '<w:highlight w:val="black"/>',
    ],
)
def test_words_that_stand_out_are_read(look: str) -> None:
    assert _texts(f"<w:p>{_p('Ruby', look)}</w:p>") == ["Ruby"]


@pytest.mark.parametrize(
    ("table", "cell"),
    [
        ("", '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>'),
        ('<w:tblPr><w:tblStyle w:val="GridTable5Dark"/></w:tblPr>', ""),
    ],
)
def test_white_words_in_a_dark_cell_are_read(table: str, cell: str) -> None:
    rows = f"<w:tr><w:tc>{cell}<w:p>{_p('Pupil', WHITE)}</w:p></w:tc></w:tr>"
    assert _texts(f"<w:tbl>{table}{rows}</w:tbl>") == ["Pupil"]


def test_a_hidden_row_is_not_read() -> None:
    rows = "".join(
        f"<w:tr><w:trPr>{look}</w:trPr><w:tc><w:p>{_p(text)}</w:p></w:tc></w:tr>"
        for look, text in (
            ("<w:hidden/>", "Kelsey"),
            ('<w:trHeight w:val="10" w:hRule="exact"/>', "Lacey"),
            ('<w:trHeight w:val="10"/>', "Ruby"),
        )
    )
    assert _texts(f"<w:tbl>{rows}</w:tbl>") == ["Ruby"]


def test_words_drawn_as_a_shape_are_read() -> None:
    art = '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="DRAFT"/></v:shape>'
    assert _texts(f"<w:p><w:r><w:pict>{art}</w:pict></w:r></w:p>") == ["DRAFT"]


@pytest.mark.parametrize(
    "look",
    ["<w:b/>", '<w:bdr w:val="single"/>', '<w:highlight w:val="yellow"/>', '<w:u w:val="single"/>'],
)
def test_words_set_apart_are_strong_only_beside_others(look: str) -> None:
    assert _texts(f"<w:p>{_p('Yes', look)}{_p(' / No')}</w:p>") == [f"{STRONG}Yes{STRONG_END} / No"]
    assert _texts(f"<w:p>{_p('Yes', look)}</w:p>") == ["Yes"]


@pytest.mark.parametrize(("char", "mark"), [("F0FE", TICKED), ("F0A8", EMPTY), ("F0FC", TICKED)])
def test_symbols_of_wingdings_are_marks(char: str, mark: str) -> None:
    symbol = f'<w:r><w:sym w:font="Wingdings" w:char="{char}"/></w:r>'
    assert _texts(f"<w:p>{symbol}{_p(' Yes')}</w:p>") == [f"{mark} Yes"]


def test_a_picture_leaves_its_mark() -> None:
    picture = '<w:r><w:drawing><pic:pic xmlns:pic="urn:x"/></w:drawing></w:r>'
    assert _texts(f"<w:p>{_p('Signature: ')}{picture}</w:p>") == [f"Signature: {PICTURE}"]


def test_merged_cells_keep_their_columns() -> None:
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p>{_p("Both")}</w:p></w:tc>'
    body = f"<w:tbl><w:tr>{wide}{_CELL.format(_p('Third'))}</w:tr></w:tbl>"
    (grid,) = pairs_of_docx(_docx(body)).blocks
    assert isinstance(grid, Grid)
    assert [(cell.column, cell.span) for cell in grid.rows[0]] == [(0, 2), (2, 1)]


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "unreadable"),
        (b"PK\x03\x04 not a zip", "unreadable"),
        (_docx("<w:p>"), "unreadable"),
        (_docx("<w:p/>", '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "unreadable"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0 an old document", "unreadable"),
    ],
)
def test_what_cannot_be_opened_says_why(data: bytes, trouble: str) -> None:
    assert pairs_of_docx(data).trouble == trouble


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_damage_makes_the_reader_raise(noise: bytes, at: int) -> None:
    whole = _docx(f"<w:p>{_p('Name: Kai')}</w:p>")
    pairs_of_docx(whole[:at] + noise + whole[at + len(noise) :])
