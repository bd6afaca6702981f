"""Scans and photographs: what is read in them, and what is never believed of them."""

import datetime as dt
import functools
import io
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from parsers.doubts.belief import believe
from parsers.forms import read_document
from parsers.images import scans
from parsers.images.crops import crops_of
from parsers.images.ink import drawn_on
from parsers.images.lettering import Piece, _spaced, starts_at
from parsers.images.ocr import Gray, Quad, Recogniser, Spelt, _lettered, _Sign
from parsers.images.pictures import PictureError, is_doubled, pages_of_picture
from parsers.images.rectify import sized, spread, upright
from parsers.images.scans import PicturesError, document_of_picture
from parsers.images.sight import _beside_words, _ends_a_choice
from parsers.images.tables import _set_apart, _unsigned
from parsers.images.tickboxes import boxes
from parsers.layouts.lines import Word
from parsers.pairs import Grid
from parsers.particulars.draft import Draft
from parsers.pdfs.pdf import pairs_of_pdf
from parsers.records import Problem, Reading, Seen
from parsers.schools import Register, School
from tests import factory, scanner
from tests.parsers import layouts
from tests.scanner import FATES, Page

HOME = factory.School(
    urn=100001, name="Fernhill Academy", domain="fernhill.example", phone="01632 960001"
)
NEW = factory.School(
    urn=100002, name="Oakbrook School", domain="oakbrook.example", phone="01632 960002"
)
MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
FRIDAY = dt.date(2026, 11, 20)  # Fri 20 Nov 2026
_PARENT_EMAIL = "parents[0].email"


@functools.cache
def ending() -> bytes:
    return factory.flat_pdf(
        "MM2",
        factory.outcome(
            "b", HOME, NEW, FRIDAY, outcome="unsuccessful", decision_date=FRIDAY, end_date=FRIDAY,
            reason="Repeated disruption of lessons.",
        ),
    )  # fmt: skip


def arriving(pdf: bytes, fate: str) -> list[Page]:
    chosen = FATES[fate]
    return [scanner.befallen(page, chosen) for page in scanner.pages_of(pdf, chosen.dots)]


def read(data: bytes) -> Reading:
    document = pairs_of_pdf(data) if data.startswith(b"%PDF") else document_of_picture(data)
    (reading,) = read_document(document, layouts.context(), None, "form", None)
    return reading


def said(reading: Reading) -> dict[str, object]:
    assert reading.record is not None
    return reading.record.model_dump(exclude_none=True)


@functools.cache
def typed() -> dict[str, object]:
    return said(read(ending()))


def differing(reading: Reading) -> dict[str, tuple[object, object]]:
    """The values of a picture that are not those of the same form typed; absent ones apart."""
    plain, other = typed(), said(reading)
    return {
        key: (value, plain.get(key))
        for key, value in other.items()
        if key != "signatures" and value != plain.get(key)
    }


@pytest.mark.parametrize("fate", ["on its side", "photo"])
def test_a_picture_of_a_form_says_what_the_form_says(fate: str) -> None:
    reading = read(scanner.jpeg(*arriving(ending(), fate)))
    assert (reading.kind, reading.status, differing(reading)) == ("MM2", "accepted", {})
    assert {seen.how for seen in reading.evidence.values()} == {"ocr"}


def test_a_scan_in_a_pdf_has_its_places_in_points() -> None:
    scan = scanner.scanned_pdf(arriving(ending(), "slanted"), 150)
    reading = read(scan)
    assert (reading.status, differing(reading)) == ("accepted", {})
    boxed = [seen for seen in reading.evidence.values() if seen.box is not None]
    assert boxed
    assert all(0 <= seen.box[0] < seen.box[2] <= 600 for seen in boxed if seen.box)


