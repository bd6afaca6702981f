"""Choices made by marks: told from what was marked, or asked about."""

import cv2
import numpy as np

from parsers.choices import read_choice
from parsers.images.ink import drawn_on
from parsers.images.lettering import Piece, bands_of
from parsers.images.overwritten import is_framed, is_offered, strays_on
from parsers.images.tickboxes import boxes
from parsers.labels.vocabulary import vocabulary
from parsers.layouts.answers import answers_in
from parsers.pairs import (
    EMPTY,
    PENNED,
    PICTURE,
    STRONG,
    STRONG_END,
    TICKED,
    Cell,
    Document,
    Grid,
    Where,
)
from parsers.values import Doubt
from tests.parsers import layouts
from tests.parsers.test_forms import _record

YES_NO = {"yes": ("yes", "y"), "no": ("no", "n")}
SEN = {"N": ("none",), "K": ("sen support", "support"), "E": ("ehcp",)}


def test_a_mark_that_could_mean_either_answer_is_a_question() -> None:
    for text in (f"YES{PENNED} / NO", f"YES{PENNED}", f"NO {STRONG}YES{STRONG_END}{PENNED}"):
        assert isinstance(read_choice(text, YES_NO), Doubt)


def test_an_answer_that_reads_as_a_drawing_leaves_the_choice_open() -> None:
    for text in (f"{PICTURE}\nN", f"Y / {PICTURE}", f"{PICTURE}/N"):
        assert isinstance(read_choice(text, YES_NO), Doubt)
    assert read_choice(f"Y {PICTURE}", YES_NO) == "yes"  # signed behind it
    assert is_framed("INol")
    assert not any(map(is_framed, ("Noel", "(No)", "I")))


def test_words_marked_one_by_one_are_one_answer() -> None:
    marked = f"None / {STRONG}SEN{STRONG_END} {STRONG}Support{STRONG_END} / EHCP"
    assert read_choice(marked, SEN) == "K"


def test_what_is_asked_only_after_a_yes_is_no_answer() -> None:
    assert read_choice("If yes, name and e-mail of", YES_NO) is None
    assert read_choice("If no, say why", YES_NO) is None
    assert read_choice("Yes", YES_NO) == "yes"


def test_an_option_may_be_printed_with_its_article() -> None:
    options = vocabulary(layouts.context().forms).choices["outcome"]
    assert read_choice("Return to the home school", options) == "unsuccessful"


def test_two_rings_side_by_side_are_a_question() -> None:
    assert isinstance(read_choice(f"{STRONG}Yes{STRONG_END} {STRONG}Nc{STRONG_END}", YES_NO), Doubt)


def test_a_ring_round_another_answer_than_the_ticked_one_is_a_question() -> None:
    ringed, ticked = f"{EMPTY} {STRONG}Yes{STRONG_END}", f"{TICKED} No"
    assert isinstance(read_choice(f"{ringed}\n{ticked}", YES_NO), Doubt)
    assert (
        read_choice(f"{EMPTY} {STRONG}Yes{STRONG_END} {TICKED} {STRONG}No{STRONG_END}", YES_NO)
        == "no"
    )


def test_a_tick_may_stand_out_of_its_box() -> None:
    page = np.zeros((120, 200), np.uint8)
    cv2.rectangle(page, (60, 40), (86, 66), (255,), 2)
    cv2.line(page, (66, 52), (72, 62), (255,), 2)
    cv2.line(page, (72, 62), (82, 34), (255,), 2)
    (box,) = boxes(page, np.zeros_like(page))
    assert (box.ticked, box.sure) == (True, True)


def test_round_marks_are_found_within_a_ruled_table() -> None:
    page = np.full((300, 900), 255, np.uint8)
    cv2.rectangle(page, (20, 60), (880, 140), (0,), 2)
    for left, filled in ((80, True), (280, False), (480, False)):
        cv2.circle(page, (left, 100), 13, (0,), -1 if filled else 2, cv2.LINE_AA)
        cv2.putText(page, "Good", (left + 25, 110), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (0,), 2)
    ticks = sorted(drawn_on(page).ticks, key=lambda tick: tick.place)
    assert [TICKED if tick.ticked else EMPTY for tick in ticks] == [TICKED, EMPTY, EMPTY]


def test_two_printed_answers_far_apart_are_a_list_and_no_answer() -> None:
    where = Where(1, (0, 0, 9, 9), 0)
    row = tuple(
        Cell(text=text, where=where, how="ocr", column=n)
        for n, text in enumerate(("Attendance reported: daily", "weekly"))
    )
    page = Document(how="ocr", blocks=(Grid(rows=(row,), where=where),))
    words = vocabulary(layouts.context().forms)
    (answer,) = answers_in(page, words)
    assert read_choice(answer.text, words.choices["attendance_reporting"]) is None


