"""Raw mail as evidence: who sent it, what it says, what hangs on it. Total: no bytes make it raise.

A mail is parsed as bytes with Python's older policy (the newer one raises on headers that arrive,
cpython #105802), each header is read by hand, and a part that cannot be decoded is kept as it came.
Limits of size, parts and depth stand at the top; what lies beyond them is never dropped in silence:
`cut` says that something was left unread, and a person will look.

Nothing here decides anything. A part's name is display text only and its media type a claim.
"""

import datetime as dt
import hashlib
import re
from base64 import b64decode
from binascii import a2b_qp
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from email.message import Message

from parsers.filetypes import Filetype, first_look, is_mail, is_text
from parsers.mails.automatic import Automatic, automatic
from parsers.mails.enclosed import (
    Enclosed,
    said_in_appointment,
    taken_from,
    taken_off,
    taken_out,
    unlettered,
)
from parsers.mails.headers import (
    all_of,
    author,
    decoded,
    first_of,
    header_lines,
    instant,
    message_ids,
    words,
)
from parsers.mails.logos import is_logo, is_slight
from parsers.mails.markup import text_shown
from parsers.mails.nodes import (
    ODD_MAIL,
    bytes_of,
    charset_of,
    disposition_of,
    last_of,
    media_of,
    name_of,
    parsed,
    payload_of,
    report_of,
    way_of,
)
from parsers.mails.quoting import is_forward, own_words, passed_on

LARGEST_TEXT = 2_000_000  # characters of one body
MOST_PARTS = 100  # attachments of one mail, nested ones included
MOST_NODES = 1_000  # MIME nodes looked at
DEEPEST_MAIL = 3  # mails within mails
DEEPEST_MIME = 30  # multiparts within multiparts
_MOST_SLIGHT = 10  # pictures of one mail that may be cuttings of a form

_NO_DOCUMENT = {
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "message/delivery-status", "message/disposition-notification", "text/calendar",
    "text/directory", "text/rfc822-headers", "text/vcard", "text/x-amp-html", "text/x-vcard",
}  # fmt: skip


# What a media type of those above may be believed of: nothing that could be a document.
_SLIGHT = {
    Filetype.EMPTY, Filetype.VCARD, Filetype.CALENDAR, Filetype.TEXT, Filetype.HTML, Filetype.XML,
    Filetype.SIGNED, Filetype.UNKNOWN, Filetype.MAIL,
}  # fmt: skip
# Of these, plain words that are nothing of the kind are somebody's words.
_CARDS = {"text/calendar", "text/directory", "text/vcard", "text/x-vcard"}
_HEADERS = "text/rfc822-headers"
_MAILS = {"message/rfc822", "message/global", "message/news"}
_TABLES = {"text/csv", "text/tab-separated-values", "text/xml", "text/rtf", "text/richtext"}
_FILES = {
    Filetype.PDF, Filetype.ZIP, Filetype.OTHER_OFFICE, Filetype.RTF, Filetype.PICTURE,
    Filetype.HEIC, Filetype.TNEF, Filetype.PACKED, Filetype.TAR, Filetype.ARCHIVE, Filetype.SIGNED,
    Filetype.SEALED, Filetype.RIGHTS_MANAGED_MAIL,
}  # fmt: skip
_MIME = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?MIME-Version:", re.IGNORECASE)
_NEXT_MAIL = re.compile(rb"(?<=\n)(?=From [^\r\n]{3,200}\r?\n[\w-]+:)")
_OF_A_PART = re.compile(
    rb"^content-(?:type|disposition|transfer-encoding):", re.IGNORECASE | re.MULTILINE
)
_SENT_FROM = re.compile(r"^\W*(?:sent from|get outlook for)\b.*$", re.IGNORECASE | re.MULTILINE)
_POINTS = re.compile(
    r"\b(?:photo(?:graph)?s?|pictures?|screen ?shots?|scan(?:ned|s)?)\b", re.IGNORECASE
)
_BODY = re.compile(rb"\S\r?\n\r?\n\s*\S")
_YENC = re.compile(rb"^=ybegin [^\r\n]*size=", re.MULTILINE)
_PICTURES = {Filetype.PICTURE, Filetype.HEIC}


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """A document attached.

    name: display text, nested ones joined by "/". data: its bytes. depth: how many containers (a
    mail attached, an archive) it stands in, the mail itself not counted. shown: it is a picture
    that a document shows among its words. slight: a picture that a mail shows, smaller than a page:
    mostly decoration. more: the further pages of a document whose first page the data are, each a
    file of its own.
    """

    name: str
    media: str
    data: bytes
    depth: int = 0
    shown: bool = False
    slight: bool = False
    more: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """The text of the mail itself ("body") or of a mail attached to it ("name/body").

    text: plain, from the HTML where the plain part says next to nothing. html: "" where there is
    none. subject, sender and sent are its own headers', believed by nobody until somebody vouches
    for them.
    """

    name: str
    text: str
    html: str
    subject: str = ""
    sender: str = ""
    sent: dt.datetime | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Evidence:
    """What a mail holds.

    sha: SHA-256 of the raw bytes, in hexadecimal. sender: the one From address in lower case, "" if
    there is none, are several, or it is malformed. sent: the Date header. message_id and
    references keep their angle brackets; references: In-Reply-To, then References. automatic: None,
    or why it must not be answered. own_kind: X-Mailbot-Kind. authentication: the values of
    Authentication-Results, topmost first. new_text: `text` less quoted history, signature kept.
    passed_on: the quoted history where the sender's own words say no more than "FYI", and of any
    other forward its newest mail; else "".
    bodies: the mail's own first, then those of attached mails. cut: a limit left something unread.
    """

    sha: str
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    sent: dt.datetime | None = None
    message_id: str = ""
    references: tuple[str, ...] = ()
    automatic: Automatic | None = None
    own_kind: str = ""
    authentication: tuple[str, ...] = ()
    text: str = ""
    new_text: str = ""
    passed_on: str = ""
    html: str = ""
    bodies: tuple[Body, ...] = ()
    parts: tuple[Part, ...] = ()
    cut: bool = False


