"""A label and the signature right behind it, which the recogniser takes for one line of print."""

import cv2
import numpy as np
import pytest

from parsers.images.besidepen import parted_from_pen
from parsers.images.ink import drawn_on
from parsers.images.lettering import Piece, is_words, starts_at
from parsers.images.ocr import Gray, Spelt, recogniser

LABEL = "Signature:"
PRINT = 60, 220  # across the page
SCRAWL = 245, 400


def page_with(*, broken: bool) -> Gray:
    page = np.full((200, 700), 255, np.uint8)
    cv2.putText(page, LABEL, (PRINT[0], 100), cv2.FONT_HERSHEY_COMPLEX, 0.85, 0, 2, cv2.LINE_AA)
    x = np.arange(*SCRAWL)
    y = 95 + 14 * np.sin((x - SCRAWL[0]) / 5.0)
    points = np.stack([x, y], axis=1).astype(np.int32)
    for part in np.array_split(points, 6 if broken else 1):
        shown = part[:-6] if broken else part
        cv2.polylines(page, [shown.reshape(-1, 1, 2)], False, 60, 2, cv2.LINE_AA)  # noqa: FBT003 - open
    return page


def read_whole(text: str, letters: tuple[int, int]) -> Piece:
    """The label and the scrawl as one piece, of which only the label was read."""
    place = (PRINT[0], 76, SCRAWL[1], 112)
    step = (letters[1] - letters[0]) / len(text)
    at = tuple(letters[0] - starts_at(place) + step * (n + 0.5) for n in range(len(text)))
    return Piece(place, Spelt(text, (1.0,) * len(text), at), text)


@pytest.mark.parametrize("broken", [False, True], ids=["one stroke", "faint"])
def test_a_signature_behind_its_label_is_a_drawing_beside_it(*, broken: bool) -> None:
    drawn = drawn_on(page_with(broken=broken))
    parted = parted_from_pen(drawn, [read_whole(LABEL, PRINT)], recogniser())
    words = [piece for piece in parted if is_words(piece)]
    assert words
    assert max(piece.place[2] for piece in words) < SCRAWL[0]
    scrawls = [*drawn.pen, *(piece.place for piece in parted if not is_words(piece))]
    assert any(left < SCRAWL[1] and right > SCRAWL[0] for left, _, right, _ in scrawls)


def test_print_in_which_every_letter_was_read_is_left_whole() -> None:
    drawn = drawn_on(page_with(broken=False))
    whole = read_whole("Signature: A Hale", (PRINT[0], SCRAWL[1]))
    assert parted_from_pen(drawn, [whole], recogniser()) == [whole]
