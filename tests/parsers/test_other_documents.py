"""Documents beside PDF and .docx: OpenDocument, rich text, old Word, Word's XML, old sheets."""

import base64
import datetime as dt
import functools
import io
import os
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.children.reader import Reader
from parsers.filetypes import Filetype
from parsers.forms import read_document
from parsers.office import libreoffice
from parsers.office.opendoc import pairs_of_flat_odt, pairs_of_odt
from parsers.office.othersheets import documents_of_ods, documents_of_xls
from parsers.office.richtext import pairs_of_rtf
from parsers.office.word import pairs_of_docx
from parsers.office.wordxml import pairs_of_word_xml
from parsers.pairs import EMPTY, FIELD, FIELD_END, PICTURE, STRONG, STRONG_END, TICKED, Grid, Line
from parsers.readers import opened
from parsers.records import Reading
from tests import factory
from tests.parsers import layouts

HOME = factory.School(
    urn=100001, name="Fernhill Academy", domain="fernhill.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Oakbrook School", domain="oakbrook.example", phone="01632 960002"
)
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
OFFICE = "LibreOffice's writer is not installed: apt-get install libreoffice-writer-nogui"


@functools.cache
def word() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


@functools.cache
def expected() -> Reading:
    (reading,) = read_document(pairs_of_docx(word()), layouts.context(), None, "form", None)
    assert reading.status == "accepted"
    return reading


def _told(document: object) -> list[str]:
    found: list[str] = []
    for block in getattr(document, "blocks", ()):
        if isinstance(block, Line):
            found.append(block.text)
        elif isinstance(block, Grid):
            found.extend(cell.text for row in block.rows for cell in row)
    return found


# --- OpenDocument ---------------------------------------------------------------------------------

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = " ".join(
    f'xmlns:{prefix}="{_URN}{name}"'
    for prefix, name in (
        ("office", "office:1.0"), ("text", "text:1.0"), ("table", "table:1.0"),
        ("style", "style:1.0"), ("draw", "drawing:1.0"), ("form", "form:1.0"),
        ("fo", "xsl-fo-compatible:1.0"),
    )
) + (
    ' xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)  # fmt: skip
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {look}/>'
    "</style:style>"
    for name, look in (
        ("bold", 'fo:font-weight="bold"'),
        ("gone", 'style:text-line-through-style="solid"'),
        ("hidden", 'text:display="none"'),
        ("wing", 'style:font-name="Wingdings"'),
        ("up", 'style:text-position="super 58%"'),
        ("light", 'fo:background-color="#ffff00"'),
    )
)


