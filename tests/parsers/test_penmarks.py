"""What is typed, ticked, ringed and struck out over a flat PDF with a viewer's own pen."""

import io
import warnings
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen import canvas

from parsers.pairs import (
    DOUBTFUL,
    EMPTY,
    FIELD,
    FIELD_END,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Grid,
    Line,
)
from parsers.pdfs.pdf import is_garbled, pairs_of_pdf

Draw = Callable[[Any], None]


def _form(page: Any) -> None:
    page.drawString(50, 700, "Looked after?")
    page.drawString(150, 700, "Yes / No")  # Yes: 150 to 169, No: 179 to 193
    page.drawString(50, 650, "Name")
    page.drawString(50, 600, "SEN")
    for x, words in ((150, "None"), (250, "Support")):
        page.rect(x, 598, 10, 10)
        page.drawString(x + 14, 600, words)
    page.drawString(50, 550, "Signature")


def _pdf(*notes: Dictionary) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=(595, 842))
    page.setFont("Helvetica", 10)
    _form(page)
    page.save()
    with pikepdf.open(out) as pdf:
        made = []
        for note in notes:
            note.Type = Name.Annot
            made.append(pdf.make_indirect(note))
        pdf.pages[0].Annots = Array(made)
        fields = [note for note in made if note.Subtype == Name("/Widget") and "/T" in note]
        pdf.Root.AcroForm = Dictionary(Fields=Array(fields))
        told = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the field that is meant to be in no tree
            pdf.save(told)
    return told.getvalue()


def _lines(*notes: Dictionary) -> str:
    found = []
    for block in pairs_of_pdf(_pdf(*notes)).blocks:
        if isinstance(block, Line):
            found.append(block.text)
        elif isinstance(block, Grid):
            found += [" | ".join(cell.text for cell in row) for row in block.rows]
    return "\n".join(found)


def _note(kind: str, rect: list[float], **more: Any) -> Dictionary:
    return Dictionary(Subtype=Name(f"/{kind}"), Rect=Array(rect), **more)


def _ink(*points: tuple[float, float]) -> Dictionary:
    across, up = [x for x, _ in points], [y for _, y in points]
    numbers = Array([part for point in points for part in point])
    rect = [min(across) - 1, min(up) - 1, max(across) + 1, max(up) + 1]
    return _note("Ink", rect, InkList=Array([numbers]))


YES = (145, 693, 173, 713)
RING = (
    (146, 702),
    (150, 711),
    (160, 713),
    (170, 711),
    (173, 702),
    (165, 694),
    (152, 694),
    (146, 700),
)


def test_words_typed_over_a_form_are_the_answer() -> None:
    told = _lines(_note("FreeText", [120, 645, 300, 662], Contents=String("Kai Lee")))
    assert f"Name | {FIELD}Kai Lee{FIELD_END}" in told


def test_words_typed_as_rich_text_alone_are_read_too() -> None:
    rich = '<body xmlns="http://www.w3.org/1999/xhtml"><p>Kai Lee</p></body>'
    told = _lines(_note("FreeText", [120, 645, 300, 662], RC=String(rich)))
    assert f"{FIELD}Kai Lee{FIELD_END}" in told


@pytest.mark.parametrize(
    "note",
    [
        _note("FreeText", [248, 596, 262, 611], Contents=String("x")),
        _note("FreeText", [248, 596, 268, 614], Contents=String("\u2713")),
        _note("Stamp", [248, 596, 262, 611]),
        _ink((250, 603), (254, 598), (263, 612)),
    ],
)
def test_a_mark_put_on_a_box_ticks_that_box_alone(note: Dictionary) -> None:
    told = _lines(note)
    assert f"{TICKED} Support" in told
    assert f"{EMPTY} None" in told


@pytest.mark.parametrize(
    "note",
    [
        _note("Circle", list(YES)), _note("Square", list(YES)),
        _note("Highlight", [149, 697, 170, 709]), _ink(*RING),
    ],
    ids=["circle", "square", "highlight", "hand"],
)  # fmt: skip
def test_a_word_with_a_ring_put_round_it_is_the_choice(note: Dictionary) -> None:
    assert f"{STRONG}Yes{STRONG_END} / No" in _lines(note)


