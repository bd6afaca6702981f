"""Thousands of damaged mails through the reader, to see that none breaks it: run by hand.

    python -m tests.fuzz.mutated_mails --count 5000 [--from FOLDER] [--seed N] [--child] [--quick]

Seeds are forms in every wrapping that we can write, and the mails of a folder, if one is named.
Each is damaged in the ways that mail is damaged on its way (bytes lost, doubled, swapped, turned;
headers lost; boundaries cut; another mail's middle) and read. An exception is printed with the
number that makes it again; the exit status says whether there was one. With --child each mail is
read as the daemon reads it, under its limits, and deaths are counted. --quick leaves PDFs out:
a damaged page without words is looked at as a picture, which takes seconds.
"""

import argparse
import datetime as dt
import gzip
import logging
import random
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mailbot.children.reader import Reader
from mailbot.resources import shipped
from parsers.context import Context
from parsers.evidence import open_message
from parsers.forms import load_forms
from parsers.mails.wrappers import parse_wrappers
from parsers.read import read_mail
from parsers.schools import Register
from tests import factory, wrapped
from tests.parsers import test_every_kind, test_office_files, test_pdf_files, test_sheet_controls

_MONDAY = dt.date(2026, 10, 5)
_SENT = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)
_HOME = factory.School(urn=100001, name="Thornfield School", domain="t.example", phone="01632 1")
_NEW = factory.School(urn=100002, name="Holly Bank Academy", domain="h.example", phone="01632 2")
_SLOW = 5.0  # seconds for one mail


def context() -> Context:
    """Return what the reader is told: the forms and products that ship, and no schools."""
    files = sorted(shipped("config", "forms").glob("*.toml"))
    forms = load_forms({file.stem: file.read_text(encoding="utf-8") for file in files})
    known = parse_wrappers(shipped("config", "wrappers.toml").read_text(encoding="utf-8"))
    return Context(schools=Register(()), forms=forms, wrappers=known)


def seeds(folder: Path | None) -> list[bytes]:
    """Return whole mails to damage."""
    values = factory.agreement("a", _HOME, _NEW, _MONDAY)
    word, pdf = factory.docx("MM1", values), factory.acro_pdf("MM1", values)
    flat = factory.flat_pdf("MM1", values)
    sheet = factory.xlsx(
        factory.about("a", _HOME, _NEW, _MONDAY, sessions_possible=10, sessions_attended=9)
    )
    plain = _mail("FW: form", "FYI\n\nFrom: a@t.example\nSent: 5 October 2026 09:00\nTo: x\n")
    inner = _mail("form", "Attached.", ("MM1.docx", word))
    message = wrapped.outlook(subject="s", text="t", attached=[("MM1.docx", word)])
    held = wrapped.outlook(attached=[("MM1.docx", word)], inner=True)
    papers = {
        "MM1.docx": word,
        "MM1.pdf": pdf,
        "flat.pdf": flat,
        "week.xlsx": sheet,
        "forms.zip": wrapped.zipped(
            {"a/MM1.docx": word, "b.zip": wrapped.zipped({"c.xlsx": sheet})}
        ),
        "saved.msg": wrapped.compound(message),
        "in.msg": wrapped.compound(wrapped.outlook(messages=[("in", held)])),
        "winmail.dat": wrapped.winmail([("MM1.docx", word)], text="t"),
        "mail.eml": inner,
        "portfolio.pdf": test_pdf_files.portfolio(("MM1.docx", word), ("flat.pdf", flat)),
        "forms.tgz": gzip.compress(wrapped.zipped({"MM1.docx": word})),
        "fields.docx": test_every_kind.old_form_fields(),
        "controls.docx": test_every_kind.content_controls(),
        "object.docx": test_office_files.with_objects([("oleObject1.bin", pdf)]),
        "form.odt": test_every_kind.open_document(),
        "form.rtf": test_every_kind.rich_text(),
        "boxes.xlsx": test_sheet_controls.workbook(
            [["Looked after child", "", ""]],
            test_sheet_controls.Drawn("Checkbox", (0, 1), "Yes", test_sheet_controls.ON),
        ),
        "body.msg": wrapped.compound(wrapped.outlook(rtf=test_every_kind.rich_text())),
    }
    made = [_mail("Managed move", "Attached.", (name, data)) for name, data in papers.items()]
    given = [path.read_bytes() for path in sorted(folder.glob("*.eml"))] if folder else []
    return [plain, *made, *given]


