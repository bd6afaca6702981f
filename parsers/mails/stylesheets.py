"""The style sheet inside an HTML text, written into the elements that it names.

Mail programs set words white or hide them by a class as well as in the element itself. Only the
plainest selectors are followed (a class, an element's class, an id), and only what decides whether
words are seen; what an element says itself counts first. Rules for small screens or for print are
left out.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_SELECTOR = re.compile(r"(?P<tag>[a-z][\w]*)?(?P<sign>[.#])(?P<name>[\w-]+)", re.IGNORECASE)
_DECIDES = re.compile(
    r"display|visibility|opacity|mso-hide|text-decoration|font-size|color|background(?:-color|-image)?"
)
_LONGEST = 200_000  # characters of style sheets that are looked at
_MOST_RULES = 2_000


def spell_out(tree: etree._Element) -> None:
    """Write what the style sheets in a tree say of how words are seen into its elements."""
    sheets = "\n".join(node.text or "" for node in tree.iter("style"))[:_LONGEST]
    rules: dict[str, dict[str, str]] = {}
    for selectors, said in islice(_rules_in(_COMMENT.sub(" ", sheets)), _MOST_RULES):
        told = {key: value for key, value in _told(said).items() if _DECIDES.fullmatch(key)}
        for selector in selectors.split(",") if told else ():
            found = _SELECTOR.fullmatch(selector.strip())
            if found is not None:
                rules.setdefault(found[0].casefold(), {}).update(told)
    if not rules:
        return
    for node in tree.iter(etree.Element):
        told = _of(node, rules)
        if told:
            own = node.get("style") or ""
            more = {key: value for key, value in told.items() if key not in _told(own)}
            node.set("style", ";".join([own, *(f"{key}:{value}" for key, value in more.items())]))


def _rules_in(sheets: str) -> Iterator[tuple[str, str]]:
    """Yield the selectors and declarations of each rule that stands in no block of another.

    One walk from brace to brace: a search for whole rules takes minutes over text that holds none.
    """
    heads: list[str] = []
    begins = 0
    for brace in _BRACE.finditer(sheets):
        said, begins = sheets[begins : brace.start()], brace.end()
        if brace[0] == "{":
            heads.append(said)
        elif heads:
            head = heads.pop()
            if not heads:
                yield head.rpartition(";")[2], said  # "@import url(...); .seen { ... }"


def _of(node: etree._Element, rules: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what the rules say of an element, the more particular last."""
    tag = str(node.tag).casefold()
    names = [f".{one}" for one in (node.get("class") or "").split()]
    names += [f"#{node.get('id')}"] if node.get("id") else []
    found: dict[str, str] = {}
    for name in (key.casefold() for one in names for key in (one, f"{tag}{one}")):
        found |= rules.get(name, {})
    return found


def _told(said: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in said.split(";"))
    return {key.strip().casefold(): value.strip() for key, _, value in pairs if value.strip()}
