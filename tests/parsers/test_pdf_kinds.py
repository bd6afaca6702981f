"""Every kind of typed PDF gives the record that the same form gives plainly, or says why not."""

import datetime as dt
import functools
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen import canvas

from parsers.forms import read_document
from parsers.pairs import FIELD, PICTURE, TICKED, Grid
from parsers.pdfs.pdf import pairs_of_pdf
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
Edit = Callable[[pikepdf.Pdf], dict[str, Any] | None]


@functools.cache
def fillable() -> bytes:
    return factory.acro_pdf("MM1", factory.agreement("a", HOME, NEW, MONDAY))


@functools.cache
def printed() -> bytes:
    return factory.flat_pdf("MM1", factory.agreement("a", HOME, NEW, MONDAY))


def read(data: bytes) -> tuple[Reading, ...]:
    return read_document(pairs_of_pdf(data), layouts.context(), None, "form", None)


@functools.cache
def expected(data: bytes) -> Reading:
    (reading,) = read(data)
    assert reading.status == "accepted"
    return reading


def edited(data: bytes, edit: Edit) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how = edit(pdf) or {}
        out = io.BytesIO()
        pdf.save(out, **how)
    return out.getvalue()


def fields(pdf: pikepdf.Pdf) -> list[Any]:
    return list(pdf.Root.AcroForm.Fields)


# --- the ways in which forms come -----------------------------------------------------------------


