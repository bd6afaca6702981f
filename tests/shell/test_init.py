"""What `mailbot init` leaves in a folder, and that it leaves what was there alone."""

from pathlib import Path

import pytest

from mailbot import clock
from mailbot.__main__ import main
from mailbot.settings import load
from mailbot.shelf import shipped_protocols

PROTOCOLS = shipped_protocols()


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_init_writes_is_a_configuration_without_a_warning(
    tmp_path: Path, protocol: str
) -> None:
    assert main(["init", str(tmp_path / "office"), "--protocol", protocol]) == 0
    found = load(tmp_path / "office" / "mailbot.toml")
    assert found.warnings == ()
    assert protocol in (found.rules().id, *(path.stem for path in found.protocol_files()))


def test_what_init_writes_sends_nothing(tmp_path: Path) -> None:
    main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]])
    assert load(tmp_path / "mailbot.toml").sending.mode == "hold"


def test_all_mail_of_before_the_day_of_init_is_history(tmp_path: Path) -> None:
    main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]])
    found = load(tmp_path / "mailbot.toml")
    assert found.mailbox is not None
    assert found.mailbox.since == clock.now().astimezone(found.zone).date()


def test_the_example_schools_terms_and_closures_can_be_read(tmp_path: Path) -> None:
    main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]])
    found = load(tmp_path / "mailbot.toml")
    assert len(found.register().schools) == 4
    assert len(found.terms()) == 12
    assert {row.school for row in found.closures()} == {None, 990901, 990902}


def test_every_example_address_is_invented(tmp_path: Path) -> None:
    main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]])
    for file in tmp_path.iterdir():
        words = file.read_text(encoding="utf-8").replace(">", " ").replace('"', " ")
        addresses = [w for w in words.replace(",", " ").split() if "@" in w]
        assert all(address.endswith(".example") for address in addresses)


def test_init_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "terms.csv").write_text("mine")
    assert main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert [file.name for file in tmp_path.iterdir()] == ["terms.csv"]
    assert (tmp_path / "terms.csv").read_text() == "mine"


def test_a_protocol_that_does_not_ship_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["init", str(tmp_path), "--protocol", "atlantis"])
    assert stopped.value.code == 2


def test_init_says_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", str(tmp_path), "--protocol", PROTOCOLS[0]])
    assert f"mailbot check --config {tmp_path / 'mailbot.toml'}" in capsys.readouterr().out
