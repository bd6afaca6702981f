"""What a command or the store says when it breaks shows types and places, and nobody's data."""

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from mailbot.__main__ import main
from mailbot.store import tables as t
from mailbot.store.ledger import Ledger
from tests.factory import office
from tests.workbench import at, configured

NOW = at("Mon 5 Oct 2026 09:00")


def test_an_error_of_the_store_quotes_no_value(tmp_path: Path) -> None:
    ledger = Ledger(f"sqlite:///{tmp_path / 'store.db'}")
    row = {"id": "MM-26-0001", "surname": "Marlow", "created": NOW}
    with ledger.transaction():
        ledger.write(sa.insert(t.moves).values(row))
    with pytest.raises(IntegrityError) as wrong:
        ledger.write(sa.insert(t.moves).values(row))
    ledger.close()
    assert "Marlow" not in str(wrong.value)


def test_a_fault_while_a_command_runs_is_told_without_its_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured(tmp_path, office("southwark"))

    def breaks(_ledger: Ledger, _until: object = None) -> dict[str, int]:
        try:
            int("Kit Marlow")
        except ValueError:
            logging.getLogger("mailbot.desk").exception("move broke us move=%s", "MM-26-0001")
        return {}

    monkeypatch.setattr(Ledger, "versions", breaks)
    assert main(["moves", "--config", str(settings.path)]) == 0
    said = capsys.readouterr().err
    assert "move broke us move=MM-26-0001 error=[ValueError at" in said
    assert "Marlow" not in said
