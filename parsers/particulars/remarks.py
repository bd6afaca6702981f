"""What a school adds to a person's name or address and what changes its meaning.

"NO CONTACT", "(deceased)", "social worker", "do not e-mail", "his old address": a name that is read
without them would be written to. Only plain words count as said; what hints at more is a doubt.
"""

# ruff: noqa: E501 - patterns stay whole
# ruff: noqa: RUF001 - the characters that schools type

import re
from collections.abc import Callable

from parsers.addresses import emails_in
from parsers.pairs import one_line, plain
from parsers.people import phones_in
from parsers.values import Doubt

_NOT = r"(?:not|n['’]t|never)"
_FORBIDDEN = re.compile(
    r"\bno[\s-](?:direct |further |any )?contact\b(?!\s*(?:details?|number|tel\w*|phone|e-?mail|info\w*|given|known|available|with (?:the )?school))"
    rf"|\b(?:do|does|must|should|may|can|is|are)\s*{_NOT}\s+(?:to\s+)?(?:be\s+)?contact(?:ed)?\b|\bnot to (?:be contact|contact)"
    rf"|\b(?:do|must|should)\s*{_NOT}\s+(?:to\s+)?(?:be\s+)?(?:write|written|inform(?:ed)?|send|sent|tell|told|given|receive|know)\b"
    r"|\bcontact\s+(?:is\s+)?(?:restricted|prohibited|forbidden|not (?:allowed|permitted))\b|\brestricted contact\b"
    r"|\b(?:injunction|non[\s-]?molestation|restraining order|prohibited steps)\b",
    re.IGNORECASE,
)
_GUARDED = re.compile(
    r"\b(?:court order|order in place|refuge|estranged|whereabouts|contact (?:via|through|by|only)|only (?:via|through)|supervised|safeguarding|"
    r"check (?:with|first)|ask (?:\w+ )?(?:before|first)|in (?:prison|custody))\b",
    re.IGNORECASE,
)
_DEAD = re.compile(r"\b(?:deceased|has died|died|passed away|dec['’]d|r\.?i\.?p\.?)(?![\w.])", re.IGNORECASE)  # fmt: skip
_CARING = re.compile(
    r"\b(?:parents?|mother|father|mum|mam|dad|carers?|guardians?|foster\w*|grand\w+|step\w*|aunt\w*|uncle|brother|sister|cousin|kinship|adopt\w*|nan|nana)\b",
    re.IGNORECASE,
)
_PROFESSIONAL = re.compile(
    r"\b(?:social ?worker|(?:key|support|youth|family|case|outreach) ?worker|virtual (?:school|head)\w*|i\.?r\.?o|independent reviewing officer|corporate parent|"
    r"head of \w+|pastoral|\w+ (?:manager|lead|co-?ordinator)|key ?stage|advocate|solicitor|barrister|(?:head|class|form) ?teacher|teacher|sen(?:d)?co|tutor|school|academy|officer|local authority|council|police|psychologist|"
    r"nurse|doctor|gp|interpreter|translator|neighbour|family friend|friend)\b",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(r"\b\w+['’]s\b", re.IGNORECASE)
_SOCIAL_WORKER = re.compile(r"\bsocial ?worker\b|^\W*s\.?w\.?\W*$", re.IGNORECASE)
_NO_MAIL = re.compile(
    rf"\b(?:do(?:es)?\s*{_NOT}|please {_NOT}|{_NOT} by|no)\s+(?:(?:use|wish|want|like|reply|be|to)\s+)*(?:by\s+)?e-?mail\w*"
    rf"|\b(?:do\s*{_NOT}|please {_NOT})\s+use\b|\b(?:not to|must not|should not|never to) be used\b|\b(?:ring|call|phone|telephone|text|post|letter|letters|paper) only\b|\bonly (?:by|ring|call|phone|text|post)\b"
    r"|\b(?:by (?:phone|telephone|text|post|letter)) only\b",
    re.IGNORECASE,
)
_DOUBTED_MAIL = re.compile(
    r"['’]s?\b|\b(?:bounces?|bounced|check|unsure|may be|maybe|"
    r"pupil|child|student|son|daughter|his|her|their|solicitor|shared)\b|\?",
    re.IGNORECASE,
)  # fmt: skip


_UNUSED = re.compile(
    rf"\b(?:no longer|(?:not|out) (?:of|in) use|not used|unused|old|former|previous|out of date|disconnected|wrong|incorrect|inactive|closed|expired|"
    rf"(?:do|please|to|must|should|may)\s*{_NOT} (?:be )?(?:use|used|ring|rung|call|called|contact|contacted|text|texted)|not to be (?:used|rung|called|contacted|texted))\b",
    re.IGNORECASE,
)
_OTHER_MEANS = re.compile(r"^\W*(?:by\s+)?(?:letters?|post|(?:tele)?phone|calls?|texts?|in person)\s+only\W*$", re.IGNORECASE)  # fmt: skip
_RELATED = {
    "mother": re.compile(r"\b(?:step)?-?(?:mother|mum|mam)\b", re.IGNORECASE),
    "father": re.compile(r"\b(?:step)?-?(?:father|dad)\b", re.IGNORECASE),
}


def related(text: str) -> frozenset[str]:
    """Return which parents the words name by what they are to the pupil: "mother", "father"."""
    return frozenset(name for name, said in _RELATED.items() if said.search(plain(text)))


def forbids_contact(text: str) -> bool:
    """Return whether the words plainly say that this person must not be contacted."""
    return bool(_FORBIDDEN.search(plain(text)))


def guards_contact(text: str) -> bool:
    """Return whether the words hint that this person may only be contacted with care."""
    return bool(_GUARDED.search(plain(text)))


def is_dead(text: str) -> bool:
    """Return whether the words say that this person has died."""
    return bool(_DEAD.search(plain(text)))


def is_professional(text: str) -> bool:
    """Return whether the words name a calling, which makes nobody a parent, and no relation.

    "Foster carer (local authority)" is a carer; a corporate parent is an office.
    """
    bare = one_line(text)
    if _SOCIAL_WORKER.search(bare) or re.search(r"\bcorporate parent", bare, re.IGNORECASE):
        return True
    own = _ANOTHERS.sub(" ", bare)  # "mother's solicitor" is nobody's mother
    return bool(_PROFESSIONAL.search(own)) and not _CARING.search(own)


def is_social_worker(text: str) -> bool:
    """Return whether the words name a social worker's calling."""
    return bool(_SOCIAL_WORKER.search(plain(text)))


def beside_address(text: str) -> str:
    """Return what stands beside the addresses and numbers of a cell, "" where it holds none."""
    bare = plain(text)
    found = emails_in(bare)
    if not found:
        return ""
    for one in (*found, *phones_in(bare)):
        bare = bare.replace(one, " ")
    return " ".join(bare.split())


def is_unused(text: str) -> bool:
    """Return whether the words beside a number, or in a bracket, say that it no longer serves."""
    bare = plain(text)
    numbers = (*emails_in(bare), *phones_in(bare))
    for one in numbers:
        bare = bare.replace(one, " ")
    beside = bare if numbers else " ".join(re.findall(r"\(([^()]*)\)", bare))
    return bool(_UNUSED.search(beside))


def forbids_mail(text: str) -> bool:
    """Return whether the words beside an address say that no e-mail may go there."""
    return bool(_NO_MAIL.search(beside_address(text)))


def refuses_mail(text: str) -> bool:
    """Return whether an answer about how to write is none by e-mail ("letter only")."""
    bare = plain(text)
    return bool(_NO_MAIL.search(bare) or _OTHER_MEANS.match(bare))


def doubts_address(text: str) -> bool:
    """Return whether the words beside an address make it another's, or one that no longer serves."""
    beside = beside_address(text)
    serves = forbids_mail(text) or not is_unused(text)  # a ban alone leaves it a parent's own
    return bool(_DOUBTED_MAIL.search(beside) or is_professional(beside) or not serves)


def in_use(parse: Callable[[str], object | Doubt | None]) -> Callable[[str], object | Doubt | None]:
    """Return a reader of what serves to reach somebody, which words beside it may take out of use."""

    def read(text: str) -> object | Doubt | None:
        value = parse(text)
        if value is None or isinstance(value, Doubt) or not is_unused(text):
            return value
        return Doubt("unclear", "stands beside words that take it out of use")

    return read