@pytest.mark.parametrize(
    "note",
    [
        _note("StrikeOut", [149, 697, 170, 709]),
        _note("Line", [149, 702.5, 170, 704], L=Array([149, 703, 170, 703])),
    ],
)
def test_a_word_with_a_line_put_through_it_is_gone(note: Dictionary) -> None:
    told = _lines(note)
    assert "No" in told
    assert "Yes" not in told


def test_a_line_under_a_word_does_not_strike_it_out() -> None:
    assert "Yes / No" in _lines(_note("Line", [149, 697, 170, 698], L=Array([149, 698, 170, 698])))


def test_a_stroke_over_a_word_chooses_nothing() -> None:
    told = _lines(_ink((148, 702), (155, 705), (160, 700), (165, 705), (172, 702), (174, 704)))
    assert STRONG not in told
    assert "Yes" in told


def test_a_word_that_a_pen_ran_through_is_in_doubt() -> None:
    wave = _ink(*((50 + n, 703 + n % 3) for n in range(62)))
    slope = _note("Line", [50, 699, 112, 708], L=Array([50, 699, 112, 708]))
    for note in (wave, slope):
        assert f"after?{DOUBTFUL}" in _lines(note)
    signed = _ink(*((40 + 5 * n, 690 + 12 * (n % 3)) for n in range(16)))
    assert DOUBTFUL not in _lines(signed)  # a signature runs over print, too


def test_a_signature_drawn_by_hand_leaves_its_mark() -> None:
    told = _lines(_ink(*((120 + 5 * n, 545 + 7 * (n % 3)) for n in range(16))))
    assert f"Signature | {PICTURE}" in told or f"Signature {PICTURE}" in told


def test_what_is_hidden_and_what_is_only_a_remark_is_not_read() -> None:
    told = _lines(
        _note("FreeText", [120, 645, 300, 662], Contents=String("Kai Lee"), F=2),
        _note("Text", [120, 645, 140, 662], Contents=String("please check")),
    )
    assert "Kai" not in told
    assert "check" not in told


# --- fields with a twist --------------------------------------------------------------------------


def _field(**told: Any) -> Dictionary:
    return _note("Widget", [120, 645, 300, 662], FT=Name.Tx, **told)


def test_a_field_that_no_tree_holds_is_read_where_it_stands() -> None:
    assert f"{FIELD}Kai Lee{FIELD_END}" in _lines(_field(V=String("Kai Lee")))


def test_a_hidden_field_is_not_read() -> None:
    assert "Kai" not in _lines(_field(T=String("Text1"), V=String("Kai Lee"), F=2))


@pytest.mark.parametrize(
    ("script", "typed", "told"),
    [
        ('AFDate_FormatEx("mm/dd/yyyy");', "10/05/2026", "05/10/2026"),
        ('AFDate_FormatEx("dd/mm/yyyy");', "10/05/2026", "10/05/2026"),
        ('AFDate_FormatEx("m/d/yy");', "5 October 2026", "5 October 2026"),
        ('AFNumber_Format(0, 0, 0, 0, "", true);', "10/05/2026", "10/05/2026"),
    ],
)
def test_a_day_that_its_field_writes_with_the_month_first_is_turned_round(
    script: str, typed: str, told: str
) -> None:
    action = Dictionary(F=Dictionary(S=Name.JavaScript, JS=String(script)))
    assert f"{FIELD}{told}{FIELD_END}" in _lines(
        _field(T=String("Text1"), V=String(typed), AA=action)
    )


@pytest.mark.parametrize(
    ("text", "garbled"),
    [
        ("Date of birth 14/03/2012 Name of pupil Kai Lee Home school Oakbrook", False),
        ("Qvzkb xd wtqpl: Hlp Ryy 14/03/2012 Fdskrh Bcdmd sdfgh jklmn pqrst vwxz", True),
        ("\ufffd" * 60, True),
        ("\x07\x11\x02" * 20, True),
        ("too short to tell Rrrr", False),
        ("07700 900123 " * 8, False),
    ],
)
def test_nonsense_is_told_from_words(text: str, *, garbled: bool) -> None:
    assert is_garbled([{"text": char} for char in text]) is garbled