def _odt(body: str, styles: str = "", **members: str) -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{_STYLES}{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        for name, text in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def _mark(sort: str, inner: str, *params: tuple[str, str]) -> str:
    told = "".join(f'<field:param field:name="{n}" field:value="{v}"/>' for n, v in params)
    return (
        f'<field:fieldmark-start field:type="vnd.oasis.opendocument.field.{sort}">{told}'
        f"</field:fieldmark-start>{inner}<field:fieldmark-end/>"
    )


_CHECKED = 'loext:checkbox="true" loext:checked="true"'
_PROMPTS = 'loext:showing-place-holder="true"'


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("Kai<text:s text:c='2'/>Lee", "Kai  Lee"),
        ('Yes / <text:span text:style-name="gone">No</text:span>', "Yes / "),
        (
            '<text:span text:style-name="bold">Yes</text:span> / No',
            f"{STRONG}Yes{STRONG_END} / No",
        ),
        (
            'Yes / <text:span text:style-name="light">No</text:span>',
            f"Yes / {STRONG}No{STRONG_END}",
        ),
        ('<text:span text:style-name="hidden">secret</text:span>shown', "shown"),
        ('DOB<text:span text:style-name="up">3</text:span>', "DOB"),
        ('<text:span text:style-name="wing">þ</text:span> Yes', f"{TICKED} Yes"),
        (_mark("FORMTEXT", "Kai"), f"{FIELD}Kai{FIELD_END}"),
        (_mark("FORMCHECKBOX", "", ("Checkbox_Checked", "true")) + " Yes", f"{TICKED} Yes"),
        (_mark("FORMCHECKBOX", "", ("Checkbox_Checked", "false")) + " Yes", f"{EMPTY} Yes"),
        (
            _mark(
                "FORMDROPDOWN", "Choose", ("Dropdown_ListEntry", "N"), ("Dropdown_ListEntry", "K"),
                ("Dropdown_Selected", "1"),
            ),
            f"{FIELD}K{FIELD_END}",
        ),
        ("<text:text-input>Kai</text:text-input>", f"{FIELD}Kai{FIELD_END}"),
        ("<text:placeholder>&lt;Name&gt;</text:placeholder>", f"{FIELD}{FIELD_END}"),
        (
            f"<loext:content-control {_CHECKED}>☐</loext:content-control> Yes",
            f"{TICKED} Yes",
        ),
        (
            f"<loext:content-control {_PROMPTS}>Click here to type</loext:content-control>",
            f"{FIELD}{FIELD_END}",
        ),
        (
            "<loext:content-control>Kai</loext:content-control>",
            f"{FIELD}Kai{FIELD_END}",
        ),
        ("Kai<text:note><text:note-body><text:p>3</text:p></text:note-body></text:note>", "Kai"),
        ("Kai<office:annotation><text:p>sure?</text:p></office:annotation>", "Kai"),
        ("Signed<draw:frame><draw:image/></draw:frame>", f"Signed{PICTURE}"),
        ('<draw:control draw:control="c1"/>', f"{TICKED} Yes"),
        ('<draw:control draw:control="c2"/>', f"{FIELD}Kai{FIELD_END}"),
        ('Kai<text:tab/>Lee<text:s text:c="x"/>Hale', "Kai\tLee Hale"),
        (
            '<text:drop-down><text:label text:value="a"/>K</text:drop-down>',
            f"{FIELD}K{FIELD_END}",
        ),
        (_mark("FORMTEXT", ""), f"{FIELD}{FIELD_END}"),
        (_mark("FORMDROPDOWN", "", ("Dropdown_Selected", "7")), f"{FIELD}{FIELD_END}"),
        ("Kai<draw:custom-shape><draw:path/></draw:custom-shape>", "Kai"),
    ],
)  # fmt: skip
def test_what_an_open_document_shows_is_read(inside: str, told: str) -> None:
    forms = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:label="Yes" '
        'form:current-state="checked"/><form:text form:id="c2" form:current-value="Kai"/>'
        "</form:form></office:forms>"
    )
    data = _odt(f"{forms}<text:p>{inside}</text:p>")
    assert [text.strip() for text in _told(pairs_of_odt(data))] == [told.strip()]


def test_deleted_words_of_an_open_document_are_no_text() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Old School</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
        "<text:p>New <text:change-start/>School<text:change-end/></text:p>"
    )
    assert _told(pairs_of_odt(_odt(body))) == ["New School"]


def test_merged_cells_of_an_open_document_keep_their_columns() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    body = (
        "<table:table><table:table-header-rows><table:table-row>"
        + cell.format(' table:number-columns-spanned="2"', "A") + "<table:covered-table-cell/>"
        + cell.format(' table:number-rows-spanned="2"', "B")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell.format("", "C") + cell.format("", "D") + "<table:covered-table-cell/>"
        + "</table:table-row></table:table>"
    )  # fmt: skip
    (grid,) = pairs_of_odt(_odt(body)).blocks
    assert isinstance(grid, Grid)
    assert [[(c.text, c.column, c.span) for c in row] for row in grid.rows] == [
        [("A", 0, 2), ("B", 2, 1)],
        [("C", 0, 1), ("D", 1, 1)],
    ]


def test_the_head_of_an_open_documents_page_stands_before_its_text() -> None:
    head = "<style:header><text:p>MM1 <text:span>Agreement</text:span></text:p></style:header>"
    foot = "<style:footer><text:p>Page 1</text:p></style:footer>"
    page = f"<style:master-page>{head}{foot}</style:master-page>"
    pages = f"<office:master-styles>{page}</office:master-styles>"
    data = io.BytesIO(_odt("<text:p>Kai Lee</text:p>"))
    with zipfile.ZipFile(data, "a") as package:
        styles = f"<office:document-styles {_SPACES}>{pages}</office:document-styles>"
        package.writestr("styles.xml", styles)
    text = "<office:body><office:text><text:p>Kai Lee</text:p></office:text></office:body>"
    flat = f"<office:document {_SPACES}>{pages}{text}</office:document>"
    for document in (pairs_of_odt(data.getvalue()), pairs_of_flat_odt(flat.encode())):
        assert _told(document) == ["MM1 Agreement", "Kai Lee"]


