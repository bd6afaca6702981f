"""How long a page of each kind of file takes, and what of that is the library's own.

The library's share is timed by doing with the same bytes what it alone must do: open the file and
give its words. A picture's is the reading of its words by the models, without all that is made of
them.
"""

import csv
import datetime as dt
import io
import logging
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator

import cv2
import docx
import numpy as np
import openpyxl
import pdfplumber
from lxml import etree
from PIL import Image

from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.read import read_file
from parsers.schools import Register
from tests import factory, scanner
from tests.parsers.test_every_kind import open_document, rich_text, separated
from tests.parsers.test_pictures import ending

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
Made = tuple[str, bytes, Callable[[bytes], int]]


def context() -> Context:
    """Return the shipped labels, and no schools."""
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


def _pdf(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_words()
            page.find_tables()
        return len(pdf.pages)


def _docx(data: bytes) -> int:
    docx.Document(io.BytesIO(data))
    return 1


def _xlsx(data: bytes) -> int:
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        list(sheet.values)
    return 1


def _open_document(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        etree.fromstring(package.read("content.xml"))
    return 1


def _separated(data: bytes) -> int:
    list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return 1


def _no_library(data: bytes) -> int:
    del data
    return 1


def _picture(data: bytes) -> int:
    from parsers.images.ocr import recogniser  # noqa: PLC0415 - a gigabyte, for pictures alone

    image = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    corners = recogniser().lines(image)
    boxes = [cv2.boundingRect(quad) for quad in corners]
    cut = [image[max(0, y) : y + high, max(0, x) : x + wide] for x, y, wide, high in boxes]
    recogniser().read([line for line in cut if line.size])
    return 1


def _mail(data: bytes) -> int:
    found = open_message(data)
    return sum(_docx(part.data) for part in found.parts)


def made() -> tuple[Made, ...]:
    """Return one form as each kind of file, beside what its library alone must do."""
    schools = factory.office("southwark").schools
    values = factory.agreement("a", schools["alder"], schools["beck"], MONDAY)
    word = factory.docx("MM1", values)
    mail = factory.mail(
        schools["alder"].office,
        "forms@council.example",
        "MM1",
        "Please find attached.",
        attachments=[factory.Attachment("a.docx", word, factory.WORD)],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )
    return (
        ("PDF, printed", factory.flat_pdf("MM1", values), _pdf),
        ("PDF, fields", factory.acro_pdf("MM1", values), _pdf),
        ("Word", word, _docx),
        ("mail with Word", mail, _mail),
        ("sheet", factory.xlsx(values), _xlsx),
    )


def more() -> tuple[Made, ...]:
    """Return the kinds that are rarer or slower."""
    return (
        ("open document", open_document(), _open_document),
        ("rich text", rich_text(), _no_library),
        ("separated values", separated(), _separated),
        ("picture", scanner.jpeg(*scanner.pages_of(ending(), 150)), _picture),
    )


def _milliseconds(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1_000


def told(repeats: int) -> Iterator[str]:
    """Yield the table, a line a kind."""
    logging.disable(logging.WARNING)
    known = context()
    yield f"{'kind':<18}{'ms a page':>10}{'library':>10}{'share':>8}"
    for name, data, alone in (*made(), *more()):
        pages = max(1, alone(data))
        read_file(name, data, known, MONDAY)  # warm
        whole = _milliseconds(lambda d=data: read_file("a", d, known, MONDAY), repeats) / pages
        library = _milliseconds(lambda d=data, f=alone: f(d), repeats) / pages
        share = min(1.0, library / whole) if whole else 0.0
        yield f"{name:<18}{whole:>10.1f}{library:>10.1f}{share:>8.0%}"