def test_a_name_in_too_few_dots_is_a_question() -> None:
    scan = scanner.scanned_pdf(arriving(ending(), "coarse"), 100)
    reading = read(scan)
    assert reading.status == "query"
    assert said(reading)["pupil"] == {"dob": dt.date(2012, 11, 2), "upn": "W987419817198"}
    assert list(reading.crops) == [p.field for p in reading.problems if p.code == "unclear"]
    assert "crops" not in reading.model_dump()
    for crop in reading.crops.values():
        with Image.open(io.BytesIO(crop)) as shown:
            assert (shown.format, shown.height < 200) == ("PNG", True)


def test_a_process_that_reads_no_pictures_says_how_many_wait() -> None:
    scan = scanner.scanned_pdf([np.full((1100, 800), 255, np.uint8)], 100)
    asked = scans._elsewhere.set(True)
    try:
        with pytest.raises(PicturesError) as need:
            pairs_of_pdf(scan)
    finally:
        scans._elsewhere.reset(asked)
    assert need.value.pages == 1


# --- what is believed ---------------------------------------------------------------------------


def drafted(path: str, value: object, raw: str, confidence: float = 0.99) -> Draft:
    draft = Draft()
    draft.values[path] = value
    draft.evidence[path] = Seen(raw=raw, how="ocr", page=1, confidence=confidence)
    believe(draft, layouts.context())
    return draft


def test_a_parents_address_from_a_picture_is_never_believed() -> None:
    draft = drafted(_PARENT_EMAIL, "kim.hale@mail.example", "kim.hale@mail.example", 1.0)
    assert _PARENT_EMAIL not in draft.values
    assert [(p.field, p.code) for p in draft.problems] == [(_PARENT_EMAIL, "unclear")]


def test_what_two_readings_do_not_agree_on_is_a_question() -> None:
    draft = drafted("pupil.dob", dt.date(2012, 5, 14), "14/05/2012", 0.3)
    assert draft.values == {}
    assert '"14/05/2012"' in draft.problems[0].message


@pytest.mark.parametrize("name", ["MrErrol Hale", "Kim Ha1e", "Kim Hale_", "lan Ha1e"])
def test_a_name_with_a_sign_or_two_words_in_one_is_a_question(name: str) -> None:
    assert drafted("parents[0].name", name, name).values == {}


@pytest.mark.parametrize(
    "name", ["Dylan McAllister", "Ana la Fey", "Ana DeSouza", "Sean O'Neill", "Zoe Öz"]
)
def test_a_name_as_names_are_is_believed(name: str) -> None:
    assert drafted("parents[0].name", name, name).values == {"parents[0].name": name}


def test_a_small_l_that_begins_a_name_is_a_capital_i_where_the_page_is_fine() -> None:
    path = "home.contact.name"
    assert drafted(path, "lan Hale", "lan Hale").values == {path: "Ian Hale"}
    assert drafted(path, "lan Hale", "lan Hale", 0.55).values == {}


def test_the_day_on_which_parents_were_telephoned_is_a_day_and_no_number() -> None:
    path = "parents_informed.phone"
    assert drafted(path, FRIDAY, "20/11/2026").values == {path: FRIDAY}


def test_what_a_form_prints_beside_a_signature_is_no_doubt() -> None:
    path = "signatures[0].role"
    assert drafted(path, "parent", "Parent or carer", 0.4).values == {path: "parent"}


@pytest.mark.parametrize(("raw", "kept"), [
    ("YES", True), ("YES(", False), ("(YES", False), ("YES (delete as appropriate)", True),
])  # fmt: skip
def test_half_a_ring_beside_a_yes_makes_it_a_question(raw: str, kept: bool) -> None:  # noqa: FBT001 - a case
    assert ("looked_after" in drafted("looked_after", True, raw).values) is kept  # noqa: FBT003 - the value read


