"""The bytes of a scenario's mails: from a file, put together from a row, or made an answer to us.

The same row gives the same bytes whenever it is played: ids and boundaries come from what the row
says and where it stands, and nothing is drawn at random.
"""

import hashlib
import mimetypes
import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from mailbot.scenarios.scenario import Happening

_SUBJECT = re.compile(rb"(?ims)^subject:[ \t]*(.*?)(?=\r?\n(?:[^ \t]|$))")


def mail(happening: Happening, folder: Path) -> bytes:
    """Return the mail that a row of the scenario names or describes."""
    row = happening.row
    return (folder / row["eml"]).read_bytes() if "eml" in row else _composed(happening, folder)


def _composed(happening: Happening, folder: Path) -> bytes:
    row, at = happening.row, happening.at
    seed = hashlib.sha256(f"{happening.where} {at.isoformat()}".encode()).hexdigest()[:24]
    message = EmailMessage(policy=SMTP)
    message["From"] = row["from"]
    message["To"] = row.get("to", "undisclosed-recipients:;")
    message["Subject"] = row.get("subject", "")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{seed}@simulated.invalid>"
    message.set_content(row.get("body", ""))
    for name in row.get("attach", ()):
        path = folder / name
        media = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        main, _, sub = media.partition("/")
        message.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=path.name)
    if message.is_multipart():
        message.set_boundary(f"=_{seed}")
    return message.as_bytes()


def as_reply(raw: bytes, message_id: str, reference: str) -> bytes:
    """Return a mail with the headers by which it answers one of ours, about a move or ""."""
    ident, named = message_id.encode(), reference.encode()
    found = _SUBJECT.search(raw)
    said = found[1].strip() if found else b""
    subject = said if named in said else said + b" (" + named + b")"
    if found is not None:
        raw = raw[: found.start()] + b"Subject: " + subject + raw[found.end() :]
    end = b"\r\n" if b"\r\n" in raw[:2000] else b"\n"
    return b"In-Reply-To: " + ident + end + b"References: " + ident + end + raw
