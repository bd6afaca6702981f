"""How long a page of each kind of file takes, and what the processes hold in memory.

    python -m tests.bench_forms [REPEATS]

For each kind: milliseconds a page, and the share that is the library's own, timed by doing with the
same bytes what the library alone must do (open the file and give its words). Below it the resident
memory of this process and of a warm child, in MiB.
"""

import datetime as dt
import io
import logging
import statistics
import sys
import time
from collections.abc import Callable

import docx
import openpyxl
import pdfplumber
import psutil

from mailbot.reader import Reader
from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.read import read_file
from parsers.schools import Register
from tests import factory

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
Made = tuple[str, bytes, Callable[[bytes], int]]


def context() -> Context:
    """Return the shipped labels, and no schools."""
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    return Context(schools=Register(()), forms=forms)


def resident(pid: int | None) -> float:
    """Return the resident memory of a process in MiB."""
    return float(psutil.Process(pid).memory_info().rss / 2**20)


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


def _milliseconds(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1_000


def main(repeats: int) -> None:
    """Print the table."""
    logging.disable(logging.WARNING)
    known = context()
    write = sys.stdout.write
    write(f"{'kind':<16}{'ms a page':>10}{'library':>10}{'share':>8}\n")
    for name, data, alone in made():
        pages = max(1, alone(data))
        read_file(name, data, known, MONDAY)  # warm
        whole = _milliseconds(lambda d=data: read_file("a", d, known, MONDAY), repeats) / pages
        library = _milliseconds(lambda d=data, f=alone: f(d), repeats) / pages
        share = min(1.0, library / whole) if whole else 0.0
        write(f"{name:<16}{whole:>10.1f}{library:>10.1f}{share:>8.0%}\n")
    with Reader(known) as reader:
        for name, data, _ in made():
            reader.file(name, data, MONDAY)
        write(f"a warm child: {resident(reader.pid):.0f} MiB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
