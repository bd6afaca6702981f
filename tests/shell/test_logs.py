"""Log lines: ids come through, people never do."""

import io
import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from mailbot import logs
from mailbot.complaints import Complaint

NAME = "Kai Jarvis"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up(stream, logging.INFO)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    for name in ("mailbot", "parsers"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def broken() -> None:
    birth = "2012-03-04"
    raise ValueError(f"{NAME} born {birth}")


def test_an_event_is_one_line_with_its_ids(lines: io.StringIO) -> None:
    logging.getLogger("mailbot.daemon").info("notice sent move=%s stage=%d", "MM-26-0001", 2)
    (line,) = lines.getvalue().splitlines()
    assert line.endswith("INFO mailbot.daemon notice sent move=MM-26-0001 stage=2")
    assert line[10] == "T"
    assert line.split()[0].endswith("Z")


def test_an_exception_shows_types_and_places_and_nothing_else(lines: io.StringIO) -> None:
    try:
        try:
            broken()
        except ValueError as error:
            raise RuntimeError(f"could not read {NAME}") from error
    except RuntimeError:
        logging.getLogger("mailbot.daemon").exception("message quarantined evidence=9c2e11ab")
    (line,) = lines.getvalue().splitlines()
    assert "RuntimeError at shell/test_logs.py:" in line
    assert "; after ValueError at shell/test_logs.py:" in line
    assert "Kai" not in line
    assert "2012" not in line
    assert "raise" not in line


def test_exceptions_in_a_group_show_their_types(lines: io.StringIO) -> None:
    try:
        raise ExceptionGroup(NAME, [ValueError(NAME), KeyError(NAME)])  # noqa: TRY301 - to log it
    except ExceptionGroup:
        logging.getLogger("mailbot.daemon").exception("tick failed")
    assert "ExceptionGroup(KeyError,ValueError)" in lines.getvalue()
    assert "Kai" not in lines.getvalue()


def test_an_exception_given_as_an_argument_shows_its_type(lines: io.StringIO) -> None:
    logging.getLogger("mailbot.daemon").warning("failed why=%s", ValueError(NAME))
    logging.getLogger("mailbot.daemon").warning(ValueError(NAME))
    assert "failed why=ValueError" in lines.getvalue()
    assert "Kai" not in lines.getvalue()


def test_a_sentence_for_an_operator_is_shown(lines: io.StringIO) -> None:
    logging.getLogger("mailbot.daemon").error("%s", Complaint("Nothing answers at mx:143."))
    assert lines.getvalue().endswith("ERROR mailbot.daemon Nothing answers at mx:143.\n")


def test_a_library_shows_where_it_spoke_and_not_what_it_said(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception: %s", NAME)
    logging.getLogger("asyncio").error(f"Task <name={NAME!r}>")  # noqa: G004 - as libraries do
    for line in lines.getvalue().splitlines():
        assert "ERROR asyncio library line place=shell/test_logs.py:" in line
        assert "Kai" not in line


def test_what_libraries_tell_of_their_work_is_not_printed(lines: io.StringIO) -> None:
    for name in ("imapclient", "mail.log", "mailbots"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        logger.info(NAME)
        logger.debug(NAME)
        logger.setLevel(logging.NOTSET)
    assert lines.getvalue() == ""


def test_a_line_break_in_a_value_makes_no_second_line(lines: io.StringIO) -> None:
    logging.getLogger("parsers.read").warning("part kind=%s", "pdf\r\n2026 INFO forged\x1b[2J")
    assert len(lines.getvalue().splitlines()) == 1
    assert "\x1b" not in lines.getvalue()


def test_a_stack_is_not_printed(lines: io.StringIO) -> None:
    logging.getLogger("mailbot.daemon").warning("slow tick", stack_info=True)
    assert len(lines.getvalue().splitlines()) == 1


def test_a_line_that_cannot_be_made_is_said_without_its_arguments(lines: io.StringIO) -> None:
    # Handed to our handler alone: pytest's own would raise.
    wrong = logging.LogRecord("mailbot", logging.INFO, __file__, 1, "a number %d", (NAME,), None)
    (ours,) = (
        each for each in logging.getLogger().handlers if isinstance(each.formatter, logs.Lines)
    )
    ours.handle(wrong)
    assert lines.getvalue().startswith("a log line was lost place=shell/test_logs.py:")
    assert "Kai" not in lines.getvalue()


def test_setting_up_twice_prints_once(lines: io.StringIO) -> None:
    logs.set_up(lines, logging.INFO)
    logging.getLogger("mailbot.daemon").info("started")
    assert len(lines.getvalue().splitlines()) == 1


def test_what_nobody_catches_is_logged_without_its_message(lines: io.StringIO) -> None:
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    try:
        broken()
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    told = lines.getvalue().splitlines()
    assert len(told) == 2
    assert all("CRITICAL mailbot stopped by a fault error=[ValueError at" in line for line in told)
    assert "Kai" not in lines.getvalue()
