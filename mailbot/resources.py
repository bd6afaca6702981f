"""Where the files that ship live: `templates/` and `config/`.

From a checkout they stand beside the packages; from an installed wheel they lie inside
`mailbot/_data`, where pyproject.toml puts them.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as `shipped("config", "protocols")`."""
    inside = _PACKAGE / "_data"
    root = inside if inside.is_dir() else _PACKAGE.parent
    return root.joinpath(*parts)
