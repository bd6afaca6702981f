"""Answers that somebody chose with a pen on paper: told from the ink, or asked about."""

import cv2
import numpy as np
import pytest

from parsers.images.ink import Drawn, drawn_on
from parsers.images.lettering import Piece, starts_at
from parsers.images.ocr import Recogniser, Spelt, recogniser
from parsers.images.offered import Row as Offer
from parsers.images.offered import rows_on
from parsers.images.overlooked import pieces_missed
from parsers.images.penned import Penned, Verdict, penned
from parsers.images.rectify import evened
from parsers.images.sight import seen_on
from parsers.images.tickboxes import Span
from parsers.pairs import PENNED, plain
from tests import penned as drawing
from tests.penned import Row
from tests.scanner import Fate, Page, befallen

BY_WORDS = tuple(
    sort for sort in drawing.SURE + drawing.OPEN if not sort.startswith(("boxes", "rounds"))
)
FATES = (Fate(dots=200, noise=3), Fate(dots=200, noise=3, pale=0.5), Fate(dots=200, blur=0.8))
BAND = 60, 80  # where the capitals of a line begin and end


def scanned(page: Page, fate: Fate, seed: int) -> Page:
    small = befallen(drawing.at(page, fate), fate, seed)
    sized = cv2.resize(small, page.shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(evened(np.asarray(sized, np.uint8)), np.uint8)


def read_as(text: str, place: Span) -> Piece:
    """A run of print that was read letter by letter, each as wide as the others."""
    left, _, right, _ = place
    step = (right - left) / len(text)
    at = tuple(left - starts_at(place) + step * (n + 0.5) for n in range(len(text)))
    return Piece(place, Spelt(text, (1.0,) * len(text), at), text)


def told(row: Row, page: Penned) -> object:
    """What a row says by its ink, its words being read; None for a question."""
    said = [
        (one.place, verdict)
        for offer, verdicts in page.rows
        for one, verdict in zip(offer.options, verdicts, strict=True)
    ]
    chosen = {
        answer
        for (left, top, right, low), answer in zip(row.words, row.answers, strict=True)
        for place, verdict in said
        if verdict is Verdict.CHOSEN
        and left - 9 < (place[0] + place[2]) / 2 < right + 9
        and top - 9 < (place[1] + place[3]) / 2 < low + 9
    }
    return chosen.pop() if len(chosen) == 1 else None


@pytest.fixture(scope="module")
def model() -> Recogniser:
    return recogniser()


@pytest.mark.parametrize("seed", range(4))
def test_what_a_pen_chose_is_told_or_asked_and_never_something_else(
    seed: int, model: Recogniser
) -> None:
    page, rows = drawing.form(seed, BY_WORDS)
    drawn = drawn_on(scanned(page, FATES[seed % len(FATES)], seed))
    pieces = [
        read_as(text, place)
        for row in rows
        for text, place in zip(row.texts, row.words, strict=True)
    ]
    found = penned(pieces, drawn, model)
    said = [(row.sort, told(row, found), row.truth) for row in rows]
    assert [one for one in said if one[1] not in (None, one[2])] == []
    assert sum(answer == truth for _, answer, truth in said) >= 0.5 * len(said)


def line(*words: tuple[str, int]) -> list[Piece]:
    """Words in one line, each at its place across the page."""
    return [read_as(text, (x, BAND[0], x + 14 * len(text), BAND[1])) for text, x in words]


def offered(*words: tuple[str, int]) -> list[Offer]:
    pieces = line(*words)
    return rows_on(pieces, [], [BAND] * len(pieces))


@pytest.mark.parametrize(
    ("printed", "answers"),
    [
        ("YES / NO", ("yes", "no")),
        ("Yes No", ("yes", "no")),
        ("YesNo", ("yes", "no")),
        ("M|F", ("m", "f")),
        ("N / KE", ("n", "k", "e")),
        ("None / SENSupport / EHCP", ("none", "sen support", "ehcp")),
        ("4week / 8 week / Final", ("4 week", "8 week", "final")),
        ("daily / wcckly", ("daily", "")),
        ("successful extepded unsuccessful", ("successful", "extended", "unsuccessful")),
        ("SUCCESSFUL / EXTENDED / ONSUCCESSFUD", ("successful", "extended", "unsuccessful")),
    ],
)
def test_answers_side_by_side_are_one_row_though_spaces_and_letters_went(
    printed: str, answers: tuple[str, ...]
) -> None:
    (row,) = offered((printed, 100))
    assert tuple(option.text for option in row.options) == answers


@pytest.mark.parametrize(
    "printed", ["Support was given by the school", "No concerns were raised", "Managed by"]
)
def test_words_of_a_sentence_are_no_answers(printed: str) -> None:
    assert all(len(row.options) == 1 for row in offered((printed, 100)))


def test_an_answer_lost_after_a_stroke_is_known_to_be_lost() -> None:
    (row,) = offered(("N / K /", 100))
    assert row.lost


def test_two_questions_in_one_line_are_two_rows() -> None:
    rows = offered(("Looked after: Yes / No", 100), ("EHCP: Yes / No", 520))
    assert [tuple(o.text for o in row.options) for row in rows if len(row.options) > 1] == [
        ("yes", "no"), ("yes", "no")
    ]  # fmt: skip


def test_a_caption_offers_nothing() -> None:
    assert all(len(row.options) == 1 for row in offered(("M or F: M", 100)))


def test_what_follows_a_stroke_is_no_answer_where_it_is_the_next_question() -> None:
    row, *_ = offered(("Looked after? YES /", 100), ("SEN: None / SEN Support / EHCP", 600))
    assert (tuple(option.text for option in row.options), row.lost) == (("yes",), True)


@pytest.mark.parametrize(
    "printed", ["None / Support (K) / EHCP (E)", "None / K / E", "No SEN / SEN Cunort / EHC plan"]
)
def test_answers_in_words_and_letters_are_all_there_though_one_was_not_read(printed: str) -> None:
    (row,) = offered((printed, 100))
    assert not row.lost


@pytest.mark.parametrize("printed", ["N / E", "Yes / N", "SEN Support / EHCP"])
def test_answers_of_which_forms_print_one_more_have_lost_it(printed: str) -> None:
    assert any(row.lost for row in offered((printed, 100)))


def drawn_with(*strokes: list[tuple[int, int]]) -> tuple[list[Piece], Drawn]:
    """ "YES" and "NO" in one line, and what a pen drew over them."""
    page = np.full((200, 500), 255, np.uint8)
    for text, x in (("YES", 100), ("NO", 240)):
        cv2.putText(page, text, (x, 80), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    for stroke in strokes:
        cv2.polylines(page, [np.array(stroke, np.int32)], isClosed=False, color=(0,), thickness=3)
    return [
        read_as("YES", (100, 60, 153, 81)), read_as("NO", (241, 60, 280, 81))
    ], drawn_on(page)  # fmt: skip


RING = [(92, 70), (100, 54), (126, 50), (152, 54), (161, 70), (150, 88), (126, 92), (100, 88)]
UNDER_YES = [(98, 88), (156, 89)]
UNDER_BOTH = [(98, 88), (284, 89)]
THROUGH_NO = [(232, 71), (290, 69)]
BETWEEN = [(150, 70), (160, 52), (200, 48), (240, 52), (262, 70), (240, 90), (200, 94), (160, 88)]


@pytest.mark.parametrize(
    ("strokes", "yes", "no"),
    [
        ([[*RING, RING[0]]], Verdict.CHOSEN, Verdict.STRUCK),
        ([RING], Verdict.CHOSEN, Verdict.STRUCK),
        ([UNDER_YES], Verdict.CHOSEN, Verdict.STRUCK),
        ([THROUGH_NO], Verdict.CHOSEN, Verdict.STRUCK),
        ([[*RING, RING[0]], THROUGH_NO], Verdict.CHOSEN, Verdict.STRUCK),
        ([UNDER_YES, [(98, 71), (156, 70)]], Verdict.UNCLEAR, Verdict.UNCLEAR),
        ([UNDER_BOTH], Verdict.UNCLEAR, Verdict.UNCLEAR),
        ([[*BETWEEN, BETWEEN[0]]], Verdict.UNCLEAR, Verdict.UNCLEAR),
        ([], Verdict.UNCLEAR, Verdict.UNCLEAR),
    ],
    ids=[
        "ring", "open ring", "line under", "struck", "ring and struck", "line under and struck",
        "line under both", "ring between", "nothing",
    ],
)  # fmt: skip
def test_one_answer_has_a_mark_such_as_no_other_has(
    strokes: list[list[tuple[int, int]]], yes: Verdict, no: Verdict, model: Recogniser
) -> None:
    pieces, drawn = drawn_with(*strokes)
    ((_, said),) = penned(pieces, drawn, model).rows
    assert said == (yes, no)


CELL = [(70, 50), (330, 50), (330, 91), (70, 91), (70, 50)]
TICK = [(104, 72), (116, 86), (124, 70), (134, 56), (150, 40)]


@pytest.mark.parametrize(
    "stroke", [[*RING, RING[0]], TICK], ids=["ring that meets the walls", "tick over a wall"]
)
def test_the_walls_of_a_cell_do_not_hide_what_chose_an_answer(
    stroke: list[tuple[int, int]], model: Recogniser
) -> None:
    page = np.full((500, 700), 255, np.uint8)
    for at in range(3):  # a table of which this is the first row
        corners = [(x + 200 * (x > 200), y + 41 * at) for x, y in CELL]
        cv2.polylines(page, [np.array(corners, np.int32)], isClosed=False, color=(0,), thickness=2)
    for text, x in (("YES", 100), ("NO", 240)):
        cv2.putText(page, text, (x, 80), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    cv2.polylines(page, [np.array(stroke, np.int32)], isClosed=False, color=(0,), thickness=4)
    pieces = [read_as("YES", (100, 60, 153, 81)), read_as("NO", (241, 60, 280, 81))]
    ((_, said),) = penned(pieces, drawn_on(page), model).rows
    assert said == (Verdict.CHOSEN, Verdict.STRUCK)


def test_brackets_round_a_request_are_no_sides_of_a_ring() -> None:
    for printed in ("(please ring): Yes No", "Yes / No (please ring) If yes, how"):
        (row,) = offered((printed, 100))
        assert all(printed[sign.part.start] not in "()" for sign in row.signs)


@pytest.mark.parametrize("printed", ["[ ] Yes [x] No", "[] Yes [X] No", "Yes [ ] No [x]"])
def test_answers_with_boxes_typed_beside_them_are_each_their_own(printed: str) -> None:
    rows = offered((printed, 100))
    assert [[o.text for o in row.options] for row in rows] == [["yes"], ["no"]]


def test_lines_to_write_on_above_and_below_an_answer_are_no_marks(model: Recogniser) -> None:
    page = np.full((200, 900), 255, np.uint8)
    cv2.putText(page, "M", (240, 80), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    for y in (42, 92):
        for x in range(200, 400, 5):  # dots so close that they run together
            cv2.line(page, (x, y), (x + 3, y), (0,), 2)
    pieces = [read_as("M", (240, 60, 263, 81))]
    ((_, said),) = penned(pieces, drawn_on(page), model).rows
    assert said == (Verdict.PLAIN,)


def test_a_ring_that_meets_the_wall_of_its_cell_is_taken_off_and_the_wall_is_not() -> None:
    page = np.full((500, 900), 255, np.uint8)
    for y in (50, 94, 138, 182):
        cv2.line(page, (70, y), (830, y), (0,), 2)
    for x in (70, 450, 830):
        cv2.line(page, (x, 50), (x, 182), (0,), 2)
    cv2.putText(page, "No", (200, 80), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    cv2.ellipse(page, (217, 71), (36, 24), 0, 0, 360, (0,), 3)
    drawn = drawn_on(page)
    assert len(drawn.rings) == 1
    assert [len(cells) for cells in drawn.cells] == [6]


def test_words_that_a_line_goes_through_are_read_with_it(model: Recogniser) -> None:
    page = np.full((900, 1400), 255, np.uint8)
    face = cv2.FONT_HERSHEY_SIMPLEX, 0.7
    for n in range(8):
        text = "Successful / Extended / Unsuccessful" if n == 4 else "Managed Move Outcome"
        cv2.putText(page, text, (90, 90 + 90 * n), *face, (0,), 2)
    for before, struck in (("", "Successful"), ("Successful / Extended / ", "Unsuccessful")):
        left = 88 + cv2.getTextSize(before, *face, 2)[0][0]
        right = left + 4 + cv2.getTextSize(struck, *face, 2)[0][0]
        cv2.line(page, (left, 445), (right, 445), (0,), 3)
    said = [word.text for word in seen_on(page, model).words if 150 < word.box[1] < 166]
    assert [word for word in said if word] == ["/Extended"]


def test_a_line_that_was_passed_by_is_found_by_a_nearer_look(model: Recogniser) -> None:
    page = np.full((900, 1400), 255, np.uint8)
    cv2.putText(page, "SEN stage: None", (90, 450), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    (missed,) = pieces_missed(drawn_on(page), [], model)
    assert missed.spelt.text == "SEN stage: None"


def test_a_frame_round_the_answer_after_a_stroke_chooses_it(model: Recogniser) -> None:
    page = np.full((700, 1400), 255, np.uint8)
    for n in range(6):
        cv2.putText(
            page,
            "Is the pupil looked after by us?",
            (90, 120 + 90 * n),
            cv2.FONT_HERSHEY_SIMPLEX,
            0.95,
            (0,),
            2,
        )
    cv2.putText(page, "YES /", (760, 120), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    cv2.putText(page, "NO", (872, 120), cv2.FONT_HERSHEY_SIMPLEX, 0.95, (0,), 2)
    cv2.rectangle(page, (866, 90), (916, 130), (0,), 2)
    said = [plain(word.text) for word in seen_on(page, model).words if word.box[1] < 50]
    assert "NO" in said
    assert "YES" not in said


def test_a_page_is_read_with_what_was_chosen_and_nothing_beside_it(model: Recogniser) -> None:
    page, rows = drawing.form(3, ("ring", "strike", "underline", "frame"))
    seen = seen_on(scanned(page, FATES[0], 3), model)
    words = [word for word in seen.words if word.text]
    found = 0
    for row in rows:
        left, right = min(x0 for x0, *_ in row.words), max(x1 for _, _, x1, _ in row.words)
        inside = [
            word.text for word in words
            if left < (word.box[0] + word.box[2]) / 0.72 < right  # it stands for its whole row
            and any(
                y0 - 9 < (word.box[1] + word.box[3]) / 0.72 < y1 + 9 for _, y0, _, y1 in row.words
            )
        ]  # fmt: skip
        found += len(inside) == 1 and PENNED not in inside[0] and bool(plain(inside[0]))
    assert found >= len(rows) / 2


def test_what_is_left_of_a_bold_caption_is_no_mark_at_the_answer_under_it(
    model: Recogniser,
) -> None:
    page = np.full((260, 900), 255, np.uint8)
    for left in (40, 440):
        cv2.rectangle(page, (left, 30), (left + 400, 160), 0, 2)
    cv2.putText(page, "Outcome", (60, 80), cv2.FONT_HERSHEY_COMPLEX, 0.9, 0, 5)
    cv2.putText(page, "Unsuccessful", (60, 130), cv2.FONT_HERSHEY_COMPLEX, 0.85, 0, 2)
    # the recogniser tells where the middle of a letter is, and a bold one is wider than others
    pieces = [read_as("Outcome", (66, 61, 170, 81)), read_as("Unsuccessful", (60, 111, 229, 131))]
    ((row, said),) = penned(pieces, drawn_on(page), model).rows
    assert (row.options[0].text, said) == ("unsuccessful", (Verdict.PLAIN,))


def test_what_is_left_beside_the_frame_of_a_value_is_no_cell() -> None:
    page = np.full((300, 900), 255, np.uint8)
    for top in (40, 110):
        cv2.rectangle(page, (40, top), (400, top + 70), 0, 2)
        cv2.rectangle(page, (400, top), (860, top + 70), 0, 2)
        cv2.rectangle(page, (400, top + 12), (840, top + 56), 0, 2)
    (table,) = drawn_on(page).cells
    assert all(right - left > 100 for left, _, right, _ in table)