def test_an_address_of_a_school_is_believed_in_its_own_domain_alone() -> None:
    for domain, kept in (("elsewhere.example", False), ("elm.example", False)):
        path = "home.contact.email"
        assert (path in drafted(path, f"kim@{domain}", f"kim@{domain}").values) is kept


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("office@fernhill.example", True),
        ("kim.hale@fernhill.example", True),
        ("khale2@fernhill.example", True),
        ("klm.hale@fernhill.example", False),
    ],
)
def test_an_address_of_a_school_is_made_of_a_name_on_the_form_or_of_an_office(
    address: str,
    kept: bool,  # noqa: FBT001 - a case
) -> None:
    ours = School(urn=1, name="Fernhill Academy", email_domains=("fernhill.example",))
    context = replace(layouts.context(), schools=Register((ours,)))
    draft = Draft()
    for path, value in (
        ("home.urn", 1), ("home.contact.name", "Kim Hale"), ("home.contact.email", address)
    ):  # fmt: skip
        draft.values[path] = value
    draft.evidence["home.contact.email"] = Seen(raw=address, how="ocr", confidence=0.99)
    believe(draft, context)
    assert ("home.contact.email" in draft.values) is kept


@pytest.mark.parametrize(
    ("read", "urn"),
    [
        ("Milldale Academny", 1),
        ("Milldale", None),  # for the register to resolve, or nobody
        ("St Anne's Primary Schol", None),  # St Anna's is as near
        ("Elm Academy", None),
    ],
)
def test_a_school_misread_by_a_letter_is_the_one_that_the_register_has(
    read: str, urn: int | None
) -> None:
    names = ("Milldale Academy", "St Anne's Primary School", "St Anna's Primary School")
    schools = tuple(School(urn=n, name=name) for n, name in enumerate(names, start=1))
    found = Register(schools).misread(read)
    assert (found.urn if found else None) == urn


def test_a_list_of_reviews_with_a_day_that_was_not_read_is_a_question() -> None:
    days = (dt.date(2026, 12, 16),)
    assert drafted("review_dates", days, "27/1V2026, 16/12/2026").values == {}
    assert drafted("review_dates", days, "16/12/2026").values == {"review_dates": days}


@pytest.mark.parametrize(
    ("raw", "believed"),
    [
        ("23/10/26", True),
        ("Friday 23 October 2026 at 2.30pm", True),
        ("05/1 1/26\n23/10/26", False),  # two cells whose wall was not seen
        ("5/11/26 23/10/26", False),
        ("i3/10/26", False),  # a speck over the 1: it may be the 13th
        ("23Oct 26", True),
        ("Fri 23 Oct.2026", True),
        ("23/10/202\n6", True),  # in a cell too narrow for it
    ],
)
def test_a_day_is_believed_that_stands_alone(raw: str, believed: bool) -> None:  # noqa: FBT001 - a case
    made = drafted("plan_meeting_date", dt.date(2026, 10, 23), raw).values
    assert (made != {}) is believed


def test_a_signature_on_paper_is_ink() -> None:
    path = "home.consent.evidence"
    assert drafted(path, "image", "signature").values == {path: "ink"}
    assert drafted(path, "typed", "Ouml").values == {path: "ink"}
    assert drafted(path, "typed", "Robin Hale").values == {path: "typed"}


def test_that_nobody_signed_is_not_read_off_a_picture() -> None:
    assert drafted("home.consent.evidence", "none", "Signature").values == {}


def test_what_was_typed_is_left_alone() -> None:
    draft = Draft()
    draft.values[_PARENT_EMAIL] = "kim.hale@mail.example"
    draft.evidence[_PARENT_EMAIL] = Seen(raw="kim.hale@mail.example", how="table")
    believe(draft, layouts.context())
    assert draft.problems == []
    assert _PARENT_EMAIL in draft.values


def test_the_places_shown_of_a_form_are_few_and_small() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (2300, 1650), np.uint8)
    fields = [f"field {n}" for n in range(9)]
    places = {
        field: Seen(raw="x", how="ocr", page=1, box=(50, 90 * n, 550, 90 * n + 80))
        for n, field in enumerate(fields)
    }
    doubts = [Problem(field=field, code="unclear", message="?") for field in ("none", *fields)]
    made = crops_of(doubts, places, {1: noise})
    assert list(made) == fields[:6]
    assert all(len(crop) <= 60_000 for crop in made.values())


