"""The moves as they are kept between two questions: never older than the ledger."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailbot.planned.docket import Docket
from mailbot.rules.moves import Event, What
from mailbot.store.ledger import Ledger

NOW = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    store = Ledger(f"sqlite:///{tmp_path / 'store.db'}")
    yield store
    store.close()


def known(ledger: Ledger, start: dt.date) -> None:
    event = Event(move="MM-26-0001", what=What.KNOWN, at=NOW, taken=NOW, data={"start": start})
    ledger.add_event(event)


def opened(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.new_move(2026, NOW, home=100001, receiving=100002)


def test_a_fact_is_seen_at_once(ledger: Ledger) -> None:
    docket = Docket(ledger)
    opened(ledger)
    assert docket.moves()["MM-26-0001"].known is None
    with ledger.transaction():
        known(ledger, dt.date(2026, 10, 5))
        assert docket.moves()["MM-26-0001"].expected_start == dt.date(2026, 10, 5)


def test_a_fact_that_another_program_wrote_is_seen(ledger: Ledger, tmp_path: Path) -> None:
    docket = Docket(ledger)
    opened(ledger)
    assert docket.moves()["MM-26-0001"].known is None
    other = Ledger(f"sqlite:///{tmp_path / 'store.db'}")
    with other.transaction():
        known(other, dt.date(2026, 10, 5))
    other.close()
    assert docket.moves()["MM-26-0001"].expected_start == dt.date(2026, 10, 5)


def test_a_fact_that_was_undone_leaves_nothing_behind(ledger: Ledger) -> None:
    docket = Docket(ledger)
    opened(ledger)

    def fails() -> None:
        with ledger.transaction():
            known(ledger, dt.date(2026, 10, 5))
            assert docket.moves()["MM-26-0001"].expected_start == dt.date(2026, 10, 5)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert docket.moves()["MM-26-0001"].known is None
    with ledger.transaction():  # the next fact takes the very place of the one undone
        known(ledger, dt.date(2026, 10, 12))
    assert docket.moves()["MM-26-0001"].expected_start == dt.date(2026, 10, 12)


def test_a_move_that_was_undone_is_not_known(ledger: Ledger) -> None:
    docket = Docket(ledger)

    def fails() -> None:
        with ledger.transaction():
            ledger.new_move(2026, NOW)
            assert list(docket.moves()) == ["MM-26-0001"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not docket.moves()
