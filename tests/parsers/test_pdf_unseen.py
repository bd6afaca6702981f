"""What nobody can see on a PDF page is no answer; what lies over other words is a question."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.pairs import Line
from parsers.pdfs.drawings import Drawings
from parsers.pdfs.pdf import pairs_of_pdf
from parsers.records import Reading
from tests.parsers.layouts import UPN, read

Draw = Callable[[Any, float, float], None]
FORM = (
    ("Pupil's name", "Ruby Hale"),
    ("Date of birth", "14/03/2012"),
    ("UPN", UPN),
    ("Home school", "Fernhill Academy"),
    ("Receiving school", "Oakbrook School"),
    ("Start date", "Monday 5 October 2026"),
    ("Planned end date", "Friday 18 December 2026"),
    ("Name of parent/carer", "Ms Jo Hale"),
    ("Parent's e-mail", "jo.hale@post.example"),
    ("Parent/carer signature", "Jo Hale"),
)


def form(over: dict[str, Draw] | None = None, extra: Callable[[Any], None] | None = None) -> bytes:
    """A printed agreement; `over` writes the answers of some labels in its own way."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 800, "Managed move agreement (MM1)")
    canvas.setFont("Helvetica", 10)
    y = 770
    for label, value in FORM:
        canvas.drawString(60, y, f"{label}:")
        if over and label in over:
            canvas.saveState()
            over[label](canvas, 230, y)
            canvas.restoreState()
        else:
            canvas.drawString(230, y, value)
        y -= 24
    if extra is not None:
        extra(canvas)
    canvas.save()
    return out.getvalue()


def record(reading: Reading) -> dict[str, Any]:
    assert reading.kind == "MM1"
    return reading.record.model_dump(mode="json", exclude_none=True)


def problems(reading: Reading) -> set[tuple[str, str]]:
    return {(problem.field, problem.code) for problem in reading.problems}


def _cover(canvas: Any, x: float, y: float) -> None:
    canvas.setFillColor(colors.white)
    canvas.rect(x - 2, y - 4, 220, 16, stroke=0, fill=1)
    canvas.setFillColor(colors.black)


def _whited_out(old: str, new: str = "") -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, old)
        _cover(canvas, x, y)
        canvas.drawString(x, y, new)

    return draw


def _white(old: str, new: str = "") -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillColor(colors.white)
        canvas.drawString(x, y, old)
        canvas.setFillColor(colors.black)
        canvas.drawString(x, y, new)

    return draw


def _invisible(old: str, new: str = "") -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.saveState()
        text = canvas.beginText(x, y)
        text.setTextRenderMode(3)
        text.textOut(old)
        canvas.drawText(text)
        canvas.restoreState()
        canvas.drawString(x, y, new)

    return draw


def _under_a_picture(old: str) -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        from PIL import Image  # noqa: PLC0415 - only here

        canvas.drawString(x, y, old)
        stamp = ImageReader(Image.new("RGB", (40, 8), "#88aaff"))
        canvas.drawImage(stamp, x - 4, y - 6, 240, 20)

    return draw


def _cut_away(old: str) -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        path = canvas.beginPath()
        path.rect(x, y - 300, 5, 5)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.drawString(x, y, old)

    return draw


def _see_through(old: str) -> Draw:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillAlpha(0.0)
        canvas.drawString(x, y, old)

    return draw


@pytest.mark.parametrize("hide", [_whited_out, _white, _invisible])
def test_an_old_name_under_a_new_one_is_not_read(hide: Callable[[str, str], Draw]) -> None:
    reading = read(form({"Pupil's name": hide("Kelsey Draycott", "Ruby Hale")}))
    assert record(reading)["pupil"]["surname"] == "Hale"
    assert "Kelsey" not in str(record(reading))