# --- boxes, sheets, files -----------------------------------------------------------------------


def drawn(side: int = 30, *, ticked: bool) -> Page:
    page = np.zeros((120, 200), np.uint8)
    cv2.rectangle(page, (60, 40), (60 + side, 40 + side), (255,), 2)
    if ticked:
        cv2.line(page, (60, 40), (60 + side, 40 + side), (255,), 3)
        cv2.line(page, (60 + side, 40), (60, 40 + side), (255,), 3)
    return page


def test_a_box_is_ticked_by_the_ink_in_it() -> None:
    nothing = np.zeros((120, 200), np.uint8)
    for ticked in (True, False):
        (box,) = boxes(drawn(ticked=ticked), nothing)
        assert (box.ticked, box.sure) == (ticked, True)


def test_a_little_ink_in_a_box_is_a_tick_that_nobody_believes() -> None:
    page = drawn(ticked=False)
    page[50:56, 70:76] = 255
    (box,) = boxes(page, np.zeros_like(page))
    assert not box.sure


def test_a_letter_is_no_box() -> None:
    page = np.zeros((120, 200), np.uint8)
    cv2.putText(page, "DOB", (20, 80), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (255,), 3)
    assert boxes(page, np.zeros_like(page)) == ()


def test_a_sheet_on_a_desk_is_cut_out_and_spread() -> None:
    page = np.full((1100, 780), 255, np.uint8)
    page[100:1000, 80:90] = 0
    desk = scanner.befallen(page, scanner.Fate(askew=0.04))
    flat = spread(desk)
    assert flat.shape[0] / flat.shape[1] == pytest.approx(2339 / 1654, rel=0.02)
    assert float(np.mean(flat)) > float(np.mean(desk)) + 20


@pytest.mark.parametrize(("fan", "taken"), [(0, True), (40, False)])
def test_corners_after_which_lines_of_text_are_less_level_were_none(fan: int, taken: bool) -> None:  # noqa: FBT001 - a case
    page = np.full((1100, 780), 255, np.uint8)
    page[100:1000, 80:90] = 0
    desk = scanner.befallen(page, scanner.Fate(askew=0.04))
    level = [np.array([[50, y], [450, y], [450, y + 20], [50, y + 20]]) for y in (100, 200, 300)]
    run = np.array([[0, 0], [0, 1], [0, 1], [0, 0]])
    fanned = [quad + run * n * fan for n, quad in enumerate(level)]
    finds = iter((fanned, level))

    class Reader(Recogniser):
        def __init__(self) -> None:
            pass

        def lines(self, image: Gray) -> list[Quad]:
            del image
            return [quad.astype(np.float32) for quad in next(finds)]

        def read(self, images: Sequence[Gray]) -> list[Spelt]:
            return [Spelt("", (), ())] * len(images)

    found, _ = upright(desk, Reader())
    assert (found.shape == sized(spread(desk)).shape) is taken


def test_a_white_page_is_left_as_it_is() -> None:
    page = np.full((1100, 780), 250, np.uint8)
    page[200:210, 100:600] = 0
    assert spread(page) is page


