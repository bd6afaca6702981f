"""A label without the guidance that forms print in its cell: "UPN (13 characters, from your MIS)".

What is guidance shows in how it begins: with an order ("tick one"), a limit ("no later than"), a
pattern ("dd/mm/yyyy") or a case ("if yes"). A label set in bold before plain words ends where the
bold ends.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Iterator

from parsers.pairs import STRONG, STRONG_END

_QUALIFIER = (
    r"(?i)\s(?:with whom|who|whom|where|which|as (?:it|shown|on|in)|if different|including|that|must|"
    r"to be completed|normally|usually|in line with|if known|if applicable)\b"
)
_BEGINS = re.compile(
    r"(?:(?:please|delete|tick|circle|ring|select|choose|click|give|enter|write|print|use|leave|type|put|add|list|include|strike|cross out|see|all lines)\b|"
    r"dd\W?mm|day ?/|e\.?g|for example|\d+ (?:characters|digits|letters)|one (?:only|box)|within|no (?:later|more|earlier) than|"
    r"not the|normally|usually|block|capitals|full (?:name|address|postcode|legal)|as (?:on|shown)|at least|must|only|this (?:is|must|should)|"
    r"we (?:must|will|need)|you (?:must|should|may)|on (?:the|your) (?:register|mis)|from (?:the|your) (?:register|mis)|"
    r"if (?:yes|no|known|any|all|applicable|so|different|not)|name$|[a-z] = |in the (?:last|first)|daily or|mobile preferred|"
    r"before the (?:trial|move|placement)|surname,? (?:then |and )?(?:fore|first)|forename,? (?:then |and )?surname|one letter|never\b|always\b|all lines|yes or no\b|a number that|how often|n none|plain english|the person|person (?:the|who|whom|we)|brief\b|where (?:known|possible)|day month|up to|between)",
    re.IGNORECASE,
)
# What a label adds in a bracket, or behind a dash, and what takes the value beside it out of use.
_FORBIDS = re.compile(
    r"[(\[–—-]\s*((?:please )?(?:do not|don['’]t|not to be|must not be|should not be|never(?: to be)?|no longer(?: in use| used| valid)?|not in use|"
    r"no contact|out of (?:use|date)|old|former|previous|disused|invalid|expired|inactive|wrong|incorrect|bounces?)"
    r"(?: (?:contact|contacted|use|used|ring|rung|call|called|write to|e-?mail|e-?mailed|address|number|e-?mail address))?(?: (?:unless|without|until|for letters)\b[^()\[\]]*)?)\s*[)\]]?\W*$",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}\s?[/.]\s?\d{1,2}\s?[/.]\s?\d{2,4}")  # which answers, and guides nobody
_CASE = re.compile(
    r"\s*(?:\(?[a-z0-9]\)\s*)?(?:if|where|when|for)\s[^:,?]{1,45}[:,]\s*(\S.{2,})", re.IGNORECASE | re.DOTALL
)  # fmt: skip


def bold_lead(text: str) -> str | None:
    """Return the words in bold that a text begins with, if plain words follow them."""
    found = re.match(rf"\s*{STRONG}([^{STRONG_END}]+){STRONG_END}\s*(\S.*)", text, re.DOTALL)
    if found is None or STRONG in found[2]:
        return None
    return found[1].strip() or None


def variants(text: str) -> Iterator[str]:
    """Yield the label as it stands, then without its guidance, most trusted first."""
    yield from guided(text)
    unbracketed = _unbracketed(text)
    lines = text.split("\n")
    for count in range(len(lines) - 1, 0, -1):
        yield " ".join(lines[:count])
        yield re.sub(r"\([^)]*\)?", " ", " ".join(lines[:count]))
    for stop in (r"\?", r":", r"\s[-–—]\s", r",", r";", r"\.\s", _QUALIFIER):
        head = re.split(stop, unbracketed, maxsplit=1)[0]
        if head != unbracketed and head.strip() and not _DAY.search(unbracketed[len(head) :]):
            yield head


def _unbracketed(text: str) -> str:
    return " ".join(re.sub(r"\([^)]*\)?", " ", " ".join(text.split())).split())


def guided(text: str) -> Iterator[str]:
    """Yield the label as it stands, then without what shows by its own words that it is guidance."""
    flat = " ".join(text.split())
    yield flat
    unbracketed = _unbracketed(text)
    if unbracketed != flat:
        yield unbracketed
    either = re.sub(r"\b(\w+)\s?/\s?\w+ (school|academy)\b", r"\1 \2", unbracketed)
    if either != unbracketed:
        yield either
    case = _CASE.fullmatch(unbracketed)
    if case:
        yield case[1]
    words = unbracketed.split()
    for count in range(len(words) - 1, 0, -1):
        if _BEGINS.match(" ".join(words[count:])):
            yield " ".join(words[:count]).rstrip(" -–—,;:.")


def forbidden(label: str) -> str:
    """Return the words by which a label takes what stands at it out of use: "E-mail (do not use)"."""
    said = _FORBIDS.search(" ".join(label.split()))
    return said[1] if said else ""