def _without_appearances(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.NeedAppearances = True
    for field in fields(pdf):
        if Name.Tx == field.FT:
            del field["/AP"]


def _unhelpful_names(pdf: pikepdf.Pdf) -> None:
    for number, field in enumerate(fields(pdf)):
        field.T = String(f"{'Text' if Name.Tx == field.FT else 'Check Box'}{number}")
        del field["/TU"]


def _names_of_other_fields(pdf: pikepdf.Pdf) -> None:
    every = fields(pdf)
    names = [str(field.T) for field in every]
    for field, name in zip(every, names[7:] + names[:7], strict=True):
        field.T, field.TU = String(f"{name} x"), String(name)


def _names_in_a_tree(pdf: pikepdf.Pdf) -> None:
    every = Array(fields(pdf))
    page = pdf.make_indirect(Dictionary(T=String("page1"), Kids=every))
    form = pdf.make_indirect(Dictionary(T=String("form1"), Kids=Array([page])))
    page.Parent = form
    for field in every:
        field.Parent = page
    pdf.Root.AcroForm.Fields = Array([form])


def _written_in(encoding: str, mark: bytes) -> Edit:
    def edit(pdf: pikepdf.Pdf) -> None:
        for field in fields(pdf):
            if Name.Tx == field.FT:
                field.V = String(mark + str(field.V).encode(encoding))

    return edit


def _only_rich_text(pdf: pikepdf.Pdf) -> None:
    for field in fields(pdf):
        if Name.Tx == field.FT and str(field.V):
            field.RV = String(
                '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml">'
                f"<p><b>{field.V}</b></p></body>"
            )
            field.Ff = 1 << 25
            del field["/V"]


def _comb(pdf: pikepdf.Pdf) -> None:
    for field in fields(pdf):
        if Name.Tx == field.FT and str(field.V).startswith("Y98"):
            field.Ff, field.MaxLen = 1 << 24, 13


def _flattened(pdf: pikepdf.Pdf) -> None:
    pdf.generate_appearance_streams()
    pdf.flatten_annotations("all")


def _encrypted(pdf: pikepdf.Pdf) -> dict[str, Any]:
    del pdf
    return {"encryption": pikepdf.Encryption(owner="council", user="", R=6)}


def _linearised(pdf: pikepdf.Pdf) -> dict[str, Any]:
    del pdf
    return {"linearize": True}


def _packed(pdf: pikepdf.Pdf) -> dict[str, Any]:
    del pdf
    return {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


def _turned(angle: int) -> Edit:
    def edit(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Rotate = angle

    return edit


def _moved_corner(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.contents_add(pdf.make_stream(b"q 1 0 0 1 100 200 cm\n"), prepend=True)
        page.contents_add(pdf.make_stream(b"\nQ"))
        page.MediaBox = Array([100, 200, 695, 1042])
    for field in fields(pdf):
        left, low, right, top = (float(part) for part in field.Rect)
        field.Rect = Array([left + 100, low + 200, right + 100, top + 200])


def _with_a_button_and_a_signature(pdf: pikepdf.Pdf) -> None:
    form = pdf.Root.AcroForm
    for field in (
        Dictionary(
            FT=Name.Btn, Ff=1 << 16, T=String("Submit"), Rect=[10, 10, 60, 30], TU=String("Reason"),
            MK=Dictionary(CA=String("Send to the council")),
        ),
        Dictionary(FT=Name.Sig, T=String("sig"), Rect=[300, 10, 400, 20]),
    ):  # fmt: skip
        made = pdf.make_indirect(field)
        made.Type, made.Subtype = Name.Annot, Name.Widget
        form.Fields.append(made)
        pdf.pages[0].Annots.append(made)


@pytest.mark.parametrize(
    "edit",
    [
        _without_appearances, _unhelpful_names, _names_of_other_fields, _names_in_a_tree,
        _written_in("utf-16-be", b"\xfe\xff"), _written_in("utf-8", b"\xef\xbb\xbf"),
        _only_rich_text, _comb, _flattened, _encrypted, _linearised, _packed, _turned(90),
        _turned(180), _turned(270), _moved_corner, _with_a_button_and_a_signature,
    ],
    ids=[
        "no-appearance", "text1", "misleading-names", "parent.child", "utf-16", "utf-8",
        "rich-text", "comb", "flattened", "empty-password", "linearised", "object-streams",
        "rotate-90", "rotate-180", "rotate-270", "mediabox-offset", "push-button",
    ],
)  # fmt: skip
def test_a_fillable_form_says_the_same_however_it_was_saved(edit: Edit) -> None:
    (reading,) = read(edited(fillable(), edit))
    assert reading.record == expected(fillable()).record
    assert reading.status == "accepted"


def _drawn_sideways(angle: int) -> Edit:
    """The words run sideways on the page, and the file does not say so."""

    def edit(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            _, _, wide, high = (float(part) for part in page.mediabox)
            matrix = {
                90: (0, 1, -1, 0, high, 0),
                180: (-1, 0, 0, -1, wide, high),
                270: (0, -1, 1, 0, 0, wide),
            }[angle]
            told = " ".join(str(part) for part in matrix)
            page.contents_add(pdf.make_stream(f"q {told} cm\n".encode()), prepend=True)
            page.contents_add(pdf.make_stream(b"\nQ"))
            if angle != 180:
                page.MediaBox = Array([0, 0, high, wide])

    return edit


@pytest.mark.parametrize(
    "edit",
    [_turned(90), _turned(180), _turned(270), *(_drawn_sideways(a) for a in (90, 180, 270))],
)
def test_a_printed_form_is_read_however_its_pages_lie(edit: Edit) -> None:
    (reading,) = read(edited(printed(), edit))
    assert reading.record == expected(printed()).record


@pytest.mark.parametrize(
    "data",
    [
        printed()[: int(len(printed()) * 0.97)],
        printed().replace(b"startxref\n", b"startxref\n9"),
        b"\r\n--boundary\r\n" + printed(),
        printed() + bytes(3_000) + b"\r\n--boundary--",
        fillable()[: int(len(fillable()) * 0.99)],
    ],
    ids=["cut", "wrong-startxref", "junk-before", "junk-after", "cut-fillable"],
)
def test_a_damaged_file_is_mended_and_read(data: bytes) -> None:
    (reading,) = read(data)
    assert reading.record in (expected(printed()).record, expected(fillable()).record)


def test_a_file_whose_last_version_was_cut_off_is_never_read_as_the_one_before() -> None:
    data = fillable() + b"\n12 0 obj\n<</T(name)/V(Another Child"
    (reading,) = read(data)
    assert (reading.status, reading.problems[0].code) == ("held", "unreadable")


def test_a_form_under_a_password_is_held_as_encrypted() -> None:
    data = edited(
        fillable(), lambda _: {"encryption": pikepdf.Encryption(owner="a", user="b", R=6)}
    )
    (reading,) = read(data)
    assert (reading.status, reading.problems[0].code) == ("held", "encrypted")


# --- several things in one file -------------------------------------------------------------------


def _letter() -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    for number, line in enumerate(
        ("Fernhill Academy", "Dear colleague,", "please find our form on the next page.", "Yours")
    ):
        page.drawString(60, 780 - 20 * number, line)
    page.save()
    return out.getvalue()


def test_a_form_behind_a_letter_is_found() -> None:
    (reading,) = read(layouts.bound(_letter(), printed()))
    assert reading.record == expected(printed()).record


def test_two_forms_in_one_file_are_two_readings() -> None:
    second = factory.flat_pdf("MM1", factory.agreement("b", HOME, NEW, MONDAY))
    assert [one.record for one in read(layouts.bound(printed(), second))] == [
        expected(printed()).record,
        expected(second).record,
    ]


def test_the_fields_of_one_form_do_not_fill_the_blanks_of_the_next() -> None:
    values = factory.agreement("a", HOME, NEW, MONDAY)
    first = factory.acro_pdf("MM1", {**values, "pupil": {**values["pupil"], "known_as": "Nan"}})
    second = factory.acro_pdf("MM1", factory.agreement("b", HOME, NEW, MONDAY))
    records = [one.record for one in read(layouts.bound(first, second))]
    assert [one.pupil.known_as for one in records if one is not None] == ["Nan", None]


# --- what a field is ------------------------------------------------------------------------------


def _one_field(**told: Any) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.drawString(50, 700, "SEN status")
    page.save()
    with pikepdf.open(out) as pdf:
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot, Subtype=Name.Widget, Rect=[150, 695, 300, 712],
                T=String("Dropdown4"), **told,
            )
        )  # fmt: skip
        pdf.pages[0].Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def _beside(data: bytes) -> str:
    (grid,) = [block for block in pairs_of_pdf(data).blocks if isinstance(block, Grid)]
    return grid.rows[0][1].text


_LIST = Array([Array([String("N"), String("None")]), Array([String("K"), String("SEN support")])])


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"FT": Name.Ch, "Ff": 1 << 17, "V": String("K"), "Opt": _LIST}, "SEN support"),
        ({"FT": Name.Ch, "V": Array([String("K")]), "Opt": _LIST}, "SEN support"),
        ({"FT": Name.Ch, "Ff": 1 << 17, "V": String("Please select"), "Opt": _LIST}, ""),
        ({"FT": Name.Ch, "Ff": 1 << 18, "V": String("typed in"), "Opt": _LIST}, "typed in"),
        ({"FT": Name.Ch, "I": Array([1]), "Opt": _LIST}, ""),
        ({"FT": Name.Tx, "V": String("Zoë O'Hara")}, "Zoë O'Hara"),
        ({"FT": Name.Tx, "DV": String("a default nobody typed")}, ""),
    ],
    ids=["drop-down", "array", "prompt", "editable", "only-an-index", "accents", "default"],
)
def test_a_field_holds_what_was_chosen_or_typed(told: dict[str, Any], text: str) -> None:
    assert _beside(_one_field(**told)).strip("\ue000\ue001") == text