def radios(filled: str) -> Page:
    page = np.full((300, 900), 255, np.uint8)
    for n, mark in enumerate(filled):
        cv2.circle(page, (80 + 200 * n, 100), 13, (0,), 2, cv2.LINE_AA)
        if mark == "x":
            cv2.circle(page, (80 + 200 * n, 100), 7, (0,), -1, cv2.LINE_AA)
        cv2.putText(page, "Good", (105 + 200 * n, 110), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    return page


def test_of_round_marks_the_filled_one_is_chosen() -> None:
    ticks = sorted(drawn_on(radios("-x-")).ticks, key=lambda tick: tick.place)
    assert [(tick.ticked, tick.sure) for tick in ticks] == [
        (False, True),
        (True, True),
        (False, True),
    ]


def test_a_round_letter_or_spot_alone_is_no_mark_of_a_choice() -> None:
    assert drawn_on(radios("x")).ticks == ()


def with_bar() -> Page:
    page = np.full((700, 1400), 255, np.uint8)
    cv2.rectangle(page, (115, 100), (1340, 138), (30,), -1)  # a dark bar, a little to the right
    for top in (145, 190, 235):
        cv2.line(page, (103, top), (1326, top), (0,), 2)
    for left in (103, 420, 1326):
        cv2.line(page, (left, 145), (left, 235), (0,), 2)
    return page


def test_a_table_close_under_a_dark_bar_keeps_all_its_cells() -> None:
    (table,) = drawn_on(with_bar()).cells
    assert sum(cell[1] > 138 for cell in table) == 4


def test_print_close_under_a_bar_that_slopes_is_whole() -> None:
    page = np.full((700, 1400), 255, np.uint8)
    cv2.putText(page, "Date of birth", (115, 166), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    words = page < 128
    bar = np.array([(110, 100), (1340, 114), (1340, 150), (110, 136)])
    cv2.fillConvexPoly(page, bar, (20,))
    assert (drawn_on(page).print[words] < 128).mean() > 0.95


def test_a_bar_with_no_white_print_on_it_hides_an_answer() -> None:
    page = np.full((700, 1400), 255, np.uint8)
    for top in (100, 300):
        cv2.rectangle(page, (400, top), (640, top + 38), (20,), -1)
    cv2.putText(page, "Section B", (420, 128), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255,), 2)
    cv2.rectangle(page, (80, 500), (1300, 538), (20,), -1)  # no answer is so wide
    ((left, top, _, _),) = drawn_on(page).blotted
    assert (abs(left - 400) < 12, abs(top - 300) < 12) == (True, True)


def test_large_heavy_letters_are_no_dark_bar() -> None:
    page = np.full((300, 900), 255, np.uint8)
    cv2.putText(page, "mananman", (60, 150), cv2.FONT_HERSHEY_DUPLEX, 1.6, (0,), 8)
    assert (drawn_on(page).print < 128).sum() > 0.9 * (page < 128).sum()


def test_specks_in_a_row_are_no_leader_and_typed_dots_are() -> None:
    page = np.full((300, 900), 255, np.uint8)
    for at in (100, 104, 110, 113, 121):
        page[100:103, at : at + 3] = 0
    for n in range(20):
        page[200:203, 300 + 8 * n : 303 + 8 * n] = 0
    (leader,) = drawn_on(page).leaders
    assert (leader[0], leader[2]) == (300, 455)


def test_the_foot_of_a_question_mark_is_no_dot_of_the_leader_behind_it() -> None:
    page = np.full((200, 900), 255, np.uint8)
    cv2.putText(page, "held?", (60, 100), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (0,), 2, cv2.LINE_AA)
    foot = int(np.flatnonzero((page[60:110] < 128).any(axis=0)).max())
    for n in range(20):
        page[97:100, foot + 8 + 8 * n : foot + 11 + 8 * n] = 0
    (leader,) = drawn_on(page).leaders
    assert leader[0] > foot


def test_a_page_of_few_words_is_no_stretched_fax() -> None:
    page, *_ = scanner.pages_of(ending(), 200)
    page[700:] = 255
    (arrived,) = pages_of_picture(scanner.jpeg(scanner.befallen(page, FATES["scan"])))
    assert not is_doubled(arrived)


def test_strokes_of_a_signature_make_no_cells_of_a_table() -> None:
    cells = [(0, 0, 400, 90), (400, 0, 520, 90), (500, 20, 640, 88), (640, 0, 900, 90)]
    assert sorted(_unsigned(cells, [(430, 10, 620, 80)])) == [
        (0, 0, 400, 90),
        (400, 0, 640, 90),
        (640, 0, 900, 90),
    ]


def test_a_ticked_box_after_a_slash_is_a_ring_that_nobody_could_look_into() -> None:
    said = Piece((100, 100, 300, 126), Spelt("Looked after? YES /", (1.0,) * 19, (0.0,) * 19))
    assert _ends_a_choice((310, 98, 340, 128), [said])
    assert not _ends_a_choice((410, 98, 440, 128), [said])
    assert _ends_a_choice((410, 98, 460, 138), [said])  # wider than high
    assert not _ends_a_choice((310, 198, 340, 228), [said])


def test_a_leader_stands_left_and_right_of_what_was_written_on_it() -> None:
    written = Word("Hale", (100.0, 100.0, 130.0, 110.0))
    left, right = _beside_words([(250, 285, 700, 307)], [written])
    assert (left.box[2], right.box[0]) == (99.0, 131.0)


def printed(*rows: tuple[str, str]) -> Page:
    file = io.BytesIO()
    sheet = canvas.Canvas(file, pagesize=A4)
    sheet.setFont("Times-Roman", 12)
    for n, (label, value) in enumerate(rows):
        sheet.drawString(60, 760 - 20 * n, label)
        sheet.drawString(215, 760 - 20 * n, value)
    sheet.save()
    (page,) = scanner.pages_of(file.getvalue(), 200)
    return page


ROWS = (
    ("Name:", "Mr Peter Holt"),
    ("Relationship:", "Father"),
    ("Mobile:", "07700 900937"),
    ("First day:", "l2-10-2026"),
    ("Last day:", "2O-11-2026"),
    ("Reference:", "l2-10-2026-AB"),
    ("Pupil:", "Mr Peter 0'Neill"),
    ("Postcode:", "AM0 3FF"),
)


def rows_of(page: Page) -> list[list[str]]:
    blocks = document_of_picture(scanner.jpeg(page, 95)).blocks
    return [
        [cell.text for cell in row]
        for grid in blocks
        if isinstance(grid, Grid)
        for row in grid.rows
    ]


def test_a_letter_in_a_day_is_the_figure_that_it_looks_like() -> None:
    said = dict(row for row in rows_of(printed(*ROWS)))
    assert (said["First day:"], said["Last day:"]) == ("12-10-2026", "20-11-2026")
    assert "10-2026-AB" in said["Reference:"]


def test_a_nought_in_a_name_is_the_letter_that_it_looks_like() -> None:
    said = dict(row for row in rows_of(printed(*ROWS)))
    assert (said["Pupil:"], said["Postcode:"]) == ("Mr Peter O'Neill", "AM0 3FF")


def test_a_nought_inside_a_name_is_as_sure_as_its_shape_was() -> None:
    read = [_Sign("L", 1.0, 0), _Sign("e", 1.0, 1), _Sign("0", 0.9, 2)]
    mended = [_Sign("L", 1.0, 0), _Sign("e", 1.0, 1), _Sign("O", 0.1, 2)]
    found = _lettered(read, mended)
    assert ["".join(one.letter for one in found), found[-1].sure] == ["Leo", 0.9]


def spelt_as(text: str) -> Spelt:
    return Spelt(text, (1.0,) * len(text), tuple(10.0 * n + 5 for n in range(len(text))))


@pytest.mark.parametrize(
    ("text", "again", "apart", "said"),
    [
        ("22May", "22 May", 8, "22 May"),
        ("22May", "22.May", 8, "22 May"),
        ("Feb_27", "Feb 27", 8, "Feb 27"),
        ("22May", "22May", 8, "22May"),  # the other reading has none either
        ("22May", "22 May", 3, "22May"),  # and nor has the paper
        ("a_b", "a b", 3, "a_b"),
    ],
)
def test_a_space_that_was_left_out_is_where_the_other_reading_and_the_paper_have_it(
    text: str, again: str, apart: int, said: str
) -> None:
    ink = np.zeros((60, 200), np.uint8)
    at = spelt_as(text).at
    place = (20, 20, 120, 50)
    pairs = enumerate(zip(text, again, strict=False))
    first = next((n for n, (one, other) in pairs if one != other), 2)
    ends = at[first - 1], at[first + 1 if text[first] == "_" else first]
    middle = starts_at(place) + round(sum(ends) / 2)
    ink[20:50, 0:200] = 255
    ink[20:50, middle - apart // 2 : middle + apart - apart // 2] = 0
    assert _spaced(Piece(place, spelt_as(text), again), ink).spelt.text == said


def test_a_speck_between_two_lines_does_not_make_them_one() -> None:
    page = printed(*ROWS)
    line = round((A4[1] - 720) * 200 / 72)  # the foot of the third row, from the top
    for x in (200, 640, 700):
        page[line - 37 : line - 34, x : x + 4] = 0
    assert [row[0] for row in rows_of(page)] == [label for label, _ in ROWS]


def bomb(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 64)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def test_a_picture_larger_than_paper_is_refused_by_its_header() -> None:
    assert document_of_picture(bomb(60_000, 60_000)).trouble in ("too large", "unreadable")


@pytest.mark.parametrize("cut", [10, 300, 2_000])
def test_a_picture_cut_short_is_unreadable(cut: int) -> None:
    whole = scanner.jpeg(np.full((1100, 780), 250, np.uint8))
    assert document_of_picture(whole[:cut]).trouble == "unreadable"


def test_each_page_of_a_tiff_is_a_page_and_a_fax_is_stretched() -> None:
    sheet = np.full((1100, 1700), 255, np.uint8)
    assert len(list(pages_of_picture(scanner.tiff([sheet, sheet])))) == 2
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "TIFF", dpi=(204, 98))
    (page,) = pages_of_picture(out.getvalue())
    assert page.shape == (round(1100 * 204 / 98), 1700)


def test_a_fax_that_was_stretched_is_known_by_its_doubled_lines() -> None:
    (page,) = scanner.pages_of(ending(), 204)
    fax, scan = FATES["fax"], FATES["scan"]
    assert is_doubled(scanner.befallen(page, fax))
    assert not is_doubled(scanner.befallen(page, scan))


def test_a_phone_that_was_held_sideways_says_so() -> None:
    out = io.BytesIO()
    picture = Image.fromarray(np.full((600, 900), 255, np.uint8))
    note = Image.Exif()
    note[0x0112] = 6
    picture.save(out, "JPEG", exif=note)
    (page,) = pages_of_picture(out.getvalue())
    assert page.shape == (900, 600)


def test_a_thumbnail_is_no_page() -> None:
    with pytest.raises(PictureError):
        list(pages_of_picture(scanner.jpeg(np.full((100, 80), 255, np.uint8))))


def test_a_sheet_of_which_half_lies_in_shadow_is_cut_out_whole() -> None:
    page = np.full((1100, 780), 255, np.uint8)
    page[100:1000, 80:90] = 0
    desk = scanner.befallen(page, scanner.Fate(askew=0.04)).astype(np.float32)
    desk[:, : desk.shape[1] // 2] *= 0.72
    flat = spread(np.clip(desk, 0, 255).astype(np.uint8))
    assert flat.shape[0] / flat.shape[1] == pytest.approx(2339 / 1654, rel=0.02)
    assert flat.shape[0] > 0.9 * 1100


def test_tables_a_little_apart_whose_walls_stand_elsewhere_are_two() -> None:
    def rows(top: int, *walls: int) -> list[tuple[int, int, int, int]]:
        return [
            (left, y, right - 2, y + 48)
            for y in (top, top + 50)
            for left, right in pairwise((100, *walls, 1500))
        ]

    above, below, alike = rows(100, 400, 900), rows(212, 380, 700, 1300), rows(212, 401, 902)
    assert [len(part) for part in _set_apart([*above, *below])] == [6, 8]
    assert [len(part) for part in _set_apart([*above, *alike])] == [12]
    close = [(a, y - 12, b, z - 12) for a, y, b, z in below]
    assert [len(part) for part in _set_apart([*above, *close])] == [14]
