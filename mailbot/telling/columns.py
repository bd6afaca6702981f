"""Tables for people, who must see all of a cell, and of every sign in it what it is.

What stands in a cell came in a mail: a name may hold brackets that a printer of styled text takes
for its own, and an address that is cut off is another address. So nothing in a text is markup, a
narrow terminal breaks a long word instead of cutting it, and a pipe gets each row on one line.
"""

from rich.console import Console
from rich.table import Table

_PIPE = 2000  # columns: more than any row needs


def console() -> Console:
    """Return where a command prints for people: texts as they are, in a pipe as wide as needed."""
    plain = Console(markup=False, emoji=False, highlight=False)
    if not plain.is_terminal:
        plain.width = _PIPE
    return plain


def columns(*heads: str, whole: str = "") -> Table:
    """Return a table without rows. whole: the head of a column that is never broken."""
    table = Table()
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head == whole)
    return table
