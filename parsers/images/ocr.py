"""The recogniser: where lines of text stand on a page's image, and what they say.

The models come inside the package of the engine, so nothing is ever downloaded. Only letters that a
British form can hold are allowed to be read: the model knows thousands of others, and a smudge
looks like many of them. Every character is given with its place and how sure the model is of it;
being sure is not being right, so nothing here is a proof of anything.
"""

import functools
import logging
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

# The library of images gives its arrays back without saying what they hold.
Gray = npt.NDArray[Any]  # bytes, a pixel each
Quad = npt.NDArray[Any]  # four corners

_ALLOWED: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    " .,:;!?'\"()[]/\\-–—_+&@#%*=~£$|<>^{}`’‘“”…•·°½¼¹²³√✓✔×"  # noqa: RUF001 - what forms hold
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŁłŚśŻżŹźĄąĘęĆćŃńŠšŽžČčŐőŰű"
)
_FIGURES: Final = frozenset("0123456789/.-")
_DAY: Final = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d\d)")
_DAY_WITH_A_SLIP: Final = re.compile(
    r"(?<!\S)(?=\S*[A-Za-z])(?=(?:\S*?\d){5})[\dIOilo]{1,2}([/.-])[\dIOilo]{1,2}\1[\dIOilo]{2,4}(?!\S)"
)
_WORD: Final = re.compile(r"[A-Za-z'’-]+")  # noqa: RUF001 - as names are read
_WORD_WITH_A_NOUGHT: Final = re.compile(
    r"(?<![^\s(])(?!Y(?:ea)?r)(?=\S*[a-z])(?=[^\s\d]*0)[A-Z0][A-Za-z0'’-]{2,}(?![^\s,.;:)])"  # noqa: RUF001
)
_HEIGHT = 48  # pixels of a line as the model takes it
_WIDEST = 48  # times the height
_NARROWEST = 64  # pixels
_STEP = 32  # pixels, by which the model grows
_THREADS = 2