@pytest.mark.parametrize(
    "hide", [_whited_out, _white, _invisible, _under_a_picture, _cut_away, _see_through]
)
def test_what_nobody_sees_is_no_answer(hide: Callable[[str], Draw]) -> None:
    reading = read(form({"Start date": hide("Monday 12 October 2026")}))
    assert "start_date" not in record(reading)
    assert ("start_date", "missing") in problems(reading)
    assert record(reading)["end_date"] == "2026-12-18"


def test_white_words_on_a_dark_ground_are_read() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillColor(colors.darkblue)
        canvas.rect(x - 4, y - 4, 200, 16, stroke=0, fill=1)
        canvas.setFillColor(colors.white)
        canvas.drawString(x, y, "Monday 5 October 2026")

    assert record(read(form({"Start date": draw})))["start_date"] == "2026-10-05"


def test_grey_words_are_read() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.setFillGray(0.6)
        canvas.drawString(x, y, "Monday 5 October 2026")

    assert record(read(form({"Start date": draw})))["start_date"] == "2026-10-05"


def test_words_marked_with_a_pale_colour_are_read() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "Monday 5 October 2026")
        canvas.setFillColor(colors.yellow)
        canvas.setFillAlpha(0.4)
        canvas.rect(x - 2, y - 3, 160, 14, stroke=0, fill=1)

    assert record(read(form({"Start date": draw})))["start_date"] == "2026-10-05"


def test_two_names_in_one_place_are_a_question_and_never_mixed() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "Kelsey Draycott")
        canvas.drawString(x, y, "Ruby Hale")

    reading = read(form({"Pupil's name": draw}))
    assert reading.status == "query"
    assert "surname" not in record(reading).get("pupil", {})
    assert "unclear" in {code for field, code in problems(reading) if field.startswith("pupil.")}


def test_two_days_in_one_place_are_a_question() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "12/10/2026")
        canvas.drawString(x + 1, y + 1, "05/10/2026")

    reading = read(form({"Start date": draw}))
    assert "start_date" not in record(reading)
    assert {("start_date", "unclear"), ("start_date", "conflict")} & problems(reading)


def test_a_value_of_which_the_end_is_covered_is_a_question() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "Monday 5 October 2026")
        canvas.setFillColor(colors.white)
        canvas.rect(x + 97, y - 4, 100, 16, stroke=0, fill=1)

    reading = read(form({"Start date": draw}))
    assert "start_date" not in record(reading)


def test_an_address_too_long_for_its_frame_is_read_to_its_end() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        path = canvas.beginPath()
        path.rect(x, y - 4, 80, 16)
        canvas.clipPath(path, stroke=1, fill=0)
        canvas.drawString(x, y, "josephine.hale@post.example")

    parents = record(read(form({"Parent's e-mail": draw})))["parents"]
    assert parents[0]["email"] == "josephine.hale@post.example"


def test_a_name_set_twice_to_look_bold_is_read_once() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "Ruby Hale")
        canvas.drawString(x + 0.3, y, "Ruby Hale")

    assert record(read(form({"Pupil's name": draw})))["pupil"]["surname"] == "Hale"


def test_an_answer_typed_over_a_dotted_line_is_read() -> None:
    def draw(canvas: Any, x: float, y: float) -> None:
        canvas.drawString(x, y, "." * 80)
        canvas.drawString(x, y + 1, "jo.hale@post.example")

    parents = record(read(form({"Parent's e-mail": draw})))["parents"]
    assert parents[0]["email"] == "jo.hale@post.example"


@pytest.mark.parametrize("at", [(60, -40), (700, 400)])
def test_what_stands_beyond_the_edge_is_not_read(at: tuple[float, float]) -> None:
    def beyond(canvas: Any) -> None:
        canvas.drawString(*at, "Start date: Monday 12 October 2026")

    assert record(read(form(extra=beyond)))["start_date"] == "2026-10-05"