def open_message(raw: bytes, depth: int = 0) -> Evidence:
    """Return what the mail holds, whatever the bytes are.

    depth: how many containers it stands in itself; what is in it stands in one more.
    """
    sha = hashlib.sha256(raw).hexdigest()
    message, whole = parsed(raw)
    if message is None:
        return Evidence(sha=sha, cut=True)
    lines = header_lines(message)
    sender, sender_name = author(all_of(lines, "from"))
    subject = words(first_of(lines, "subject"))
    walk = _Walk(cut=not whole)
    if whole:
        walk.mail(message, "", depth)
    own = walk.bodies[0] if walk.bodies and walk.bodies[0].name == "body" else Body("body", "", "")
    return Evidence(
        sha=sha,
        sender=sender,
        sender_name=sender_name,
        subject=subject,
        sent=instant(first_of(lines, "date")),
        message_id=next(iter(message_ids(first_of(lines, "message-id"))), ""),
        references=message_ids(first_of(lines, "in-reply-to"), first_of(lines, "references")),
        automatic=automatic(lines, sender, report_of(message), subject),
        own_kind=first_of(lines, "x-mailbot-kind"),
        authentication=all_of(lines, "authentication-results"),
        text=own.text,
        new_text=own_words(own.text),
        passed_on=passed_on(own.text, forward=is_forward(subject, own.text)),
        html=own.html,
        bodies=tuple(walk.bodies),
        parts=_told_by(walk.parts, own.text),
        cut=walk.cut,
    )


def _told_by(parts: Sequence[Part], text: str) -> tuple[Part, ...]:
    """Return the parts; where a mail has no words but for its picture, the picture is its news."""
    is_all = all(part.slight for part in parts)
    if is_all and (not _SENT_FROM.sub("", text).strip() or _POINTS.search(text)):
        return tuple(replace(part, slight=False) for part in parts)
    return tuple(parts)