@dataclass(frozen=True, slots=True, repr=False)
class Spelt:
    """One line as read: its characters with how sure each is, and its place across the image.

    sure: from 0 to 1, one for each character. at: each character's middle, in pixels.
    """

    text: str
    sure: tuple[float, ...]
    at: tuple[float, ...]

    @property
    def least(self) -> float:
        """Return how sure the least sure character is; 0 for no text."""
        return min(self.sure, default=0.0)

    @property
    def mean(self) -> float:
        """Return how sure the characters are on average; 0 for no text."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


class Recogniser:
    """Both models, loaded once."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
        from rapidocr import RapidOCR  # noqa: PLC0415 - heavy, and wanted only where pictures are

        whole: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            }
        )
        self._detector: Any = whole._load_det_model()  # noqa: SLF001 - the door is not public
        self._reader: Any = whole._load_rec_model()  # noqa: SLF001
        for model in (self._detector, self._reader):
            model.session.session = _patient(model.session.session)
        letters = self._reader.postprocess_op.character
        self._letters: list[str] = [unicodedata.normalize("NFKC", one) for one in letters]
        self._letters[0] = ""  # the blank of the model
        allowed = [at for at, one in enumerate(letters) if not at or one in _ALLOWED]
        wide = {":": "：", "(": "（", ")": "）", ",": "，", "?": "？"}  # noqa: RUF001 - read alike
        allowed += [at for at, one in enumerate(letters) if one in wide.values()]
        self._allowed = np.array(sorted(allowed))
        self._word = np.array([at for at in self._allowed if not at or _WORD.match(letters[at])])
        self._figures = np.array([at for at in self._allowed if not at or letters[at] in _FIGURES])

    def lines(self, image: Gray) -> list[Quad]:
        """Return the corners of each line of text, from the top left clockwise."""
        found = self._detector(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
        return [] if found.boxes is None else [np.asarray(box, np.float32) for box in found.boxes]

    def read(self, images: Sequence[Gray]) -> list[Spelt]:
        """Return what each image of one upright line says."""
        return [self._read(image) for image in images]

    def _read(self, image: Gray) -> Spelt:
        # One at a time: in a batch the short lines would cost as much as the longest.
        wanted = max(1, min(_WIDEST * _HEIGHT, round(image.shape[1] * _HEIGHT / image.shape[0])))
        width = max(_NARROWEST, -(-wanted // _STEP) * _STEP)
        small = cv2.resize(image, (wanted, _HEIGHT), interpolation=cv2.INTER_LINEAR)
        line = np.zeros((1, 3, _HEIGHT, width), np.float32)
        line[0, :, :, :wanted] = (small.astype(np.float32) / 255 - 0.5) / 0.5
        return self._spelt(self._reader.session(line)[0], width * image.shape[1] / wanted)

    def _spelt(self, chances: npt.NDArray[np.float32], width: float) -> Spelt:
        """Return the likeliest characters; what is shaped as a day is read as figures alone.

        So is what is shaped as a name as letters.
        """
        step = width / len(chances)
        signs = _signs(chances, self._allowed, self._letters)
        # No day holds a letter, and no name a nought.
        for slip, some, whole in (
            (_DAY_WITH_A_SLIP, self._figures, _DAY),
            (_WORD_WITH_A_NOUGHT, self._word, _WORD),
        ):
            for run in reversed(list(slip.finditer("".join(sign.letter for sign in signs)))):
                ends = [-1, *(sign.place for sign in signs), len(chances)]
                first, end = run.span()
                between = slice(
                    (ends[first] + ends[first + 1]) // 2 + 1, (ends[end] + ends[end + 1]) // 2 + 1
                )
                mended = _signs(chances[between], some, self._letters, between.start)
                if not whole.fullmatch("".join(sign.letter for sign in mended)):
                    continue
                signs[first:end] = _lettered(signs[first:end], mended)
        return Spelt(
            "".join(sign.letter for sign in signs),
            tuple(sign.sure for sign in signs),
            tuple((sign.place + 0.5) * step for sign in signs),
        )


class _Sign(NamedTuple):
    letter: str
    sure: float
    place: int  # which of the model's steps along the line shows it best


def _lettered(read: Sequence[_Sign], mended: list[_Sign]) -> list[_Sign]:
    """Return mended signs, with noughts made letters as sure of their shape as it was read."""
    if len(read) != len(mended) or not any(one.letter.isalpha() for one in mended):
        return mended
    found: list[_Sign] = []
    for old, new in zip(read, mended, strict=True):
        inside = old.letter == "0" and found and found[-1].letter.isalpha()
        letter = new.letter.casefold() if inside else new.letter
        found.append(_Sign(letter, max(old.sure, new.sure), new.place))
    return found


def _signs(
    chances: npt.NDArray[np.float32],
    among: npt.NDArray[np.int64],
    letters: Sequence[str],
    start: int = 0,
) -> list[_Sign]:
    """Return the likeliest of some characters, repeats and blanks taken out (CTC).

    start: the step at which the chances begin.
    """
    some = chances[:, among]
    signs: list[_Sign] = []
    last = 0
    for place, pick in enumerate(some.argmax(axis=1)):
        sure = float(some[place, pick])
        if pick and pick != last:
            signs += [_Sign(letter, sure, start + place) for letter in letters[among[pick]]]
        elif pick and sure > signs[-1].sure:
            signs[-1] = _Sign(signs[-1].letter, sure, start + place)
        last = pick
    return signs


def _patient(session: onnxruntime.InferenceSession) -> onnxruntime.InferenceSession:
    """Return the same model on all cores, whose threads sleep while they wait: others work too."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    model = session._model_path  # noqa: SLF001 - the session knows where it came from
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


@functools.cache
def recogniser() -> Recogniser:
    """Return the models, loaded at the first call."""
    cv2.setNumThreads(1)
    return Recogniser()