def answered(*row: str) -> dict[str, str]:
    """What the cells of one row answer, by what is asked."""
    where = Where(1, (0, 0, 9, 9), 0)
    cells = tuple(Cell(text=text, where=where, how="ocr", column=n) for n, text in enumerate(row))
    page = Document(how="ocr", blocks=(Grid(rows=(cells,), where=where),))
    return {
        one.attribute: one.text for one in answers_in(page, vocabulary(layouts.context().forms))
    }


def test_yes_or_no_of_which_one_is_marked_is_an_answer_and_no_guidance() -> None:
    sen = f"SEN: None / {STRONG}SEN Support{STRONG_END} / EHCP"
    for answer in (f"YES / {STRONG}NO{STRONG_END}", f"YES / NO{PENNED}"):
        found = answered(f'Is the pupil "Looked After"? {answer}', sen)
        assert found["looked_after"] == answer


def test_a_ring_may_hide_the_colon_before_the_answer_that_it_chooses() -> None:
    found = answered(
        f'Is the pupil "Looked After {STRONG}YES{STRONG_END} NO',
        f"SEN {STRONG}None{STRONG_END} SEN Support EHCP",
    )
    words = vocabulary(layouts.context().forms)
    assert read_choice(found["looked_after"], words.choices["looked_after"]) == "yes"
    assert read_choice(found["sen"], words.choices["sen"]) == "N"


def test_what_was_ringed_is_never_passed_over_for_its_neighbour() -> None:
    misread = f"{STRONG}each{STRONG_END} {STRONG}dav{STRONG_END}"
    where = Where()
    cells = tuple(
        Cell(text=text, where=where, how="ocr", column=at)
        for at, text in enumerate((f"Attendance will be reported: {misread}", "each week"))
    )
    page = Document(how="ocr", blocks=(Grid(rows=(cells,), where=where),))
    found = [one.text for one in answers_in(page, vocabulary(layouts.context().forms))]
    assert found == [misread]


def test_a_marked_answer_among_others_far_apart_goes_with_the_first() -> None:
    found = answered("Attendance reported: daily", f"weekly {STRONG}other{STRONG_END}")
    words = vocabulary(layouts.context().forms)
    chosen = read_choice(found["attendance_reporting"], words.choices["attendance_reporting"])
    assert chosen == "other"


def test_ink_that_stands_out_of_a_word_of_a_choice_is_seen() -> None:
    page = np.zeros((200, 700), np.uint8)
    for text, left in (("YES", 60), ("NO", 200)):
        cv2.putText(page, text, (left, 110), cv2.FONT_HERSHEY_SIMPLEX, 0.9, (255,), 2)
    places = [(58, 88, 112, 112), (198, 88, 240, 112)]
    bands = bands_of([Piece(place) for place in places], page)
    clean = strays_on(page, places)
    assert not any(map(clean.over, places, bands))
    cv2.ellipse(page, (85, 100), (42, 24), 0, 30, 340, (255,), 2)  # a ring with a gap
    cv2.line(page, (58, 88), (44, 92), (255,), 2)  # that touches a letter
    marked = strays_on(page, places)
    assert list(map(marked.over, places, bands)) == [True, False]
    alone = strays_on(page, places[1:])  # what stands beside NO was not read
    assert alone.over(places[1], bands[1])
    assert is_offered("YES/NO")
    assert not is_offered("Noah")


def test_a_label_beside_one_of_its_own_options_heads_no_columns() -> None:
    extended = [
        ("If extended, new end date", "18/12/2026"),
        ("If extended, date of next review", "11/12/2026"),
    ]
    rows = [("Outcome of the move", "Extended"), ("If successful, date of permanent transfer", "")]
    identity = list(layouts.OUTCOME.items())[:4]
    form = layouts.word("Managed Move Outcome Form", [*identity, *rows, *extended])
    record = _record(layouts.read(form))
    assert record["outcome"] == "extended"
    assert record["extension"]["end_date"] == "2026-12-18"
    assert "permanent_from" not in record


def test_options_over_answers_head_columns_still() -> None:
    table = [["SEN status", "EHCP", "Looked after child", "Sex"], ["K", "N", "N", "F"]]
    rows = [
        (k, v)
        for k, v in layouts.AGREEMENT.items()
        if k not in ("SEN status", "Looked after child", "Gender")
    ]
    record = _record(layouts.read(layouts.word("Managed Move Agreement", rows, table)))
    assert record["sen_status"] == "K"
    assert record["looked_after"] is False