def test_an_open_document_too_large_or_without_a_text_says_so() -> None:
    assert pairs_of_odt(_odt("")).trouble == "unreadable"
    assert pairs_of_flat_odt(b"<office>").trouble == "unreadable"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("styles.xml", "<a/>")
    assert pairs_of_odt(out.getvalue()).trouble == "unreadable"
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", b" " * 30_000_001)
    assert pairs_of_odt(out.getvalue()).trouble == "too large"


@pytest.mark.parametrize("nested", ["text:section", "text:span"])
def test_what_stands_too_deep_in_an_open_document_is_told_of(nested: str) -> None:
    deep = f"<{nested}>" * 200 + "Kai" + f"</{nested}>" * 200
    body = deep if nested == "text:section" else f"<text:p>{deep}</text:p>"
    assert pairs_of_odt(_odt(f"<text:p>Form</text:p>{body}")).cut


def test_an_open_document_under_a_password_is_named_so() -> None:
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    assert pairs_of_odt(_odt("", META__INF=manifest)).trouble == "unreadable"
    data = io.BytesIO(_odt(""))
    with zipfile.ZipFile(data, "a") as package:
        package.writestr("META-INF/manifest.xml", manifest)
    assert pairs_of_odt(data.getvalue()).trouble == "encrypted"


def test_entities_of_an_open_document_are_not_opened() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "BOOM">]><a>&b;</a>')
    assert pairs_of_odt(out.getvalue()).trouble == "unreadable"


# --- rich text ------------------------------------------------------------------------------------

_FONTS = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset2 Wingdings;}{\f2\fcharset238 Arial CE;}}"


def _rtf(inside: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252" + _FONTS + r"\pard\f0 " + inside + r"\par}").encode(
        "latin-1"
    )


def _legacy(code: str, state: str = "", result: str = "") -> str:
    return (
        r"{\field{\*\fldinst{"
        + code
        + r"}{\*\formfield{"
        + state
        + r"}}}{\fldrslt "
        + result
        + "}}"
    )


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        (r"Zo\'eb O\u8217?Hara", "Zoë O\u2019Hara"),
        (r"\uc2\u8217\'92\'92s", "\u2019s"),
        (r"{\f2 \'8a}imon", "Šimon"),
        (r"{\f1 \'fe} Yes", f"{TICKED} Yes"),
        (r"{\field{\*\fldinst SYMBOL 254 \\f Wingdings \\s 12}{\fldrslt}} Yes", f"{TICKED} Yes"),
        (r"Yes / {\strike No}", "Yes / "),
        (r"{\b Yes} / No", f"{STRONG}Yes{STRONG_END} / No"),
        (r"Yes / {\highlight7 No}", f"Yes / {STRONG}No{STRONG_END}"),
        (r"{\v secret}shown", "shown"),
        (r"{\deleted Old}New", "New"),
        (r"DOB{\super 3}", "DOB"),
        (_legacy("FORMTEXT", r"\fftype0", "Kai"), f"{FIELD}Kai{FIELD_END}"),
        (_legacy("FORMCHECKBOX", r"\fftype1\ffres1") + " Yes", f"{TICKED} Yes"),
        (_legacy("FORMCHECKBOX", r"\fftype1\ffres25\ffdefres1") + " Yes", f"{TICKED} Yes"),
        (_legacy("FORMCHECKBOX", r"\fftype1\ffres0\ffdefres1") + " Yes", f"{EMPTY} Yes"),
        (
            _legacy("FORMDROPDOWN", r"\fftype2\ffres1{\*\ffl N}{\*\ffl K}", "N"),
            f"{FIELD}K{FIELD_END}",
        ),
        (_legacy("FORMDROPDOWN", r"\fftype2\ffres25{\*\ffl N}{\*\ffl K}"), f"{FIELD}{FIELD_END}"),
        (r"{\field{\*\fldinst HYPERLINK a}{\fldrslt k.lee@post.example}}", "k.lee@post.example"),
        (r"Signed {\pict\pngblip 89504e47}", f"Signed {PICTURE}"),
        (r"{\*\unknown words nobody sees}seen", "seen"),
        (r"a\{b\}\\c", "a{b}\\c"),
    ],
)
def test_what_rich_text_shows_is_read(inside: str, told: str) -> None:
    assert [text.strip() for text in _told(pairs_of_rtf(_rtf(inside)))] == [told.strip()]


