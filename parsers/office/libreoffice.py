"""Old Word documents (.doc) made into new ones by LibreOffice, where it is installed.

It is a large program reading a hostile file, so it gets a profile of its own that is thrown
away, macros switched off, no network (the child that starts it has none), limits of memory and
time, and its tree of processes is killed whatever it says. It ends with success even when it did
nothing: what counts is the file that it was to write. One conversion runs at a time, in the child's
own process group, so that what kills the child kills it too. The name of the file sent reaches no
command line.
"""

import contextlib
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from parsers.office.word import pairs_of_docx
from parsers.pairs import Document

MOST_SECONDS = 25.0  # of the child's thirty for one document
MOST_MEMORY = 2 * 2**30  # bytes of address space (mail-rules.md 36)
LARGEST_MADE = 16 * 2**20  # bytes
_PLACES = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/usr/bin/soffice",
    "/opt/libreoffice/program/soffice",
    "/usr/local/bin/soffice",
)
_FILTER = "docx:MS Word 2007 XML"
# Macros never run, links are never followed, nothing is asked.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""


_WORD_FILE = b"\xec\xa5"  # the first two bytes of the stream that holds an old document
_LOCKED = 0x01  # in the second byte of its flags, at offset 11


def pairs_of_doc(data: bytes) -> Document:
    """Return the blocks of an old document. Never raises on input: `trouble` says what is wrong."""
    for at in range(512, min(len(data), 2**20), 512):
        if data[at : at + 2] == _WORD_FILE and data[at + 11] & _LOCKED:
            return Document(how="docx", trouble="encrypted")
    made = as_docx(data)
    return Document(how="docx", trouble="old word") if made is None else pairs_of_docx(made)


def program() -> str | None:
    """Return the path of LibreOffice; None where it is not installed."""
    return next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def as_docx(data: bytes) -> bytes | None:
    """Return an old document as a new one; None if it could not be made in time."""
    soffice = program()
    if soffice is None:
        return None
    with tempfile.TemporaryDirectory(prefix="mailbot-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        profile = place / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        (place / "in.doc").write_bytes(data)
        made = place / "out" / "in.docx"
        _run(
            [
                soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
                "--nologo", "--nolockcheck", "--nodefault", "--convert-to", _FILTER,
                "--outdir", str(made.parent), str(place / "in.doc"),
            ],
            place,
        )  # fmt: skip
        if not made.is_file() or made.stat().st_size > LARGEST_MADE:
            return None
        return made.read_bytes()


def _run(command: list[str], place: Path) -> None:
    """Run the conversion, and end all that it started however it went."""
    environment = {"HOME": str(place), "TMPDIR": str(place), "LANG": "C.UTF-8",
                   "PATH": os.defpath, "SAL_USE_VCLPLUGIN": "svp"}  # fmt: skip
    with _less_memory():
        started = subprocess.Popen(  # noqa: S603 - a fixed program, no shell, no name from outside
            command,
            cwd=place,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    with contextlib.suppress(subprocess.TimeoutExpired):
        started.wait(MOST_SECONDS)
    _end(started)


@contextlib.contextmanager
def _less_memory() -> Iterator[None]:
    """Lower the soft limit that a process started now inherits, and no longer than that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _end(started: subprocess.Popen[bytes]) -> None:
    """Kill the whole tree of processes: the wrapper alone would leave the program running."""
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(started.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                one.kill()
    with contextlib.suppress(OSError):
        started.kill()
    started.wait()
