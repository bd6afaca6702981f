"""Log lines that carry ids and never people.

One line an event: the instant in UTC, the level, the module, then a constant message with
key=value. What could quote somebody's data is cut off here, whatever the caller did: an exception
is printed as its types and the places it passed (messages of exceptions quote values; source lines
and locals show them), and a line of a library as its place alone, for libraries log what they
handle. Nothing of a library below WARNING is printed at all.
"""

import logging
import sys
import threading
import time
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

from mailbot.complaints import Complaint

_OURS = frozenset({"mailbot", "parsers"})
_PLACES = 8
_CHAIN = 5

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """Prints one event on one line, and of an exception nothing but types and places."""

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        """Return the instant in UTC, whatever the zone of the machine."""
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; control characters in it are escaped."""
        instant = self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")
        parts = [instant, record.levelname, record.name, _escaped(_message(record))]
        if record.exc_info:
            parts.append(self.formatException(record.exc_info))
        return " ".join(parts)

    def formatException(self, ei: _Raised) -> str:  # noqa: N802 - logging's name
        """Return types and places of an exception and of what led to it, newest first."""
        error: BaseException | None = ei[1]
        told: list[str] = []
        seen: set[int] = set()
        while error is not None and id(error) not in seen and len(told) < _CHAIN:
            seen.add(id(error))
            told.append(f"{_kind(error)} at {_places(error.__traceback__)}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "error=[" + "; after ".join(told) + "]"

    def formatStack(self, stack_info: str) -> str:  # noqa: ARG002, N802 - logging's name
        """Return nothing: a printed stack holds source lines."""
        return ""


class _Handler(logging.StreamHandler[TextIO]):
    """Says that a line was lost, never which: the library would print message and arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is to be printed."""
        if not _is_ours(record.name) and record.levelno < logging.WARNING:
            return False
        return super().filter(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say where a line was lost."""
        try:
            self.stream.write(f"a log line was lost place={_place(record)}\n")
        except (OSError, ValueError):
            return


def set_up(stream: TextIO, level: int | str = logging.INFO) -> None:
    """Send all log lines to a stream; ours from `level` up, those of libraries from WARNING up.

    Calling it again replaces what it set up before. Exceptions that nobody catches are logged too
    instead of being printed with their messages.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _Handler)]:
        root.removeHandler(handler)
    handler = _Handler(stream)
    handler.setFormatter(Lines())
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _stopped
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _thread_stopped


def _stopped(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("mailbot").critical("stopped by a fault", exc_info=(kind, error, trace))


def _thread_stopped(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _stopped(args.exc_type, args.exc_value, args.exc_traceback)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS


def _message(record: logging.LogRecord) -> str:
    if not _is_ours(record.name):
        return f"library line place={_place(record)}"
    if isinstance(record.msg, BaseException):
        return str(_harmless(record.msg))
    if isinstance(record.args, tuple):
        record = logging.makeLogRecord(
            {"msg": record.msg, "args": tuple(_harmless(value) for value in record.args)}
        )
    return record.getMessage()


def _harmless(value: Any) -> Any:
    """Return a value fit for a line: of an exception its type, or its sentence for operators."""
    if isinstance(value, Complaint):
        return str(value)
    return _kind(value) if isinstance(value, BaseException) else value


def _kind(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        inner = ",".join(sorted({_kind(each) for each in error.exceptions}))
        return f"{type(error).__name__}({inner})"
    return type(error).__name__


def _places(trace: TracebackType | None) -> str:
    places: list[str] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    if len(places) > _PLACES:
        places = [places[0], "...", *places[-_PLACES + 1 :]]
    return ">".join(places) or "nowhere"


def _place(record: logging.LogRecord) -> str:
    return f"{_short(record.pathname)}:{record.lineno}"


def _short(path: str) -> str:
    return "/".join(PurePath(path).parts[-2:])


def _escaped(text: str) -> str:
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
