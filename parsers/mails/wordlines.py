"""Whether a small picture bears lines of words, as a cutting of a form does, or is a banner.

Words change from light to dark many times along a line, and blank paper parts one line from the
next. A crest, a banner or a photograph does not look so, and a visiting card has six lines at most.
No word is recognised here: that takes a gigabyte, and most mail ends in a banner.
"""

import array
import io
import itertools

_MOST_PIXELS = 4_000_000
_STEP = 48  # of 255, between neighbours, at the edge of a letter
_FEWEST_STEPS = 8  # along a line of words, more than along what parts it from others
_LOWEST, _HIGHEST = 4, 40  # pixels of a line
_FEWEST_LINES = 8
_BUSY = 8  # a picture in which each eighth dot differs from its neighbour is no paper


def bears_lines(data: bytes) -> bool:
    """Return whether a picture bears at least eight lines of words; False where it is none."""
    from PIL import Image, ImageChops  # noqa: PLC0415 - heavy, and the daemon itself draws nothing

    try:
        with Image.open(io.BytesIO(data)) as picture:
            wide, high = picture.size
            if wide * high > _MOST_PIXELS:
                return True  # no small one
            clear = picture.convert("RGBA")
        gray = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("L")
        left, right = gray.crop((0, 0, wide - 1, high)), gray.crop((1, 0, wide, high))
        edges = ImageChops.difference(left, right).point([255 * (n > _STEP) for n in range(256)])
        column = edges.convert("F").resize((1, high), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, RuntimeError, ArithmeticError, LookupError,
            TypeError, MemoryError, Image.DecompressionBombError):  # fmt: skip
        return False
    steps = [share * (wide - 1) / 255 for share in array.array("f", column.tobytes())]
    return _lines(steps, wide) >= _FEWEST_LINES


def _lines(steps: list[float], wide: int) -> int:
    """Return how many lines of words there are. steps: from light to dark and back, a row each."""
    between = sorted(steps)[len(steps) // 10]
    if between * _BUSY > wide:
        return 0
    runs = itertools.groupby(steps, lambda count: count >= between + _FEWEST_STEPS)
    heights = (len(list(run)) for has_words, run in runs if has_words)
    return sum(_LOWEST <= height <= _HIGHEST for height in heights)