@dataclass(slots=True, repr=False)
class _Walk:
    """The walk over one mail's parts, and what it has met so far."""

    parts: list[Part] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    nodes: int = 0
    cut: bool = False

    def mail(self, message: Message, prefix: str, depth: int) -> None:
        """Take in one mail: its own text, then everything attached."""
        plain: list[str] = []
        rich: list[str] = []
        place = len(self.bodies)
        self._node(message, prefix, depth, 0, plain, rich)
        html = "\n".join(rich)
        text = "\n\n".join(piece.strip("\r\n") for piece in plain if piece.strip())
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if html:
            text = text_shown(text, html)
        if depth or text.strip() or html.strip():
            lines = header_lines(message)
            head = Body(
                f"{prefix}body",
                text,
                html,
                subject=words(first_of(lines, "subject")),
                sender=author(all_of(lines, "from"))[0],
                sent=instant(first_of(lines, "date")),
            )
            self.bodies.insert(place, head)

    def _node(  # noqa: PLR0913, PLR0917 - one recursion carries the whole state of the walk
        self, node: Message, prefix: str, depth: int, level: int, plain: list[str], rich: list[str]
    ) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES or level > DEEPEST_MIME:
            self.cut = True
            return
        media = media_of(node)
        payload = payload_of(node)
        if media in _MAILS and isinstance(payload, list):
            self._attached_mail(node, payload, prefix, depth)
        elif isinstance(payload, list):
            self.cut = self.cut or _is_around(node)
            bounced = report_of(node).endswith("delivery-status")
            for child in payload:
                # What a bounce brings back is our own letter, blank forms and all: nobody's form.
                if not (bounced and media_of(child).startswith(("message/", _HEADERS))):
                    self._node(child, prefix, depth, level + 1, plain, rich)
        elif payload is not None:
            self._leaf(node, media, payload, prefix, depth, plain, rich)

    def _leaf(  # noqa: PLR0913, PLR0917 - likewise
        self, node: Message, media: str, data: bytes, prefix: str, depth: int,
        plain: list[str], rich: list[str],
    ) -> None:  # fmt: skip
        name = name_of(node)
        attached = disposition_of(node) == "attachment"
        data = unlettered(data) or data
        kind = first_look(data)
        brings_files = kind is Filetype.CALENDAR and bool(taken_from(data))
        if media in _NO_DOCUMENT and _is_slight(media, data, kind) and not brings_files:
            if kind is Filetype.CALENDAR and not (plain or rich):
                plain.append(said_in_appointment(decoded(data, charset_of(node))))
            return
        is_words = media.startswith(("text/", "multipart/")) and media not in {*_TABLES, _HEADERS}
        if is_words and not (name or attached or _is_a_file(data, kind)):
            text = decoded(data, charset_of(node))
            text, files = taken_off(text) if media == "text/html" else taken_out(text)
            self._enclosed(files, prefix, depth)
            unread = _is_broken(media, data) or _YENC.search(data) is not None
            self.cut = self.cut or len(text) > LARGEST_TEXT or unread
            (rich if media == "text/html" else plain).append(text[:LARGEST_TEXT])
            return
        pictured = kind in _PICTURES or (media.startswith("image/") and kind in _SLIGHT)
        inline = pictured and not attached
        if inline and is_logo(data):
            return
        if kind is Filetype.MAIL and depth < DEEPEST_MAIL:
            # A box of mails, as some programs export them, holds several.
            mails = [parsed(one) for one in _NEXT_MAIL.split(data)]
            for inner, whole in mails[:MOST_PARTS]:
                if inner is not None and whole:
                    self.mail(inner, f"{prefix}{name or 'message.eml'}/", depth + 1)
                else:
                    self.cut = True
            return
        shown = prefix + (name or f"attachment-{len(self.parts) + 1}")
        self._keep(Part(shown, media, data, depth, slight=inline and is_slight(data)))

    def _enclosed(self, files: Sequence[Enclosed], prefix: str, depth: int) -> None:
        for one in files:
            inline = one.media.startswith("image/")
            if not (inline and is_logo(one.data)):
                name = last_of(one.name) or f"attachment-{len(self.parts) + 1}"
                slight = inline and is_slight(one.data)
                self._keep(Part(prefix + name, one.media, one.data, depth, slight=slight))

    def _attached_mail(
        self, node: Message, payload: list[Message], prefix: str, depth: int
    ) -> None:
        name = name_of(node) or "message.eml"
        for inner in _decoded_mails(node, payload):
            if depth < DEEPEST_MAIL:
                self.mail(inner, f"{prefix}{name}/", depth + 1)
            else:
                self._keep(Part(prefix + name, "message/rfc822", bytes_of(inner), depth))

    def _keep(self, part: Part) -> None:
        if part.slight and sum(one.slight for one in self.parts) >= _MOST_SLIGHT:
            return  # a circular and its pictures
        if len(self.parts) < MOST_PARTS:
            self.parts.append(part)
        else:
            self.cut = True


def _is_slight(media: str, data: bytes, kind: Filetype) -> bool:
    """Return whether what calls itself no document is none: not a whole mail, nor plain words."""
    if media == _HEADERS and kind is Filetype.MAIL:
        return not _BODY.search(data)
    if kind is Filetype.TEXT and (media in _CARDS or media == "application/pgp-signature"):
        return b"-----BEGIN PGP" in data
    return kind in _SLIGHT


def _is_a_file(data: bytes, kind: Filetype) -> bool:
    """Return whether what calls itself a text is none: its first bytes are a file's."""
    if kind is Filetype.CALENDAR:
        return True
    if kind is Filetype.MAIL:  # a letter may begin as a mail does, that it quotes
        return _MIME.match(data) is not None
    return kind in _FILES and (not is_text(data) or data.startswith((b"%PDF-", b"{\\rtf")))


def _is_around(node: Message) -> bool:
    """Return whether parts stand before the first of a mail, or behind its end."""
    around = f"{node.preamble or ''}\n{node.epilogue or ''}"
    return _OF_A_PART.search(around.encode("utf-8", "surrogateescape")) is not None


def _is_broken(media: str, data: bytes) -> bool:
    """Return whether parts stand in a mail that could not be told apart."""
    return media.startswith("multipart/") and _OF_A_PART.search(data) is not None


def _decoded_mails(node: Message, payload: list[Message]) -> list[Message]:
    """Return the mails attached, one that travelled in base64 taken out of it.

    RFC 2046, section 5.2.1 forbids that encoding here; gateways use it, and the parser then takes
    the letters of the encoding for the text of a mail without headers.
    """
    try:
        way = way_of(node)
        if way not in {"base64", "quoted-printable"} or len(payload) != 1 or payload[0].keys():
            return payload
        text = str(payload[0].get_payload()).encode("ascii", "surrogateescape")
        plain = b64decode(text) if way == "base64" else a2b_qp(text)
    except ODD_MAIL:
        return payload
    inner, whole = parsed(plain)
    return [inner] if inner is not None and whole and is_mail(plain) else payload
