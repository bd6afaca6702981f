"""Scans and photographs made from typed forms, so that what a picture says is known beforehand.

A page is drawn as it would be printed, and then goes through what befalls paper: a scanner's slant
and specks, a fax's coarse dots, a phone held askew over a desk. Everything is drawn from a seed, so
that a picture that was misread once can be made again.
"""

import io
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image

Page = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What befalls a page between the printer and the mail. turn: quarters, against the clock."""

    dots: int = 150
    slant: float = 0.0
    turn: int = 0
    noise: float = 0.0
    blur: float = 0.0
    shadow: float = 0.0
    askew: float = 0.0
    quality: int = 75
    fax: bool = False
    pale: float = 1.0


FATES = {
    "scan": Fate(dots=200, slant=0.7, noise=3),
    "slanted": Fate(dots=150, slant=-2.4, noise=4),
    "upside down": Fate(dots=150, turn=2, slant=0.5),
    "on its side": Fate(dots=150, turn=1),
    "coarse": Fate(dots=100, quality=50, slant=0.4),
    "pale": Fate(dots=150, pale=0.45, noise=3),
    "fax": Fate(dots=204, fax=True, slant=0.6),
    "photo": Fate(dots=190, askew=0.05, shadow=0.35, blur=0.6, noise=3, quality=70),
}


def pages_of(pdf: bytes, dots: int) -> list[Page]:
    """Return the pages of a PDF as gray images."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()  # what stands in fields is printed too
    try:
        found = []
        for page in document:
            drawn = page.render(scale=dots / 72, grayscale=True).to_numpy()
            found.append(np.array(drawn, np.uint8).reshape(drawn.shape[0], drawn.shape[1]))
        return found
    finally:
        document.close()


def befallen(page: Page, fate: Fate, seed: int = 0) -> Page:
    """Return the page as the picture of it that arrives."""
    random = np.random.default_rng(seed)
    image = page.astype(np.float32)
    if fate.pale < 1:
        image = 255 - (255 - image) * fate.pale
    image = np.array(image, np.float32)
    high, wide = image.shape
    if fate.slant:
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), fate.slant, 1.0)
        image = cv2.warpAffine(image, turn, (wide, high), borderValue=(255,)).astype(np.float32)
    if fate.fax:
        small = cv2.resize(image, (wide, round(high * 98 / 204)), interpolation=cv2.INTER_AREA)
        small = np.where(small + random.normal(0, 12, small.shape) < 150, 0, 255)
        image = cv2.resize(
            small.astype(np.float32), (wide, high), interpolation=cv2.INTER_NEAREST
        ).astype(np.float32)
    if fate.askew:
        image = _photographed(image, fate.askew, random)
    if fate.blur:
        image = cv2.GaussianBlur(image, (0, 0), fate.blur).astype(np.float32)
    if fate.shadow:
        across = np.linspace(0, 1, image.shape[1], dtype=np.float32)
        down = np.linspace(0, 1, image.shape[0], dtype=np.float32)[:, None]
        image = image * (1 - fate.shadow * np.clip(1.2 * across * down + 0.2 * across, 0, 1))
    if fate.noise:
        image = image + random.normal(0, fate.noise, image.shape)
    whole = np.clip(image, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(whole, fate.turn))


def _photographed(
    image: npt.NDArray[np.float32], askew: float, random: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Return a sheet on a dark desk, seen from a corner."""
    high, wide = image.shape
    desk = (round(wide * 1.16), round(high * 1.12))
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    inset = np.array([wide * 0.08, high * 0.06], np.float32)
    moved = corners + inset + random.uniform(-1, 1, (4, 2)) * askew * wide * 0.9
    seen = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    grain = 96 + 10 * np.sin(np.arange(desk[1], dtype=np.float32) / 9)[:, None]
    table = np.repeat(grain, desk[0], axis=1).astype(np.float32)
    over = cv2.warpPerspective(image, seen, desk, borderValue=(0,))
    sheet = cv2.warpPerspective(np.full_like(image, 255), seen, desk, borderValue=(0,))
    share = sheet / 255
    return (over * share * 0.9 + table * (1 - share)).astype(np.float32)


def jpeg(page: Page, quality: int = 75) -> bytes:
    """Return a picture file."""
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=quality)
    return out.getvalue()


def tiff(pages: list[Page]) -> bytes:
    """Return a picture file of several pages."""
    out = io.BytesIO()
    first, *more = [Image.fromarray(page) for page in pages]
    first.save(out, "TIFF", save_all=True, append_images=more, compression="tiff_lzw")
    return out.getvalue()


def scanned_pdf(pages: list[Page], dots: int, quality: int = 75) -> bytes:
    """Return a PDF that holds nothing but pictures of pages."""
    out = io.BytesIO()
    first, *more = [Image.open(io.BytesIO(jpeg(page, quality))) for page in pages]
    first.save(out, "PDF", save_all=True, append_images=more, resolution=dots)
    return out.getvalue()