def test_the_cells_of_rich_text_find_their_columns() -> None:
    row = r"\trowd{}\pard\intbl {}\row "
    table = row.format(r"\cellx4000\cellx6000", r"A\cell B\cell") + row.format(
        r"\cellx2000\cellx4000\clvmrg\cellx6000", r"C\cell D\cell \cell"
    )
    (grid,) = [b for b in pairs_of_rtf(_rtf(table + r"\pard after")).blocks if isinstance(b, Grid)]
    assert [[(c.text, c.column, c.span) for c in row] for row in grid.rows] == [
        [("A", 0, 2), ("B", 2, 1)],
        [("C", 0, 1), ("D", 1, 1)],
    ]


def test_cells_that_rich_text_merged_across_are_one() -> None:
    table = (
        r"\trowd\clmgf\cellx2000\clmrg\cellx4000\cellx6000\pard\intbl A\cell more\cell B\cell\row "
        r"\trowd\trleft2000\cellx4000\cellx6000\pard\intbl C\cell D\cell\row "
    )
    (grid,) = [b for b in pairs_of_rtf(_rtf(table + r"\pard after")).blocks if isinstance(b, Grid)]
    assert [[(c.text, c.column, c.span) for c in row] for row in grid.rows] == [
        [("A\nmore", 0, 2), ("B", 2, 1)],
        [("C", 1, 1), ("D", 2, 1)],
    ]


def test_a_table_in_a_table_of_rich_text_is_read_and_one_cut_short_is_kept() -> None:
    row = r"{\*\nesttableprops\trowd\cellx900\cellx1800\nestrow}{\nonesttables\par}"
    inner = rf"\pard\intbl\itap2 Kai\nestcell Lee\nestcell{row}"
    whole = rf"\trowd\cellx4000\pard\intbl\itap1 Name\par {inner}\pard\intbl\cell\row "
    assert [text for text in _told(pairs_of_rtf(_rtf(whole))) if text] == ["Name", "Kai", "Lee"]
    assert "Kai" in _told(pairs_of_rtf(_rtf(r"\trowd\cellx4000\pard\intbl Kai")))


def test_a_text_box_of_rich_text_is_read() -> None:
    box = r"{\shp{\*\shpinst\shpleft0{\sp{\sn fBehind}{\sv 0}}{\shptxt\pard Kai Lee\par}}}"
    assert "Kai Lee" in _told(pairs_of_rtf(_rtf("Name " + box)))


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_make_the_readers_raise(noise: bytes) -> None:
    whole = _rtf(r"\trowd\cellx900\intbl Kai\cell\row ")
    for data in (noise, whole[:60] + noise + whole[60:], b"{\\rtf1" + noise):
        pairs_of_rtf(data)
        pairs_of_word_xml(data)
        pairs_of_odt(data)
        documents_of_ods(data)
        documents_of_xls(data)


# --- Word's own XML -------------------------------------------------------------------------------


def test_word_2003_and_the_flat_package_are_read() -> None:
    old = (
        b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w='
        b'"http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft'
        b'.com/office/word/2003/auxHint"><w:body><wx:sect><w:p><w:r><w:t>Name: Kai</w:t></w:r>'
        b"</w:p>"
        b"</wx:sect></w:body></w:wordDocument>"
    )
    assert _told(pairs_of_word_xml(old)) == ["Name: Kai"]
    with zipfile.ZipFile(io.BytesIO(word())) as package:
        document = package.read("word/document.xml").partition(b"?>")[2]
    flat = (
        b'<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
        b'xmlPackage"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        + document + b"</pkg:xmlData></pkg:part></pkg:package>"
    )  # fmt: skip
    (reading,) = read_document(pairs_of_word_xml(flat), layouts.context(), None, "form", None)
    assert reading.record == expected().record


# --- sheets ---------------------------------------------------------------------------------------


