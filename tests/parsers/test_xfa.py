"""XFA forms: the template says what was asked and the data what was answered."""

import datetime as dt
import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from parsers.forms import read_document
from parsers.pdfs.pdf import pairs_of_pdf
from parsers.records import Reading
from tests.parsers import layouts

_SPACE = "http://www.xfa.org/schema/xfa-template/3.3/"


def _caption(text: str) -> str:
    return f"<caption><value><text>{text}</text></value></caption>"


def _field(name: str, caption: str, ui: str = "textEdit", more: str = "") -> str:
    return f'<field name="{name}"><ui><{ui}/></ui>{_caption(caption)}{more}</field>'


def _heading(text: str) -> str:
    return f"<draw><value><text>{text}</text></value></draw>"


_LIST = (
    "<items><text>Year 9</text><text>Year 10</text></items>"
    '<items save="1"><text>a9</text><text>b10</text></items>'
)
AGREEMENT = f"""<template xmlns="{_SPACE}"><subform name="form1">
{_heading("MM1 Managed Move Agreement")}
<subform name="Pupil">{_heading("Pupil")}
{_field("TextField1", "Surname")}
<field name="TextField2"><ui><textEdit/></ui><caption><value><exData><body
 xmlns="http://www.w3.org/1999/xhtml"><p>Forename(s)</p></body></exData></value></caption></field>
{_field("d", "Date of birth", "dateTimeEdit")}
<field name="u"><ui><textEdit/></ui><assist><toolTip>Unique Pupil Number</toolTip></assist></field>
{_field("Year", "Year group", "choiceList", _LIST)}
<exclGroup name="lac">{_caption("Looked after child?")}
{_field("y", "Yes", "checkButton", "<items><integer>1</integer></items>")}
{_field("n", "No", "checkButton", "<items><integer>2</integer></items>")}</exclGroup></subform>
<subform name="Parent"><occur max="-1"/>{_heading("Parent/carer")}
{_field("nm", "Name")}{_field("em", "Email")}
{_field("pr", "Has parental responsibility", "checkButton")}</subform>
<subform name="Schools">{_field("h", "Home school")}{_field("r", "Receiving school")}
<field name="s"><bind match="dataRef" ref="$record.Dates.s"/><ui><dateTimeEdit/></ui>
{_caption("Start date")}</field></subform>
<subform name="Sign">{_heading("Signatures")}{_field("sp", "Parent/carer signature")}
{_field("sd", "Date", "dateTimeEdit")}{_field("go", "Submit", "button")}</subform>
</subform></template>"""
ANSWERS = """<form1><Pupil><TextField1>Wren</TextField1><TextField2>Tia</TextField2>
<d>2012-03-14</d><u>P210999924001</u><Year>a9</Year><lac>2</lac></Pupil>
<Parent><nm>Jo Wren</nm><em>jo@post.example</em><pr>1</pr></Parent>
<Parent><nm>Al Wren</nm><em/><pr>0</pr></Parent>
<Schools><h>Fernhill Academy</h><r>Oakbrook</r></Schools><Dates><s>2026-10-05</s></Dates>
<Sign><sp>Jo Wren</sp><sd>2026-10-01</sd></Sign></form1>"""


def _pdf(template: str, answers: str, *, one_stream: bool = False) -> bytes:
    data = (
        '<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data>'
        f"{answers}</xfa:data></xfa:datasets>"
    )
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(b"BT /F1 12 Tf 50 700 Td (Please wait...) Tj ET")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    if one_stream:
        whole = f"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'>{template}{data}</xdp:xdp>"
        xfa: pikepdf.Object = pdf.make_stream(whole.encode())
    else:
        xfa = Array([
            String("template"), pdf.make_stream(template.encode()),
            String("datasets"), pdf.make_stream(data.encode()),
        ])  # fmt: skip
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=xfa)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _read(data: bytes) -> Reading:
    (reading,) = read_document(pairs_of_pdf(data), layouts.context(), None, "form", None)
    return reading


@pytest.mark.parametrize("one_stream", [False, True])
def test_a_form_that_has_no_pages_is_read(*, one_stream: bool) -> None:
    reading = _read(_pdf(AGREEMENT, ANSWERS, one_stream=one_stream))
    record = reading.record
    assert reading.status == "accepted"
    assert record is not None
    assert record.model_dump(exclude_none=True, exclude={"review_dates"}) == {
        "pupil": {
            "forename": "Tia", "surname": "Wren", "dob": dt.date(2012, 3, 14),
            "upn": "P210999924001", "nc_year": 9,
        },
        "home": {"school": "Fernhill Academy", "urn": 100001},
        "receiving": {"school": "Oakbrook School", "urn": 100002},
        "parents": (
            {
                "name": "Jo Wren", "email": "jo@post.example", "parental_responsibility": True,
                "consent": {"evidence": "typed", "date": dt.date(2026, 10, 1)},
            },
            {"name": "Al Wren"},
        ),
        "start_date": dt.date(2026, 10, 5),
        "looked_after": False,
    }  # fmt: skip
    assert {one.how for one in reading.evidence.values()} == {"xfa"}


def test_a_form_that_nobody_filled_asks_for_what_is_missing() -> None:
    reading = _read(_pdf(AGREEMENT, "<form1/>"))
    assert reading.status == "query"
    missing = {one.field for one in reading.problems if one.code == "missing"}
    assert {"pupil.surname", "start_date", "home.school"} <= missing


def test_entities_are_not_opened() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "BOOM">]>' + AGREEMENT.replace("Surname", "&b;")
    assert "BOOM" not in pairs_of_pdf(_pdf(bomb, ANSWERS)).text
