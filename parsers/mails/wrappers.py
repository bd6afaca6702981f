"""The secure-mail products that are known: how each shows itself, and what its sender is told.

They are data (config/wrappers.toml); a new product needs a table there and no code.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

_KEYS = {"product", "advice", "page", "text", "kinds"}


class WrappersError(ValueError):
    """The file of products is not as it must be; the message says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """One product.

    page, text: sets of words, in lower case, that stand together in an attached page or in a mail's
    text. kinds: the kinds of file (`Filetype`) that are its own.
    """

    product: str
    advice: str
    page: tuple[tuple[str, ...], ...] = ()
    text: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Return what its sender is told."""
        return f"It came through {self.product}, which this mailbox cannot open. {self.advice}"


def parse_wrappers(source: str) -> tuple[Wrapper, ...]:
    """Return the products of a file. Raises WrappersError if it is not as it must be."""
    try:
        read = tomllib.loads(source)
    except tomllib.TOMLDecodeError as wrong:
        raise WrappersError(f"not TOML: {wrong}") from wrong
    found = []
    for number, table in enumerate(read.get("wrapper", []), 1):
        unknown = set(table) - _KEYS
        if unknown or not table.get("product") or not table.get("advice"):
            raise WrappersError(f"wrapper {number}: product and advice are needed, {unknown or ''}")
        found.append(
            Wrapper(
                product=str(table["product"]),
                advice=str(table["advice"]),
                page=_sets(table, "page"),
                text=_sets(table, "text"),
                kinds=tuple(str(kind) for kind in table.get("kinds", [])),
            )
        )
    return tuple(found)


def _sets(table: Mapping[str, object], key: str) -> tuple[tuple[str, ...], ...]:
    given = table.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, list) and one for one in given):
        raise WrappersError(f"{key}: a list of lists of words")
    return tuple(tuple(str(word).lower() for word in one) for one in given)
