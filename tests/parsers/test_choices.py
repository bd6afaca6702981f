"""Choices made by marks: told from what was marked, or asked about."""

import cv2
import numpy as np

from parsers.answers import answers_in
from parsers.ink import drawn_on
from parsers.pairs import EMPTY, PENNED, STRONG, STRONG_END, TICKED, Cell, Document, Grid, Where
from parsers.tickboxes import boxes
from parsers.values import Doubt, read_choice
from parsers.vocabulary import vocabulary
from tests.parsers import layouts

YES_NO = {"yes": ("yes", "y"), "no": ("no", "n")}
SEN = {"N": ("none",), "K": ("sen support", "support"), "E": ("ehcp",)}


def test_a_mark_that_could_mean_either_answer_is_a_question() -> None:
    for text in (f"YES{PENNED} / NO", f"YES{PENNED}", f"NO {STRONG}YES{STRONG_END}{PENNED}"):
        assert isinstance(read_choice(text, YES_NO), Doubt)


def test_words_marked_one_by_one_are_one_answer() -> None:
    marked = f"None / {STRONG}SEN{STRONG_END} {STRONG}Support{STRONG_END} / EHCP"
    assert read_choice(marked, SEN) == "K"


def test_two_rings_side_by_side_are_a_question() -> None:
    assert isinstance(read_choice(f"{STRONG}Yes{STRONG_END} {STRONG}Nc{STRONG_END}", YES_NO), Doubt)


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
    page = Document(how="ocr", blocks=(Grid(rows=(row,), where=where),), text="")
    words = vocabulary(layouts.context().forms)
    (answer,) = answers_in(page, words)
    assert read_choice(answer.text, words.choices["attendance_reporting"]) is None
