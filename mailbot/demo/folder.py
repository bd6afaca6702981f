"""Where a demonstration leaves what it made, and the care not to empty anybody else's folder."""

import shutil
from pathlib import Path

from mailbot.complaints import Complaint

MARKER = ".mailbot-demo"
_SAYS = "mailbot demo made this folder, and empties it when it runs again.\n"


class NotOursError(Complaint):
    """A folder holds something that no demonstration made."""


def emptied(folder: Path) -> Path:
    """Return the folder, made or emptied, with room for messages.

    Raises NotOursError if there is anything in it and no demonstration made it.
    """
    if folder.exists() and not folder.is_dir():
        raise NotOursError(f"{folder} is a file: name a folder with --out")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise NotOursError(
            f"{folder} holds files that no demo made, and nothing was touched: "
            "name another folder with --out"
        )
    folder.mkdir(parents=True, exist_ok=True)
    # written first: what is stopped halfway is still known for what it is
    (folder / MARKER).write_text(_SAYS, encoding="utf-8")
    for inside in folder.iterdir():
        if inside.name == MARKER:
            continue
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside)
        else:
            inside.unlink()
    (folder / "sent").mkdir()
    return folder
