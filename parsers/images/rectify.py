"""A photographed or scanned page made upright, flat and evenly lit, as it left the printer.

1. The sheet's four corners are found where the background shows, and the sheet is spread flat;
   not so where its lines of text then lie less level to each other than before: those were none.
2. Lines of text that stand on end show a page on its side; which way round it is, the recogniser
   says by how well it reads the longest lines.
3. What slant is left is taken from the lines of text.
4. The paper's own brightness is divided out, so that shadows go and ink stays.

A page that needs none of this passes through unchanged.
"""

# ruff: noqa: PLR2004 - pixels and degrees, beside what they measure

from collections.abc import Sequence

import cv2
import numpy as np

from parsers.images.ocr import Gray, Quad, Recogniser

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots an inch
_SMALL = 640  # pixels, for looking at the whole
_SIDE = 1216  # pixels of the longer side in which lines are looked for
_GLANCE = 960  # the same, where only their direction is asked
_LARGER = 200 / 72
_COARSE = 0.62  # of the working size: about 125 dots an inch
_ASKEW = 1.0  # degrees by which lines of a sheet spread flat differ, where its corners were none
_STEPS = 12  # between the light of the sheet and that of the desk
_VOTERS = 6
_VOTE = 480  # pixels of a line that are read for its vote


def upright(image: Gray, recogniser: Recogniser) -> tuple[Gray, bool]:
    """Return the page upright, flat and evenly lit, `WIDTH` pixels wide or a part of that.

    Beside it, whether the page came in so few dots that letters run into each other.
    """
    flat = spread(image)
    page, askew = _turned(evened(sized(flat)), recogniser)
    if flat is not image and askew > _ASKEW:
        as_it_came, before = _turned(evened(sized(image)), recogniser)
        if before < askew:
            flat, page = image, as_it_came
    return page, max(flat.shape) < _COARSE * HEIGHT


def _turned(image: Gray, recogniser: Recogniser) -> tuple[Gray, float]:
    """Return the page with its words upright and level, and how far its lines differ in slant."""
    quads = text_lines(image, recogniser, _GLANCE)
    if not quads:
        return image, 0.0
    if _on_end(quads):
        image = np.ascontiguousarray(np.rot90(image))
        image = sized(image)
        quads = text_lines(image, recogniser, _GLANCE)
    if _upside_down(image, quads, recogniser):
        image = np.ascontiguousarray(np.rot90(image, 2))
        height, width = image.shape
        quads = [np.array([width, height], np.float32) - quad[[2, 3, 0, 1]] for quad in quads]
    slant, askew = _slant(quads)
    level = abs(slant) < 0.12 or abs(slant) > 30
    return (image if level else turned_by(image, slant)), askew