def _mail(subject: str, body: str, *attached: tuple[str, bytes]) -> bytes:
    return factory.mail(
        _HOME.office,
        "exclusions@council.example",
        subject,
        body,
        attachments=[factory.Attachment(n, d, "application/octet-stream") for n, d in attached],
        date=_SENT,
        message_id="<1@t.example>",
    )


def damaged(mails: Sequence[bytes], number: int) -> bytes:
    """Return the mail of that number: the same for the same seeds and number."""
    chance = random.Random(number)  # noqa: S311 - no secret, only a damage that comes again
    data = bytearray(chance.choice(mails))
    for _ in range(chance.choice((1, 1, 2, 4, 9))):
        _damage(data, mails, chance)
    return bytes(data)


def _damage(  # noqa: C901 - one case a way
    data: bytearray, mails: Sequence[bytes], chance: random.Random
) -> None:
    if not data:
        return
    at = chance.randrange(len(data))
    # Headers and the first lines of a part decide most, and are few: every other hit is there.
    if chance.random() < 0.5:
        at = min(at, chance.randrange(3_000))
    end = min(len(data), at + chance.choice((1, 2, 8, 64, 700, 9_000)))
    match chance.randrange(9):
        case 0:
            data[at] = chance.randrange(256)
        case 1:
            del data[at:end]
        case 2:
            data[at:at] = data[at:end]
        case 3:
            data[at:end] = bytes(chance.randrange(256) for _ in range(min(end - at, 64)))
        case 4:
            del data[at:]
        case 5:
            other = chance.choice(mails)
            start = chance.randrange(len(other))
            data[at:end] = other[start : start + (end - at)]
        case 6:
            lines = bytes(data).split(b"\n")
            lines.insert(chance.randrange(len(lines)), lines[chance.randrange(len(lines))])
            data[:] = b"\n".join(lines)
        case 7:
            data[at : at + 1] = bytes([data[at] ^ (1 << chance.randrange(8))])
        case _:
            data[at:end] = chance.choice((b"\r", b"\n\n", b"--", b"\x00", b"=?", b"%", b'"'))


def main() -> int:
    """Read the damaged mails and say what came of them; 1 if one of them broke the reader."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--count", type=int, default=5_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--from", dest="folder", type=Path)
    asked.add_argument("--child", action="store_true")
    asked.add_argument("--quick", action="store_true")
    args = asked.parse_args()
    warnings.simplefilter("ignore")
    logging.disable()  # the libraries of PDF have much to say of damage
    mails, known, seen = seeds(args.folder), context(), Counter[str]()
    if args.quick:
        mails = [mail for mail in mails if b"application/pdf" not in mail and b".pdf" not in mail]
    began = time.monotonic()
    with Reader(known) as reader:
        for number in range(args.seed, args.seed + args.count):
            raw, start = damaged(mails, number), time.monotonic()
            try:
                if args.child:
                    found = reader.mail(raw, _MONDAY)
                else:
                    found = read_mail(
                        open_message(raw), known, _MONDAY, "x", vouched=number % 2 > 0
                    )
            except Exception:  # noqa: BLE001 - what this program is there to find
                seen["BROKEN"] += 1
                sys.stdout.write(f"mail {number}:\n{traceback.format_exc()}\n")
                continue
            seen.update(one.status for one in found)
            if any("takes too long" in p.message for one in found for p in one.problems):
                seen["killed"] += 1
            if time.monotonic() - start > _SLOW:
                seen["slow"] += 1
                sys.stdout.write(f"mail {number}: {time.monotonic() - start:.1f} s\n")
    took = time.monotonic() - began
    sys.stdout.write(f"{args.count} mails in {took:.0f} s: {dict(sorted(seen.items()))}\n")
    return 1 if seen["BROKEN"] else 0


if __name__ == "__main__":
    sys.exit(main())
