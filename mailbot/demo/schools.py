"""The schools' side of a demonstration: they write, attach, and answer what they were sent.

A reply is made as a mail program makes it: it names the message it answers, and quotes it below.
"""

import email
import hashlib
from collections.abc import Sequence
from email.message import EmailMessage, Message
from email.policy import SMTP, compat32
from email.utils import format_datetime, parseaddr

from mailbot.demo.paperwork import made
from mailbot.demo.story import Mail, Story

KIND = "X-Mailbot-Kind"


class NothingToAnswerError(Exception):
    """A story answers a kind of message that its sender was never sent."""


def written(mail: Mail, story: Story, to: str, sent: Sequence[Message]) -> bytes:
    """Return a mail of a story as bytes, the same each time.

    to: the mailbox. sent: our messages so far, oldest first. Raises NothingToAnswerError.
    """
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = mail.sender, to
    subject, body = mail.subject, mail.body
    if mail.answers:
        answered = _newest(mail, sent)
        subject = f"Re: {answered['Subject']}"
        body = f"{mail.body}\n{_quoted(answered)}"
        message["In-Reply-To"] = message["References"] = answered["Message-ID"]
    message["Subject"] = subject
    message["Date"] = format_datetime(mail.at)
    name = hashlib.sha256(f"{story.id} {mail.at}".encode()).hexdigest()[:20]
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{name}@{domain}>"
    message.set_content(body)
    for wanted in mail.attach:
        paper = story.paper(wanted)
        media, content = made(paper)
        main, _, sub = media.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=paper.file)
    if mail.attach:
        message.set_boundary(f"=_{name}")
    return message.as_bytes()


def opened(raw: bytes) -> Message:
    """Return a message of ours, parsed."""
    return email.message_from_bytes(raw, policy=compat32)


def text_of(message: Message, wanted: str = "text/plain") -> str:
    """Return the first body of a message that is of this media type; "" if it has none."""
    for part in message.walk():
        if part.get_content_type() == wanted and not part.get_filename():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                text = content.decode(part.get_content_charset() or "utf-8", "replace")
                return text.replace("\r\n", "\n")
    return ""


def _newest(mail: Mail, sent: Sequence[Message]) -> Message:
    address = parseaddr(mail.sender)[1]
    for message in reversed(sent):
        if message[KIND] == mail.answers and parseaddr(str(message["To"]))[1] == address:
            return message
    raise NothingToAnswerError(mail.answers)


def _quoted(answered: Message) -> str:
    lines = text_of(answered).splitlines()
    wrote = f"On {answered['Date']}, {answered['From']} wrote:"
    return "\n".join((wrote, *(f"> {line}".rstrip() for line in lines), ""))
