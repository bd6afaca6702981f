"""Which secure-mail product has sealed a mail or a file, so that its sender can be told what to do.

A mail whose footer only names such a product is no sealed mail. So a text counts only where it is
short, where the words that give the product away stand close together in what its sender wrote, and
where no document hangs on it. Nothing is ever fetched to look further.
"""

import re

from parsers.evidence import Evidence
from parsers.filetypes import Filetype, first_look
from parsers.mails.headers import decoded
from parsers.mails.markup import text_of
from parsers.mails.quoting import own_words
from parsers.mails.wrappers import Wrapper

_MOST_WORDS = 350  # of a mail that only says where to read it
_LONGEST_WORD = 40  # letters; a longer one is a link, or a line of what is sealed
_CLOSE = 500  # characters within which the words of a set stand
_LARGEST_PAGE = 1_000_000  # bytes of an attached page that are looked at
_PAGES = {Filetype.HTML, Filetype.TEXT, Filetype.XML}
_NO_DOCUMENTS = {
    Filetype.PICTURE, Filetype.HTML, Filetype.VCARD, Filetype.CALENDAR, Filetype.EMPTY,
    Filetype.UNKNOWN, Filetype.SEALED, Filetype.RIGHTS_MANAGED_MAIL, Filetype.LINK,
}  # fmt: skip
_LINK = re.compile(
    r"(?P<place>https?://[^\s\"'<>]{4,300})(?:[\"'][^<>]{0,500}>(?P<shown>[^<]{1,200}))?"
)
Sets = tuple[tuple[str, ...], ...]


def wrapper_of_file(kind: Filetype, data: bytes, wrappers: tuple[Wrapper, ...]) -> Wrapper | None:
    """Return the product that sealed a file; None where it is none's, or nobody's known."""
    named = next((one for one in wrappers if kind.name in one.kinds), None)
    if named is not None or kind not in _PAGES:
        return named
    page = _folded(decoded(data[:_LARGEST_PAGE], None))
    return _said(page, [(one, one.page) for one in wrappers])


def wrapper_of_mail(evidence: Evidence, wrappers: tuple[Wrapper, ...]) -> Wrapper | None:
    """Return the product through which a mail came whose text only says where to read it."""
    if not wrappers or any(first_look(part.data) not in _NO_DOCUMENTS for part in evidence.parts):
        return None
    kinds = [first_look(part.data) for part in evidence.parts]
    if any(
        wrapper_of_file(kind, part.data, wrappers)
        for kind, part in zip(kinds, evidence.parts, strict=True)
    ):
        return None  # the attachment will say so itself
    own = own_words(evidence.text)
    if sum(len(word) < _LONGEST_WORD for word in own.split()) > _MOST_WORDS:
        return None
    links = " ".join(
        f"{one['place']} {one['shown'] or ''}" for one in _LINK.finditer(evidence.html)
    )
    shown = own_words(text_of(evidence.html)) if evidence.html else ""
    return _said(_folded(f"{own} {shown} {links}"), [(one, one.text) for one in wrappers], _CLOSE)


def _folded(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").lower().split())


def _said(
    text: str, asked: list[tuple[Wrapper, Sets]], within: int | None = None
) -> Wrapper | None:
    """Return the first product all of whose words, of one of its sets, stand in the text."""
    for wrapper, sets in asked:
        if any(_stand(text, words, within) for words in sets):
            return wrapper
    return None


def _stand(text: str, words: tuple[str, ...], within: int | None) -> bool:
    if not all(word in text for word in words):
        return False
    if within is None or len(words) == 1:
        return True
    first = re.escape(words[0])
    return any(
        all(word in text[max(0, match.start() - within) : match.end() + within] for word in words)
        for match in re.finditer(first, text)
    )
