"""A signature pasted over a cell of a workbook signs it; a crest over the title does not."""

import io

import openpyxl
import pytest
from openpyxl.drawing.image import Image as Pasted
from PIL import Image, ImageDraw

from parsers.read import read_file
from parsers.records import Mm1
from tests.parsers import layouts

ANSWERS = list(layouts.AGREEMENT.items())
TITLE = "MM1 Managed Move Agreement"
SIGNED = 2 + [label for label, _ in ANSWERS].index("Signature of parent/carer 1")


def _sheet(*places: str, typed: str = "") -> bytes:
    made = Image.new("L", (180, 18), 255)
    ImageDraw.Draw(made).line([(5, 15), (40, 2), (70, 16), (120, 3), (170, 14)], fill=20, width=2)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ((TITLE,), *ANSWERS):
        sheet.append(row)
    sheet.cell(SIGNED, 2).value = typed or None
    for place in places:
        held = io.BytesIO()
        made.save(held, "PNG")
        sheet.add_image(Pasted(held), place)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (_sheet(f"B{SIGNED}"), "image"),
        (_sheet("D1", f"B{SIGNED}"), "image"),
        (_sheet("D1"), "none"),
        (_sheet("B3"), "none"),
        (_sheet(f"B{SIGNED}", typed="Jo Hale"), "typed"),
    ],
)
def test_a_picture_over_the_cell_of_a_signature_is_one(data: bytes, shown: str) -> None:
    (reading,) = read_file("form", data, layouts.context(), None)
    assert isinstance(reading.record, Mm1)
    consent = reading.record.parents[0].consent
    assert consent is not None
    assert consent.evidence == shown
    assert reading.record.pupil.forename == "Ruby"
