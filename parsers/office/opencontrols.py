"""The form controls of an OpenDocument file, and how its attributes are found.

A control stands apart from the text that shows it, with what it was made with and what it holds:
what it holds counts.
"""

import re

from lxml import etree

from parsers.office.wordruns import is_prompt, name_of
from parsers.pairs import EMPTY, FIELD, FIELD_END, TICKED

CONTROLS = frozenset(
    [
        "checkbox", "radio", "text", "textarea", "listbox", "combobox", "date", "time",
        "formatted-text", "number", "generic-control",
    ]
)  # fmt: skip


def attribute(node: etree._Element, name: str) -> str:
    """Return an attribute by its local name, whatever its name space; "" where there is none."""
    return next(
        (str(value) for key, value in node.attrib.items() if etree.QName(key).localname == name), ""
    )


def control_text(node: etree._Element) -> str:
    """Return what a form control says: its tick with its words, or its content as an answer."""
    name = name_of(node)
    if name in ("checkbox", "radio"):
        state = attribute(node, "current-state") or attribute(node, "state")
        chosen = attribute(node, "current-selected") or attribute(node, "selected")
        on = state == "checked" or chosen == "true"
        words = attribute(node, "label")
        return f"{TICKED if on else EMPTY} {words} " if words else (TICKED if on else EMPTY)
    if name == "listbox":
        text = ", ".join(
            attribute(one, "label")
            for one in node
            if name_of(one) == "option" and "true" in (
                attribute(one, "current-selected") or attribute(one, "selected")
            )
        )  # fmt: skip
    else:
        lines = ["".join(map(str, one.itertext())) for one in node.iter() if name_of(one) == "p"]
        text = "\n".join(lines) or attribute(node, "current-value") or attribute(node, "value")
    if name == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", text):
        year, month, day = text[:10].split("-")
        text = f"{day}/{month}/{year}"
    return f"{FIELD}{'' if is_prompt(text) else text}{FIELD_END}"