def test_a_signed_signature_field_is_a_signature_and_an_unsigned_one_is_not() -> None:
    signed = _one_field(FT=Name.Sig, V=Dictionary(Type=Name.Sig))
    assert (PICTURE in _beside(signed), PICTURE in _beside(_one_field(FT=Name.Sig))) == (
        True,
        False,
    )


def _radio(chosen: str) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.drawString(50, 700, "Looked after child?")
    for x, option in ((200, "Yes"), (300, "No")):
        page.drawString(x + 18, 700, option)
        page.acroForm.radio(
            name="lac", value=option, selected=option == chosen, x=x, y=696, size=12
        )
    page.save()
    return out.getvalue()


@pytest.mark.parametrize("chosen", ["Yes", "No"])
def test_a_radio_button_is_ticked_before_its_words(chosen: str) -> None:
    told = " ".join(
        text.strip(FIELD)
        for block in pairs_of_pdf(_radio(chosen)).blocks
        for row in getattr(block, "rows", ())
        for text in [cell.text for cell in row]
    )
    assert f"{TICKED} {chosen}" in told
    assert told.count(TICKED) == 1


def _made_with(pdf: pikepdf.Pdf, *, every: bool) -> None:
    """Write values down as what their fields were made with: all of them, or the start's alone."""
    for field in fields(pdf):
        if "/DV" in field:
            del field["/DV"]
        value = str(field.get("/V", ""))
        if every or "5 Oct" in value or "05/10/2026" in value:
            field["/DV"] = String(value)


def test_what_stands_in_a_field_since_the_form_was_made_is_nobodys_answer() -> None:
    (reading,) = read(edited(fillable(), lambda pdf: _made_with(pdf, every=False)))
    assert ("start_date", "missing") in {(one.field, one.code) for one in reading.problems}


def test_a_program_that_writes_every_value_as_a_default_changes_nothing() -> None:
    (reading,) = read(edited(fillable(), lambda pdf: _made_with(pdf, every=True)))
    assert reading.record == expected(fillable()).record