@pytest.mark.parametrize("turn", [0, 90, 270])
def test_what_the_page_is_cut_down_from_is_not_read(turn: int) -> None:
    def below(canvas: Any) -> None:
        canvas.drawString(60, 100, "Start date: Monday 12 October 2026")

    with pikepdf.open(io.BytesIO(form(extra=below))) as pdf:
        pdf.pages[0].obj["/CropBox"] = pikepdf.Array([20, 200, 575, 842])
        pdf.pages[0].obj["/Rotate"] = turn
        out = io.BytesIO()
        pdf.save(out)
    told = record(read(out.getvalue()))
    assert (told["start_date"], told["pupil"]["surname"]) == ("2026-10-05", "Hale")


def test_words_too_small_to_be_read_are_not() -> None:
    def small(canvas: Any) -> None:
        canvas.setFont("Helvetica", 1)
        canvas.drawString(60, 300, "Start date: Monday 12 October 2026")

    assert record(read(form(extra=small)))["start_date"] == "2026-10-05"


def _on_a_layer(data: bytes, *, shown: bool) -> bytes:
    """Put what stands between `% layer` comments on a layer of its own."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="Old"))
        some = pikepdf.Array([layer])
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=some,
            D=pikepdf.Dictionary(ON=some if shown else [], OFF=[] if shown else some, Order=some),
        )
        page = pdf.pages[0]
        page.Resources.Properties = pikepdf.Dictionary(Old=layer)
        text = b"/OC /Old BDC BT /F1 10 Tf 230 300 Td (Monday 12 October 2026) Tj ET EMC"
        label = b"BT /F1 10 Tf 60 300 Td (Review date:) Tj ET "
        page.contents_add(pdf.make_stream(label + text))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("shown", [True, False])
def test_a_layer_that_is_switched_off_is_not_read(*, shown: bool) -> None:
    told = record(read(_on_a_layer(form(), shown=shown)))
    assert told.get("review_dates", []) == (["2026-10-12"] if shown else [])


def test_what_a_viewers_white_box_hides_is_not_read() -> None:
    data = form({"Start date": _white("", "Monday 12 October 2026")})
    with pikepdf.open(io.BytesIO(data)) as pdf:
        paint = pdf.make_stream(b"1 g 0 0 220 20 re f")
        paint.Type, paint.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        paint.BBox = pikepdf.Array([0, 0, 220, 20])
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Square,
            Rect=pikepdf.Array([226, 644, 446, 664]),
            IC=pikepdf.Array([1, 1, 1]),
            F=4,
            AP=pikepdf.Dictionary(N=paint),
        )
        pdf.pages[0].obj["/Annots"] = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
        out = io.BytesIO()
        pdf.save(out)
    assert "start_date" not in record(read(out.getvalue()))


@pytest.mark.parametrize("angle", [0, 45])
@pytest.mark.parametrize("word", ["DRAFT", "SPECIMEN", "VOID"])
def test_a_word_across_the_page_is_said_of_the_form_and_mixed_with_nothing(
    word: str, angle: int
) -> None:
    def across(canvas: Any) -> None:
        canvas.setFont("Helvetica-Bold", 70)
        canvas.setFillGray(0.85)
        canvas.translate(120, 560)
        canvas.rotate(angle)
        canvas.drawString(0, 0, word)

    reading = read(form(extra=across))
    assert reading.status == "held"
    assert record(reading)["pupil"] == record(read(form()))["pupil"]


@pytest.mark.parametrize("angle", [90, -90])
def test_a_word_down_the_margin_is_said_of_the_form(angle: int) -> None:
    def down(canvas: Any) -> None:
        canvas.setFont("Helvetica-Bold", 26)
        canvas.translate(36 if angle > 0 else 14, 400)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "DRAFT")

    reading = read(form(extra=down))
    assert reading.status == "held"
    assert record(reading)["pupil"] == record(read(form()))["pupil"]


def test_a_mark_of_the_school_across_the_page_holds_nothing() -> None:
    def across(canvas: Any) -> None:
        canvas.setFont("Helvetica-Bold", 60)
        canvas.setFillGray(0.9)
        canvas.translate(120, 500)
        canvas.rotate(45)
        canvas.drawString(0, 0, "CONFIDENTIAL")

    assert record(read(form(extra=across))) == record(read(form()))
    assert read(form(extra=across)).status == read(form()).status


def test_a_large_title_is_a_title() -> None:
    def title(canvas: Any) -> None:
        canvas.setFont("Helvetica-Bold", 34)
        canvas.drawString(60, 60, "Fernhill Academy")

    blocks = pairs_of_pdf(form(extra=title)).blocks
    assert isinstance(blocks[-1], Line)
    assert blocks[-1].text == "Fernhill Academy"


@pytest.mark.parametrize("mirrored", [-1, 1])
def test_letters_drawn_as_shapes_are_seen(mirrored: int) -> None:
    with pikepdf.open(io.BytesIO(form())) as pdf:
        shape = pdf.make_stream(f"60 0 0 -80 60 60 d1 0 0 50 {mirrored * 50} re f".encode())
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type3,
            FontBBox=pikepdf.Array([0, -80, 100, 20]),
            FontMatrix=pikepdf.Array([0.01, 0, 0, mirrored * 0.01, 0, 0]),
            CharProcs=pikepdf.Dictionary(a=shape),
            Encoding=pikepdf.Dictionary(Differences=pikepdf.Array([97, pikepdf.Name.a])),
            FirstChar=97,
            LastChar=97,
            Widths=pikepdf.Array([60]),
            Resources=pikepdf.Dictionary(),
        )
        page = pdf.pages[0]
        page.Resources.Font["/Shapes"] = pdf.make_indirect(font)
        page.contents_add(pdf.make_stream(b"BT /Shapes 10 Tf 60 200 Td (aaaa) Tj ET"))
        out = io.BytesIO()
        pdf.save(out)
    assert "aaaa" in pairs_of_pdf(out.getvalue()).text


def test_a_page_that_cannot_be_drawn_is_read_by_its_letters() -> None:
    assert Drawings(b"%PDF-1.4 no more").text_of_page(1) is None


def _scrawl() -> io.BytesIO:
    made = Image.new("L", (180, 40), 255)
    ImageDraw.Draw(made).line([(5, 30), (40, 5), (70, 35), (120, 8), (170, 30)], fill=20, width=3)
    out = io.BytesIO()
    made.save(out, "PNG")
    out.seek(0)
    return out


def _two_boxes(cover: bool) -> Callable[[Any], None]:  # noqa: FBT001 - said by name below
    """Yes and No with a box each, Yes crossed; the cross whited out and No crossed in its place."""

    def draw(canvas: Any) -> None:
        def cross(x: float) -> None:
            canvas.line(x + 1, 501, x + 8, 508)
            canvas.line(x + 1, 508, x + 8, 501)

        canvas.drawString(60, 502, "Looked after child:")
        for x, word in ((290, "Yes"), (350, "No")):
            canvas.drawString(x - 30, 502, word)
            canvas.rect(x, 500, 9, 9)
        cross(290)
        if cover:
            canvas.setFillColor(colors.white)
            canvas.rect(290.3, 500.3, 8.4, 8.4, stroke=0, fill=1)
            canvas.setFillColor(colors.black)
            cross(350)

    return draw


@pytest.mark.parametrize(("cover", "told"), [(False, True), (True, False)])
def test_a_cross_under_a_white_box_is_no_cross(*, cover: bool, told: bool) -> None:
    reading = read(form(extra=_two_boxes(cover)))
    assert record(reading)["looked_after"] is told


@pytest.mark.parametrize(("hidden", "status"), [(False, "accepted"), (True, "query")])
def test_a_signature_under_a_white_box_is_none(*, hidden: bool, status: str) -> None:
    def signed(canvas: Any, x: float, y: float) -> None:
        canvas.drawImage(ImageReader(_scrawl()), x, y - 4, 90, 20)
        if hidden:
            canvas.setFillColor(colors.white)
            canvas.rect(x - 2, y - 6, 96, 24, stroke=0, fill=1)

    assert read(form({"Parent/carer signature": signed})).status == status
