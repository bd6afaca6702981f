"""Which protocol files a name stands for, and what else a protocol says outside the rules."""

from pathlib import Path

import pytest

from mailbot.resources import shipped
from mailbot.rules.protocolfiles import ProtocolError, parse_protocol
from mailbot.shelf import protocol_files, read_protocols, shipped_protocols, words_of
from parsers.labels.vocabulary import Vocabulary

FOLDER = shipped("config", "protocols")


def _stems(named: str, beside: Path = FOLDER) -> list[str]:
    return [path.stem for path in protocol_files(named, beside)]


def test_an_id_stands_for_all_its_versions_and_a_file_s_name_for_one() -> None:
    assert _stems("norfolk") == ["norfolk-2017", "norfolk-2024"]
    assert _stems("norfolk-2017") == ["norfolk-2017"]


def test_a_path_stands_for_a_file_and_a_folder_for_the_versions_in_it(tmp_path: Path) -> None:
    for name in ("norfolk-2017.toml", "norfolk-2024.toml"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    assert _stems("norfolk-2017.toml", tmp_path) == ["norfolk-2017"]
    found = read_protocols(protocol_files(".", tmp_path))
    assert [one.in_force.year for one in found] == [2017, 2024]


def test_what_is_neither_is_nothing(tmp_path: Path) -> None:
    assert protocol_files("nowhere", tmp_path) == ()


def test_the_faults_of_all_versions_come_at_once(tmp_path: Path) -> None:
    for year in ("2017", "2024"):
        text = (FOLDER / f"norfolk-{year}.toml").read_text(encoding="utf-8")
        wrong = text.replace("length_weeks = 8", "length_weeks = true")
        (tmp_path / f"{year}.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ProtocolError) as wrong_:
        read_protocols(protocol_files(".", tmp_path))
    assert {fault.file for fault in wrong_.value.faults} == {"2017.toml", "2024.toml"}


@pytest.mark.parametrize("name", shipped_protocols())
def test_each_figure_of_a_shipped_protocol_cites_its_clause(name: str) -> None:
    for protocol in read_protocols(protocol_files(name, FOLDER)):
        for table in type(protocol).model_fields:
            source = getattr(getattr(protocol, table), "source", None)
            assert source is None or source.strip() or table in ("gates", "panel", "data"), table
        assert all(one.source for one in protocol.condition)
        assert all(one.source for one in protocol.regime)


def test_a_protocol_s_own_words_are_known_to_the_reader_of_forms() -> None:
    text = (FOLDER / "southwark.toml").read_text(encoding="utf-8")
    extra = (
        '\n[words.forms]\nmm1 = ["Hop-on form"]\n'
        '[words.roles]\nhome_school = "Mother school"\n'
        '[outcome.words]\n"hopped back" = "unsuccessful"\n'
    )
    form = words_of(parse_protocol("x.toml", text.replace("[outcome]", "[outcome]") + extra))
    assert ("MM1", ("hop-on form",)) in form.titles
    assert ("home", ("mother school",)) in form.parties
    assert ("outcome", (("unsuccessful", ("hopped back",)),)) in form.choices
    assert Vocabulary((form,))
