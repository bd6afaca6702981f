"""Rows of choices drawn on a page and marked by a pen, so that what was chosen is known beforehand.

Each row prints its options beside a label, and somebody rings, frames, underlines, ticks, strikes
out or shades. Rows that nobody marked, or that were marked so that nobody can tell, are among them:
for those the only right answer is a question. Everything is drawn from a seed.
"""

import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont

from tests.scanner import Fate, Page

SCALE = 2  # pixels drawn for one at 200 dots an inch
WIDE, HIGH = 1654 * SCALE, 2339 * SCALE
_FONTS = Path(reportlab.__file__).parent / "fonts"
OWN_FONTS = tuple(str(_FONTS / name) for name in ("Vera.ttf", "VeraBd.ttf", "VeraIt.ttf"))

SURE = (
    "ring", "loose ring", "broken ring", "frame", "broken frame", "underline", "double underline",
    "strike", "slanted strike", "scribble", "cross out", "tick after", "tick before", "tick over",
    "boxes before", "boxes after", "rounds before", "rounds after", "shade", "ring twice",
)  # fmt: skip
OPEN = ("nothing", "two rings", "ring between", "tick between", "all underlined", "half strike")

_YES_NO = (("Yes", True), ("No", False))
ROWS = (
    ("looked_after", "Looked after child", (_YES_NO, (("YES", True), ("NO", False)))),
    ("sen", "SEN status", (
        (("None", "N"), ("SEN Support", "K"), ("EHCP", "E")),
        (("N", "N"), ("K", "K"), ("E", "E")),
    )),
    ("attendance_reporting", "Attendance reported", (
        (("daily", "daily"), ("weekly", "weekly")),
        (("Daily", "daily"), ("Weekly", "weekly"), ("Other", "other")),
    )),
    ("pex_alternative", "Alternative to permanent exclusion", (
        _YES_NO, (("Y", True), ("N", False)),
    )),
    ("specific_incident", "Specific incident", (_YES_NO, (("yes", True), ("no", False)))),
    ("concerns", "Any concerns", (_YES_NO, (("YES", True), ("NO", False)))),
    ("outcome", "Outcome of move", (
        (("successful", "successful"), ("extended", "extended"), ("unsuccessful", "unsuccessful")),
    )),
    ("sex", "Gender", (
        (("Male", "M"), ("Female", "F")), (("M", "M"), ("F", "F")),
    )),
    ("pex_if_unsuccessful", "Permanent exclusion if unsuccessful", (
        _YES_NO, (("YES", True), ("NO", False)),
    )),
    ("email_agreed", "Happy to be contacted by email", (_YES_NO,)),
    ("which_review", "Which review", (
        (("4 week", "week4"), ("8 week", "week8"), ("Final", "final")),
    )),
    ("legal_basis", "Type of arrangement", (
        (("Managed move", "trial_managed_move"), ("Off-site direction", "offsite_direction")),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One choice. truth: what was chosen, None where that cannot be told.

    texts, words: the options, and where each stands. signs: where something is printed between two.
    """

    attribute: str
    sort: str
    truth: object
    texts: tuple[str, ...]
    words: tuple[tuple[int, int, int, int], ...]
    answers: tuple[object, ...]
    signs: tuple[tuple[int, int, int, int], ...]


Spot = tuple[float, float, float, float]


def _small(spots: list[Spot]) -> tuple[tuple[int, int, int, int], ...]:
    return tuple(
        (round(a / SCALE), round(b / SCALE), round(c / SCALE), round(d / SCALE))
        for a, b, c, d in spots
    )


class _Pen:
    """A hand with a pen over a page."""

    def __init__(self, page: Image.Image, random: np.random.Generator) -> None:
        self.draw = ImageDraw.Draw(page)
        self.random = random
        self.thick = int(random.integers(2, 6)) * SCALE // 2 + 1
        self.ink = int(random.choice([0, 25, 60, 95]))

    def some(self, low: float, high: float) -> float:
        return float(self.random.uniform(low, high)) * SCALE

    def path(self, points: list[tuple[float, float]]) -> None:
        """Draw a stroke by a hand that is not quite steady."""
        random = self.random
        waves = [(random.uniform(0, 1.1), random.uniform(0.004, 0.03), random.uniform(0, 6.28))
                 for _ in range(4)]  # fmt: skip
        drawn: list[tuple[float, float]] = []
        far = 0.0
        for (ax, ay), (bx, by) in pairwise(points):
            long = math.hypot(bx - ax, by - ay)
            for n in range(max(1, round(long / 6))):
                at = n / max(1, round(long / 6))
                s = (far + at * long) / SCALE
                dx = sum(a * math.sin(2 * f * s + p) for a, f, p in waves[:2]) * SCALE
                dy = sum(a * math.sin(2 * f * s + p) for a, f, p in waves[2:]) * SCALE
                drawn.append((ax + at * (bx - ax) + dx, ay + at * (by - ay) + dy))
            far += long
        drawn.append(points[-1])
        self.draw.line(drawn, fill=self.ink, width=self.thick, joint="curve")

    def ring(
        self, spot: Spot, *, loose: bool = False, broken: bool = False, twice: bool = False
    ) -> None:
        x0, y0, x1, y1 = spot
        grown = (9, 18) if loose else (4, 10)
        a = (x1 - x0) / 2 * 1.06 + self.some(*grown)
        b = (y1 - y0) / 2 + self.some(*grown)
        x, y = (x0 + x1) / 2 + self.some(-3, 3), (y0 + y1) / 2 + self.some(-3, 3)
        lean, start = self.some(-0.06, 0.06) / SCALE, self.some(0, 6.28) / SCALE
        turn = 2 * math.pi * (0.9 if broken else 1 + self.some(0.02, 0.3) / SCALE + twice)
        drift = self.some(-0.05, 0.1) / SCALE
        wobble = self.some(0, 0.05) / SCALE
        points = []
        for n in range(80):
            at = start + turn * n / 79
            far = 1 + wobble * math.sin(3 * at) + drift * n / 79
            p, q = a * far * math.cos(at), b * far * math.sin(at)
            points.append((x + p * math.cos(lean) - q * math.sin(lean), y + p * math.sin(lean) + q))
        self.path(points)

    def frame(self, spot: Spot, *, broken: bool = False) -> None:
        x0, y0, x1, y1 = spot
        grow = self.some(3, 8)
        x0, y0, x1, y1 = x0 - grow, y0 - grow, x1 + grow, y1 + grow
        shift = [self.some(-1.5, 1.5) for _ in range(4)]
        points = [(x0, y0), (x1, y0 + shift[0]), (x1 + shift[1], y1), (x0, y1 + shift[2]), (x0, y0)]
        if not broken:
            self.path(points)
            return
        for (ax, ay), (bx, by) in pairwise(points):
            long = math.hypot(bx - ax, by - ay)
            gap = min(0.3, self.some(3, 8) / long)
            self.path([(ax, ay), (bx - gap * (bx - ax), by - gap * (by - ay))])

    def under(self, spot: Spot, *, twice: bool = False) -> None:
        x0, _, x1, y1 = spot
        y, slope = y1 + self.some(2, 6), self.some(-3, 3)
        over = self.some(-2, 4)
        self.path([(x0 - over, y), ((x0 + x1) / 2, y + slope), (x1 + over, y + slope)])
        if twice:
            y += 2.2 * self.thick + self.some(2, 4)
            self.path([(x0 - over, y), (x1 + over, y + slope)])

    def strike(self, spot: Spot, *, slanted: bool = False, share: float = 1.0) -> None:
        x0, y0, x1, y1 = spot
        over = self.some(0, 6)
        middle = y0 + (y1 - y0) * (0.58 + self.some(-0.06, 0.06) / SCALE)
        rise = (y1 - y0) * (0.5 if slanted else 0.08) * float(self.random.choice([-1, 1]))
        end = x0 + (x1 - x0) * share
        self.path([(x0 - over, middle + rise), (end + (over if share == 1 else 0), middle - rise)])

    def scribble(self, spot: Spot) -> None:
        x0, y0, x1, y1 = spot
        count = max(6, round((x1 - x0) / (5 * SCALE)))
        points = [
            (x0 + (x1 - x0) * n / count, (y0 - 2, y1 + 2)[n % 2] + self.some(-3, 3))
            for n in range(count + 1)
        ]
        self.path(points)
        self.strike(spot)

    def cross(self, spot: Spot) -> None:
        x0, y0, x1, y1 = spot
        out = self.some(0, 4)
        self.path([(x0 - out, y0 - out), (x1 + out, y1 + out)])
        self.path([(x0 - out, y1 + out), (x1 + out, y0 - out)])

    def tick(self, x: float, y: float, size: float) -> None:
        """Draw a tick whose foot is at x, y."""
        self.path([
            (x - 0.35 * size, y - 0.4 * size), (x, y),
            (x + self.some(0.5, 0.75) / SCALE * size, y - size),
        ])  # fmt: skip


@dataclass
class Form:
    """A page of rows, drawn and marked."""

    fonts: tuple[str, ...]
    random: np.random.Generator
    sorts: tuple[str, ...]

    def __post_init__(self) -> None:
        self.page = Image.new("L", (WIDE, HIGH), 255)
        self.draw = ImageDraw.Draw(self.page)
        size = float(self.random.choice([10, 11, 12, 13])) * 200 / 72 * SCALE
        self.font = ImageFont.truetype(str(self.random.choice(self.fonts)), round(size))
        self.size = size
        self.rows: list[Row] = []

    def drawn(self) -> tuple[Row, ...]:
        """Draw every row, and return them."""
        pick = self.random
        left, top = 110 * SCALE, 160 * SCALE
        ruled = bool(pick.integers(0, 2))
        aside = left + 640 * SCALE
        order = pick.permutation(len(ROWS))
        for at in order:
            attribute, label, ways = ROWS[at]
            options = ways[int(pick.integers(0, len(ways)))]
            sort = str(pick.choice(self.sorts))
            stacked = ruled and len(options) > 1 and pick.random() < 0.15
            high = round(self.size * (1.3 * len(options) + 0.8 if stacked else 2.1))
            start = aside if ruled else left + self._wide(f"{label}: ") + 8 * SCALE
            self.draw.text((left, top), label if ruled else f"{label}:", 0, self.font)
            self.signs: list[Spot] = []
            spots = self._options(options, sort, start, top, stacked=stacked)
            truth = self._marked(options, sort, spots)
            if ruled:
                y0, y1 = top - round(0.5 * self.size), top - round(0.5 * self.size) + high
                for x in (left - 20, aside - 20, WIDE - 90 * SCALE):
                    self.draw.line([(x, y0), (x, y1)], 0, 2 * SCALE)
                for y in (y0, y1):
                    self.draw.line([(left - 20, y), (WIDE - 90 * SCALE, y)], 0, 2 * SCALE)
            self.rows.append(
                Row(
                    attribute=attribute,
                    sort=sort,
                    truth=truth,
                    texts=tuple(text for text, _ in options),
                    words=_small(spots),
                    signs=_small(self.signs),
                    answers=tuple(answer for _, answer in options),
                )
            )
            top += high if ruled else round(high * 1.25)
        return tuple(self.rows)

    def _wide(self, text: str) -> float:
        return float(self.draw.textlength(text, font=self.font))

    def _options(
        self,
        options: tuple[tuple[str, object], ...],
        sort: str,
        x: float,
        y: float,
        *,
        stacked: bool,
    ) -> list[Spot]:
        boxed = sort.startswith(("boxes", "rounds", "shade"))
        between = str(
            self.random.choice(["   ", "     "] if boxed else [" / ", "/", "    ", " | "])
        )
        if not boxed and ("tick" in sort or sort == "nothing") and between == "/":
            between = " / "
        first, spots = x, []
        side = round(0.8 * self.size)
        for n, (text, _) in enumerate(options):
            if sort.endswith(" before") and boxed:
                x += side + 0.35 * self.size
            if sort == "tick before" and not stacked:
                x += 0.6 * self.size
            self.draw.text((x, y), text, 0, self.font)
            box = self.draw.textbbox((x, y), text, font=self.font)
            spots.append((float(box[0]), float(box[1]), float(box[2]), float(box[3])))
            x += self._wide(text)
            if sort.endswith(" after") and (boxed or "tick" in sort):
                x += side + 0.35 * self.size if boxed else 0.5 * self.size
            if stacked:
                x, y = first, y + 1.3 * self.size
            elif n + 1 < len(options):
                self.draw.text((x, y), between, 0, self.font)
                sign = self.draw.textbbox((x, y), between, font=self.font)
                self.signs.append((sign[0], sign[1], sign[2], sign[3]))
                x += self._wide(between)
        return spots

    def _marked(  # noqa: C901, PLR0911, PLR0912 - one sort of mark after another
        self, options: tuple[tuple[str, object], ...], sort: str, spots: list[Spot]
    ) -> object:
        pick = int(self.random.integers(0, len(options)))
        pen = _Pen(self.page, self.random)
        spot, truth = spots[pick], options[pick][1]
        others = [one for n, one in enumerate(spots) if n != pick]
        match sort:
            case "ring" | "loose ring" | "broken ring" | "ring twice":
                pen.ring(spot, loose=sort == "loose ring", broken=sort == "broken ring",
                         twice=sort == "ring twice")  # fmt: skip
            case "frame" | "broken frame":
                pen.frame(spot, broken=sort == "broken frame")
            case "underline" | "double underline":
                pen.under(spot, twice=sort == "double underline")
            case "strike" | "slanted strike":
                for one in others:
                    pen.strike(one, slanted=sort == "slanted strike")
            case "scribble":
                for one in others:
                    pen.scribble(one)
            case "cross out":
                for one in others:
                    pen.cross(one)
            case "tick after":
                pen.tick(spot[2] + 0.4 * self.size, spot[3], pen.some(16, 26))
            case "tick before":
                pen.tick(spot[0] - 0.55 * self.size, spot[3], pen.some(16, 26))
            case "tick over":
                x = (spot[0] + spot[2]) / 2
                pen.tick(x, spot[3] + pen.some(0, 5), 1.5 * (spot[3] - spot[1]) + pen.some(0, 14))
            case "shade":
                self._shade(spot)
            case "nothing":
                return None
            case "two rings":
                pen.ring(spot)
                pen.ring(others[0])
                return None
            case "ring between" | "tick between":
                a, b = sorted((spots[0], spots[1]))
                if a[3] < b[1]:
                    return self._between(pen, sort, (a[0], a[3] - 10, a[2], b[1] + 10))
                half = (a[0] + a[2]) / 2, (b[0] + b[2]) / 2
                return self._between(pen, sort, (half[0], a[1], half[1], a[3]))
            case "all underlined":
                pen.under((
                    min(s[0] for s in spots), 0, max(s[2] for s in spots), max(s[3] for s in spots)
                ))  # fmt: skip
                # Of answers one under another only the last has it.
                return options[-1][1] if spots[0][3] < spots[1][1] else None
            case "half strike":
                pen.strike(spot, share=0.45)
                return None
            case _:
                self._boxes(pen, sort, spots, pick)
        return truth

    def _between(self, pen: _Pen, sort: str, spot: Spot) -> None:
        if sort == "ring between":
            pen.ring(spot)
        else:
            pen.tick((spot[0] + spot[2]) / 2, spot[3], 20 * SCALE)

    def _shade(self, spot: Spot) -> None:
        x0, y0, x1, y1 = (round(v) for v in spot)
        grow = 4 * SCALE
        place = (x0 - grow, y0 - grow, x1 + grow, y1 + grow)
        under = np.array(self.page.crop(place), np.float32)
        level = float(self.random.choice([150, 180, 205, 220]))
        shade = np.minimum(under, level).astype(np.uint8)
        self.page.paste(Image.fromarray(shade), place[:2])

    def _boxes(self, pen: _Pen, sort: str, spots: list[Spot], pick: int) -> None:
        side = round(0.72 * self.size)
        how = str(self.random.choice(["tick", "cross", "full"]))
        for n, (x0, y0, x1, y1) in enumerate(spots):
            x = x0 - side - 0.35 * self.size if sort.endswith("before") else x1 + 0.35 * self.size
            y = (y0 + y1) / 2 - side / 2
            place = (x, y, x + side, y + side)
            if sort.startswith("rounds"):
                self.draw.ellipse(place, outline=0, width=2 * SCALE)
                if n == pick:
                    inner = side * (0.22 if how == "tick" else 0.0)
                    full = (x + inner, y + inner, x + side - inner, y + side - inner)
                    self.draw.ellipse(full, fill=0)
                continue
            self.draw.rectangle(place, outline=0, width=2 * SCALE)
            if n != pick:
                continue
            if how == "tick":
                pen.tick(
                    x + 0.4 * side, y + 0.85 * side, side * float(self.random.uniform(0.8, 1.8))
                )
            elif how == "cross":
                out = side * float(self.random.uniform(-0.15, 0.25))
                pen.cross((x - out, y - out, x + side + out, y + side + out))
            else:
                self.draw.rectangle(place, fill=0)


def form(
    seed: int, sorts: tuple[str, ...] = SURE + OPEN, fonts: tuple[str, ...] = OWN_FONTS
) -> tuple[Page, tuple[Row, ...]]:
    """Return a page at 200 dots an inch, and its rows."""
    made = Form(fonts, np.random.default_rng(seed), sorts)
    rows = made.drawn()
    small = made.page.resize((WIDE // SCALE, HIGH // SCALE), Image.Resampling.BOX)
    return np.array(small, np.uint8), rows


def at(page: Page, fate: Fate) -> Page:
    """Return the page in as many dots as a fate has."""
    if fate.dots == 200:
        return page
    size = (round(page.shape[1] * fate.dots / 200), round(page.shape[0] * fate.dots / 200))
    return np.array(Image.fromarray(page).resize(size, Image.Resampling.LANCZOS), np.uint8)
