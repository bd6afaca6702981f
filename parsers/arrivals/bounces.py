"""What a bounce says: which of our mails came back, from whom, and whether it is final.

Read by Action and Status for the recipient (RFC 3464), never by sender or subject: a "delivery
delayed" is news and no failure (sympa#397), and a full mailbox is not a dead one (vutuv #992). The
table of what a status means is our own. Mail servers that still write bounces in plain words are
read by the enhanced status code in them, as a second choice.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Literal

from parsers.evidence import Evidence, open_message
from parsers.mails.headers import all_of, first_of, header_lines, message_ids
from parsers.mails.nodes import LARGEST_MAIL, ODD_MAIL

BounceKind = Literal["dead", "full", "policy", "delayed", "other"]

_FAILED = ("failed", "delayed")
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"<?([^\s<>,;:\"()]+@[^\s<>,;:\"()]+\.[^\s<>,;:\"()]+?)>?(?:[\s,;:.]|$)")
_RETURNED_ID = re.compile(r"^[>\s]*message-id:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_NODES = 200

# RFC 3463. Only an address that does not or no longer exists is dead; what is about the sender, the
# content or the moment leaves the address alive.
_DEAD = {(1, 0), (1, 1), (1, 2), (1, 3), (1, 6), (1, 10), (2, 1), (4, 4), (4, 10)}
_FULL = {(2, 2)}
_POLICY_SUBJECT = 7
_POLICY = {(2, 3), (3, 4), (6, 0), (6, 1), (1, 7), (1, 8)}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Bounce:
    """A mail of ours that came back, or is late.

    original_message_ids: of the mail returned, best first, with their angle brackets; empty when
    the bounce does not say. recipient: in lower case, "" when it does not say. status: "5.1.1", ""
    when unknown. action: "failed" or "delayed".
    """

    original_message_ids: tuple[str, ...]
    recipient: str
    action: str
    status: str
    kind: BounceKind


def bounce_of(raw: bytes) -> Bounce | None:
    """Return what the bounce says; None for any mail that is none, or reports a delivery."""
    evidence = open_message(raw)
    if evidence.automatic != "bounce" or len(raw) > LARGEST_MAIL:
        return None
    try:
        message = message_from_bytes(raw)
        nodes = [node for node, _ in zip(message.walk(), range(_NODES), strict=False)]
    except ODD_MAIL:
        return None
    ids = _returned_ids(nodes, evidence)
    reports = [block for node in nodes for block in _recipients(node)]
    if reports:
        told = [block for block in reports if first_of(block, "action").lower() in _FAILED]
        return _from_report(told[0], ids) if told else None
    return _from_words(evidence, header_lines(message), ids)


def _recipients(node: Message) -> list[tuple[tuple[str, str], ...]]:
    """Return the fields for each recipient of a delivery-status part."""
    try:
        if node.get_content_type() != "message/delivery-status" or not node.is_multipart():
            return []
        blocks = [header_lines(child) for child in node.get_payload() if isinstance(child, Message)]
    except ODD_MAIL:
        return []
    return [block for block in blocks if first_of(block, "action")]


def _from_report(block: tuple[tuple[str, str], ...], ids: tuple[str, ...]) -> Bounce:
    action = first_of(block, "action").lower()
    named = first_of(block, "original-recipient") or first_of(block, "final-recipient")
    recipient = named.rpartition(";")[2].strip().strip("<>").lower()
    given = _CODE.search(first_of(block, "status"))
    detail = _CODE.search(first_of(block, "diagnostic-code"))
    # Some servers put 5.0.0 into Status and the truth into the diagnostic.
    code = detail if detail and (given is None or given.group(0).endswith(".0.0")) else given
    return _bounce(code, action, recipient, ids)


def _from_words(
    evidence: Evidence, lines: tuple[tuple[str, str], ...], ids: tuple[str, ...]
) -> Bounce | None:
    """Read a bounce without a report: by its status code, or not at all."""
    text = evidence.text
    failed = " ".join(all_of(lines, "x-failed-recipients"))
    named = _ADDRESS.search(failed) or _ADDRESS.search(text)
    code = _CODE.search(text)
    if not failed and code is None and not ids:
        return None
    delayed = code is not None and code.group(1) == "4" and not failed
    recipient = named.group(1).lower() if named else ""
    return _bounce(code, "delayed" if delayed else "failed", recipient, ids)


def _bounce(
    code: re.Match[str] | None, action: str, recipient: str, ids: tuple[str, ...]
) -> Bounce:
    kind: BounceKind = "other"
    if action == "delayed":
        kind = "delayed"
    elif code is not None:
        detail = (int(code.group(2)), int(code.group(3)))
        if detail in _FULL:
            kind = "full"
        elif detail[0] == _POLICY_SUBJECT or detail in _POLICY:
            kind = "policy"
        elif code.group(1) == "5" and detail in _DEAD:
            kind = "dead"
    return Bounce(
        original_message_ids=ids,
        recipient=recipient,
        action=action,
        status=code.group(0) if code else "",
        kind=kind,
    )


def _returned_ids(nodes: list[Message], evidence: Evidence) -> tuple[str, ...]:
    """Return the ids of the mail that came back: its copy's, its headers', what is answered."""
    found: list[str] = []
    for node in nodes:
        try:
            media = node.get_content_type()
            if media == "message/rfc822" and node.is_multipart():
                for child in node.get_payload():
                    if not isinstance(child, Message):
                        continue
                    found += message_ids(first_of(header_lines(child), "message-id"))
            elif media in {"text/rfc822-headers", "message/rfc822", "message/rfc822-headers"}:
                text = node.get_payload(decode=True)
                if isinstance(text, bytes):
                    found += _RETURNED_ID.findall(text.decode("utf-8", "replace"))
        except ODD_MAIL:
            continue
    found += evidence.references
    found += _RETURNED_ID.findall(evidence.text)
    return tuple(dict.fromkeys(found))