def _ods(rows: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml",
            f"<office:document-content {_SPACES}><office:body><office:spreadsheet><table:table>"
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return out.getvalue()


def test_an_open_sheet_shows_days_and_numbers_as_people_see_them() -> None:
    cell = "<table:table-cell{}><text:p>{}</text:p></table:table-cell>"
    rows = (
        "<table:table-row>" + cell.format("", "Date of birth")
        + cell.format(' office:value-type="date" office:date-value="2012-03-14"', "14 Mar")
        + "</table:table-row><table:table-row>" + cell.format("", "Attendance %")
        + cell.format(' office:value-type="percentage" office:value="0.914"', "91%")
        + "</table:table-row><table:table-row>" + cell.format("", "Year")
        + cell.format(' office:value-type="float" office:value="9"', "9")
        + "</table:table-row>"
        + '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )  # fmt: skip
    (document,) = documents_of_ods(_ods(rows))
    assert _told(document) == [
        "Date of birth", "14/03/2012", "Attendance %", "91.4%", "Year", "9",
    ]  # fmt: skip


# A workbook of Excel 97 made once with xlwt: labels, a day, a share and a whole number.
_XLS = (
    "eNrtWE1oE0EU/maTND/kv6nQCiUUErWWtuLFS10rtT2lVD1oi1CTZqWlmsiaiyIarTkKiifFS6EKXqpe/EEPevMg"
    "VPQgCEKiR+lBUPDQZn3zssG0RmhAC4b9lvlm9s17O2/3zd/Om6VQcf5hRwnrsBc2lA03WmpkgpK7ehME1RuGLFZz"
    "FyXDwn8Ft4sC2eLAM99rp4yhjHcJCh7YXxIDnygdw2mMZjNadBOxn31ICunDALHAbZL40c5ehZmnmFuZ77Pmc+Z9"
    "LLnKPEC6RTGBJXW0e4/Zi48qXVznh3zuY7b5wJJdaMMr2YsvXhMVXQcG9ZnkyWap6LR7sQCK9IiW0XR5H8AdeICh"
    "ob5Eom+c0Gl34y7sQH9vf6yICHWJBXw3osC36th/EbXkmysXIPmPtXLnH+Quimg9uQzrevkNhQKdh3Gch1gBXhy2"
    "yxo7hrP6qRX00jIATj7qI8mcFs2eiKZm9Ny0FxjM5bRMOpmZ0qIxshrXkrpHLhE8pQTXTCk+Hmpe4jQCXA7xgAuS"
    "tyv3vr5NpMbUSZbkeRmpLDYx6R0MXJIWZOznGhuz1O1m3sl8mZ+6lcsdzBHq9JTHx9rMwvAc61zh2ji1s5vxTt1W"
    "U95O5cKXg086C5/VHVReHCmdiyy+V+fRRV8wTfbymkOP6BG3bko8Vau5MCemj8ztv01SLiVo+m6YK2oAq3L0EULM"
    "FxQPv3sYE3mF9UUdfcH6km30TaQ/rTgzfX35vLqsShuljo3CNorZRiUCcbnQK2E8kmKaNn/BAwsWLFiwYMGCBQtN"
    "CWFupW286QftlCsbdqd5rrNKqWwdkzQtDiFLV45+Cw8gQ7mOsw31ny1wiOqzxAZtqueFEkeodR2zSLEfsw33X/rh"
    "ErXvs2HD4N8bQo22X27Ez3/c/k/AaeL3"
)


def test_an_old_workbook_shows_days_and_numbers_as_people_see_them() -> None:
    (document,) = documents_of_xls(zlib.decompress(base64.b64decode(_XLS)))
    assert _told(document) == [
        "Date of birth", "14/03/2012", "Attendance %", "91.4%", "Year", "9",
    ]  # fmt: skip


# A workbook of Excel 97 made once with xlwt: a column and a row hidden, the last cell struck out.
_XLS_HIDDEN = (
    "eNrtWE1oE1EQ/t4mm2ximp+aCq1QQsGqtRfxood2VdB60FL14A+Cbs0epDGRJSIKYrXmKIieFC+FXrxUvfiDHvTmQajoQRCE"
    "RI+eBAUPbdZ5s29jais0oMWf/cKbN2/ezM5k573Zt/tyJlOdvNdVww8YRAh1N4ZIk0xQi/mDNGjedSXr9wY1N8BfhZhBiYzo"
    "eNz2IipzKPNdg4a74WdEgffUjuAUhktFO7eM2M4xWELGMEBU4BZJkujkqNqZHme6kukd1nzCdCtLrjAdIN2qOIwZc7hvs1rF"
    "B7UenktCXvcB27xlyUZ04LlcxReuCk9XxzbnhFX4kyeMhRPd4QSmQAkdsou2YxWqyFJmp/DFzQGf/S38NBfIl1cuQPKv8+XR"
    "n8iNReTXtTAwDvcY74gKVeNU2Eu8NUsl21BFmBK//7RTtE7aIWC3bZPOLqsgu0O25dBS2aKTRtlyyjRfKuSJFu0zcVneuRyk"
    "55WDNt4mCaJ5pJjP8GZJk6/Z259e7RkdMY+yZJy9y3AE1shQ4eKitEicJ3spvbYixY8RaEnWDDVoH19hA9NL7GU1811Ms7Sy"
    "qe8d6VDMzgnWucyzveR3E+O1ubaJX0d85ePeh92VD+Z64qeHauey02/MSfTQrctzRAIT6Bf94uYNiUem3wtVZN4x7VxQcAwt"
    "rWJ31dMxhTnEmc0w9UbybonGSFP3TloLHnvWOWUt2Dqk9AVbh5W+tog3jfV1pe/lJtIYafQfZBoHtXbcl6pUGr8jjgABAgQI"
    "ECBAgAD/HbxDqHcElwdNXR36o+q7zhy1evCZ5J/FPpToV6b3zB0oUu/gbEvrZxV04V9LLNHG/14ocYC8OxjDKMcx1vL6pZc0"
    "0fx/lmyY/nVbqFX/9Vbi/M3+vwGBc9VQ"
)


def test_what_an_old_workbook_hides_is_not_read() -> None:
    (document,) = documents_of_xls(zlib.decompress(base64.b64decode(_XLS_HIDDEN)))
    assert _told(document) == ["Surname", "Hale", "Start"]


def test_what_an_open_sheet_hides_is_not_read() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = "".join(
        f"<table:table-row{look}>{''.join(map(cell.format, texts))}</table:table-row>"
        for look, texts in (
            ("", ("Surname", "Lee", "Hale")),
            (' table:visibility="collapse"', ("Year", "9", "8")),
            (' table:visibility="filter"', ("Year", "9", "7")),
            ("", ("Start", "old", "new")),
        )
    )
    (document,) = documents_of_ods(_ods(columns + rows))
    assert _told(document) == ["Surname", "Hale", "Start", "new"]


# --- LibreOffice ----------------------------------------------------------------------------------


def needs_office() -> None:
    """Skip where the program is not installed; in CI a missing one is a failure."""
    if libreoffice.program() is None:
        if os.environ.get("CI"):
            pytest.fail(OFFICE)
        pytest.skip(OFFICE)


def _converted(data: bytes, to: str, folder: Path) -> bytes:
    source = folder / "form.docx"
    source.write_bytes(data)
    subprocess.run(  # noqa: S603 - a fixed program on a file of our own
        [
            str(libreoffice.program()), f"-env:UserInstallation={(folder / 'p').as_uri()}",
            "--headless", "--convert-to", to, "--outdir", str(folder / "out"), str(source),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return next((folder / "out").iterdir()).read_bytes()


@pytest.mark.parametrize(("to", "kind"), [("odt", Filetype.ODT), ("rtf", Filetype.RTF)])
def test_what_libreoffice_saves_is_read_without_it(tmp_path: Path, to: str, kind: Filetype) -> None:
    needs_office()
    documents = opened(_converted(word(), to, tmp_path), kind)
    assert isinstance(documents, tuple)
    (reading,) = read_document(documents[0], layouts.context(), None, "form", None)
    assert reading.record == expected().record


def test_an_old_word_document_is_read_in_the_child(tmp_path: Path) -> None:
    needs_office()
    # LibreOffice's own writer of .doc loses a table at the very end, so words follow it here.
    with zipfile.ZipFile(io.BytesIO(word())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:sectPr", b"<w:p><w:r><w:t>End.</w:t></w:r></w:p><w:sectPr", 1
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    old = _converted(out.getvalue(), "doc", tmp_path)
    with Reader(layouts.context()) as reader:
        (reading,) = reader.file("form", old, None)
    assert reading.record == expected().record


def test_without_libreoffice_an_old_word_document_asks_for_another_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    assert libreoffice.pairs_of_doc(b"\xd0\xcf\x11\xe0").trouble == "old word"


def test_an_old_word_document_under_a_password_is_named_so() -> None:
    stream = b"\xec\xa5\xc1\x00" + bytes(6) + b"\x00\x01" + bytes(500)
    assert libreoffice.pairs_of_doc(b"\xd0\xcf\x11\xe0".ljust(512, b"\x00") + stream).trouble == (
        "encrypted"
    )


def test_a_conversion_that_hangs_is_ended_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "soffice"
    script.write_text("#!/bin/sh\nsleep 600 & echo $! > ../pid\nwait\n", encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(libreoffice, "_PLACES", (str(script),))
    monkeypatch.setattr(libreoffice, "MOST_SECONDS", 0.3)
    monkeypatch.setattr(libreoffice.tempfile, "tempdir", str(tmp_path))
    assert libreoffice.as_docx(b"x") is None
    pid = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text("utf-8")