def text_lines(image: Gray, recogniser: Recogniser, side: int = _SIDE) -> list[Quad]:
    """Return the corners of the lines of text, looked for in a smaller copy of the image."""
    scale = min(1.0, side / max(image.shape))
    size = (round(image.shape[1] * scale), round(image.shape[0] * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
    return [quad / scale for quad in recogniser.lines(small)]


def sized(image: Gray) -> Gray:
    """Return the image at the working size: a page of A4 at 200 dots an inch.

    A cutting of a screen is less than a page, and no screen shows fewer than 72 dots an inch.
    """
    height, width = image.shape
    tall, wide = (HEIGHT, WIDTH) if height >= width else (WIDTH, HEIGHT)
    scale = min(tall / height, wide / width, _LARGER)
    if abs(scale - 1) < 0.02:
        return image
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    wanted = (max(32, round(width * scale)), max(32, round(height * scale)))
    return np.asarray(cv2.resize(image, wanted, interpolation=how), np.uint8)


def spread(image: Gray) -> Gray:
    """Return the sheet of paper cut out of its background and spread flat; the image if none."""
    scale = _SMALL / max(image.shape)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    corners = _corners(np.asarray(small, np.uint8))
    if corners is None:
        return image
    corners = corners / scale
    top, right, low, left = (
        float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4)
    )
    wide, high = max(top, low), max(left, right)
    ratio = high / wide
    for sheet in (HEIGHT / WIDTH, WIDTH / HEIGHT):
        if abs(ratio / sheet - 1) < 0.18:
            ratio = sheet
    width = max(wide, high / ratio)
    size = (round(width), round(width * ratio))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    turned = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    flat = cv2.warpPerspective(image, turned, size, flags=cv2.INTER_CUBIC, borderValue=(255,))
    return np.asarray(flat, np.uint8)


def _corners(small: Gray) -> Quad | None:
    """Return the corners of a sheet that its background surrounds, from the top left clockwise.

    A shadow may lie over half of the sheet: where what is light has not the shape of paper, less
    light is asked for, step by step down to the desk's.
    """
    soft = cv2.GaussianBlur(cv2.medianBlur(small, 7), (0, 0), 2)
    closed = np.asarray(cv2.morphologyEx(soft, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8)))
    level, _ = cv2.threshold(closed, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    whole = _outline(closed, level)
    if whole is None or _is_paper(whole):
        return whole
    least = float(np.percentile(closed, 5))
    edge = np.array(closed.shape[::-1], np.float32) - 4
    for step in range(1, _STEPS):
        shaded = _outline(closed, level - (level - least) * step / _STEPS)
        if shaded is None or not _is_paper(shaded):
            continue
        if np.any(shaded < 3) or np.any(shaded > edge):
            break  # the desk is as light as the sheet from here on
        whole = shaded
    return whole


def _is_paper(corners: Quad) -> bool:
    """Return whether corners have about the shape of a sheet, upright or on its side."""
    top, right, low, left = (
        float(np.linalg.norm(corners[n] - corners[(n + 1) % 4])) for n in range(4)
    )
    ratio = max(left, right) / max(1.0, top, low)
    return any(abs(ratio / sheet - 1) < 0.18 for sheet in (HEIGHT / WIDTH, WIDTH / HEIGHT))


def _outline(closed: Gray, level: float) -> Quad | None:
    """Return the four corners of the one place lighter than the level; None if it has not four."""
    height, width = closed.shape
    _, mask = cv2.threshold(closed, level, 255, cv2.THRESH_BINARY)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    shapes, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not shapes:
        return None
    sheet = cv2.convexHull(max(shapes, key=cv2.contourArea))
    area = cv2.contourArea(sheet)
    if not 0.25 * height * width < area < 0.965 * height * width:
        return None
    around = float(np.mean(closed[mask == 0])) if np.any(mask == 0) else 255.0
    if float(np.median(closed[mask > 0])) - around < 18:
        return None
    length = cv2.arcLength(sheet, closed=True)
    for slack in (0.015, 0.02, 0.03, 0.045, 0.06):
        found = cv2.approxPolyDP(sheet, slack * length, closed=True).reshape(-1, 2)
        if len(found) == 4:
            if cv2.contourArea(found) < 0.92 * area:
                return None
            return _ordered(found.astype(np.float32))
    return None


def _ordered(points: Quad) -> Quad:
    total, across = points.sum(axis=1), points[:, 0] - points[:, 1]
    order = [int(total.argmin()), int(across.argmax()), int(total.argmax()), int(across.argmin())]
    return points[order]


def evened(image: Gray) -> Gray:
    """Return the image with the paper's own brightness divided out."""
    scale = 8
    size = (max(8, image.shape[1] // scale), max(8, image.shape[0] // scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((5, 5), np.uint8))
    paper = cv2.medianBlur(paper, 21)
    paper = cv2.GaussianBlur(paper, (0, 0), 4)
    whole = cv2.resize(paper, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    light = np.maximum(whole.astype(np.float32), 40.0)
    flat = np.minimum(image.astype(np.float32) / light * 255.0, 255.0)
    ink = float(np.percentile(flat, 0.5))
    span = max(60.0, 245.0 - ink)  # pale print is made as dark as other print
    return np.clip((flat - (245.0 - span)) / span * 255.0, 0, 255).astype(np.uint8)


def _sides(quad: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(quad[1] - quad[0])), float(np.linalg.norm(quad[3] - quad[0]))


def _on_end(quads: Sequence[Quad]) -> bool:
    """Return whether most of the text stands on end."""
    lying = standing = 0.0
    for quad in quads:
        wide, high = float(np.ptp(quad[:, 0])), float(np.ptp(quad[:, 1]))
        if wide > 1.5 * high:
            lying += wide
        elif high > 1.5 * wide:
            standing += high
    return standing > lying


def cut_out(image: Gray, quad: Quad) -> Gray:
    """Return a line of text, spread flat."""
    wide, high = (max(4, round(side)) for side in _sides(quad))
    target = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    turned = cv2.getPerspectiveTransform(quad.astype(np.float32), target)
    return np.asarray(
        cv2.warpPerspective(image, turned, (wide, high), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def _upside_down(image: Gray, quads: Sequence[Quad], recogniser: Recogniser) -> bool:
    """Return whether the longest lines read better the other way round."""
    longest = sorted(quads, key=lambda quad: -_sides(quad)[0])[:_VOTERS]
    cuts = [cut_out(image, quad)[:, :_VOTE] for quad in longest]
    turned = [np.ascontiguousarray(np.rot90(cut, 2)) for cut in cuts]
    read = recogniser.read([*cuts, *turned])
    half = len(cuts)
    weights = [len(spelt.text) * spelt.mean for spelt in read]
    return sum(weights[half:]) > 1.1 * sum(weights[:half])


def _slant(quads: Sequence[Quad]) -> tuple[float, float]:
    """Return the slant of most of the text, in degrees, and how far its lines are from that."""
    slants: list[tuple[float, float]] = []
    for quad in quads:
        wide, high = _sides(quad)
        if wide > 4 * high:
            run = (quad[1] - quad[0]) + (quad[2] - quad[3])
            slants.append((float(np.degrees(np.arctan2(run[1], run[0]))), wide))
    if not slants:
        return 0.0, 0.0
    slants.sort()
    total, reached, slant = sum(weight for _, weight in slants), 0.0, 0.0
    for angle, weight in slants:
        reached += weight
        slant = angle
        if reached >= total / 2:
            break
    return slant, sum(abs(angle - slant) * weight for angle, weight in slants) / total


def turned_by(image: Gray, degrees: float) -> Gray:
    """Return the image turned about its middle, white where nothing was."""
    height, width = image.shape
    how = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(image, how, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,)),
        np.uint8,
    )
