"""`mailbot check` as an operator sees it, against servers that answer and ones that do not."""

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailbot.__main__ import main
from mailbot.demo.servers import Received, imap_server, smtp_server
from mailbot.resources import shipped

COLUMNS = "URN,EstablishmentName,AdminEmail\n990901,Marram Hill Academy,office@marramhill.example\n"
TERMS = "school,first,last\n,2026-09-01,2046-07-20\n"
CONFIGURATION = """
[authority]
name = "Northmere Council"
protocol = "southwark"
exclusions_team = ["team@northmere.example"]
phone = "020 7946 0100"
complaints = "Write to the complaints officer."
sendiass = "Northmere SENDIASS, 020 7946 0101"

[mailbox]
host = "127.0.0.1"
port = {imap}
security = "none"
user = "moves@northmere.example"
password_env = "IMAP_SECRET"
trusted_authserv_id = "mx.northmere.example"
since = 2026-11-21

[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
from = "Inclusion Team <moves@northmere.example>"

[sending]
mode = "live"

[schools]
register = "schools.csv"

[calendar]
terms = "terms.csv"
"""


@dataclass
class Checked:
    """An office whose configuration a test may change before it is checked."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    toml: str
    sent: list[Received] = field(default_factory=list)

    def change(self, old: str, new: str) -> None:
        assert old in self.toml
        self.toml = self.toml.replace(old, new)

    def rows(self) -> tuple[int, list[dict[str, str]]]:
        path = self.folder / "mailbot.toml"
        path.write_text(self.toml, encoding="utf-8")
        status = main(["check", "--config", str(path), "--json"])
        return status, [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]

    def failed(self) -> list[str]:
        status, rows = self.rows()
        failed = [f"{row['check']}: {row['said']}" for row in rows if row["state"] == "failed"]
        assert status == (1 if failed else 0)
        return failed

    def warned(self) -> list[str]:
        return [f"{r['check']}: {r['said']}" for r in self.rows()[1] if r["state"] == "warning"]


@pytest.fixture
def office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Checked]:
    monkeypatch.setenv("IMAP_SECRET", "open sesame")
    (tmp_path / "schools.csv").write_text(COLUMNS)
    (tmp_path / "terms.csv").write_text(TERMS)
    sent: list[Received] = []
    users = {"moves@northmere.example": "open sesame"}
    with imap_server(users) as imap, smtp_server(sent.append) as smtp:
        toml = CONFIGURATION.format(imap=imap.port, smtp=smtp.port)
        yield Checked(tmp_path, capsys, toml, sent)


def test_a_sound_office_passes_and_nothing_is_sent(office: Checked) -> None:
    assert office.failed() == []
    assert office.sent == []


def test_each_thing_that_was_looked_at_has_its_row(office: Checked) -> None:
    assert list(dict.fromkeys(row["check"] for row in office.rows()[1])) == [
        "configuration",
        "people",
        "trust",
        "protocol",
        "schools",
        "calendar",
        "forms",
        "letters",
        "store",
        "imap",
        "smtp",
    ]


def test_checking_leaves_nothing_behind(office: Checked) -> None:
    office.rows()
    assert sorted(p.name for p in office.folder.iterdir()) == [
        "mailbot.toml",
        "schools.csv",
        "terms.csv",
    ]


def test_live_needs_what_letters_must_name(office: Checked) -> None:
    office.change('phone = "020 7946 0100"\n', "")
    office.change("sendiass =", "# sendiass =")
    assert office.failed() == [
        "people: authority.phone, authority.sendiass are needed: letters name them"
    ]


def test_before_live_what_letters_must_name_is_a_warning(office: Checked) -> None:
    office.change('phone = "020 7946 0100"\n', "")
    office.change('mode = "live"', 'mode = "hold"')
    assert office.failed() == []
    assert any("authority.phone will be needed" in said for said in office.warned())


def test_a_wrong_password_fails_and_the_relay_is_still_asked(
    office: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAP_SECRET", "guess")
    (failed,) = office.failed()
    assert failed.startswith("imap: ")
    assert office.rows()[1][-1]["state"] == "ok"


def test_a_missing_password_is_said_by_the_name_of_its_variable(
    office: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IMAP_SECRET")
    (failed,) = office.failed()
    assert "the environment has no IMAP_SECRET" in failed


def test_a_server_that_is_not_there_fails(office: Checked) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = taken.getsockname()[1]
    office.change('from = "Inclusion', f'port = {nobody}\nfrom = "Inclusion')
    office.toml = "\n".join(_without_first_port_of_smtp(office.toml.splitlines()))
    (failed,) = office.failed()
    assert failed.startswith("smtp: ")


def _without_first_port_of_smtp(lines: list[str]) -> Iterator[str]:
    ports = [n for n, line in enumerate(lines) if line.startswith("port = ")]
    return (line for n, line in enumerate(lines) if n != ports[1])


def test_an_unknown_key_is_a_warning_only(office: Checked) -> None:
    office.change("[sending]", "[sending]\nspeed = 9")
    assert office.failed() == []
    assert any("sending.speed" in said for said in office.warned())


def test_believing_everybody_is_a_warning(office: Checked) -> None:
    office.change("trusted_authserv_id =", 'trust = "all"\ntrusted_authserv_id =')
    assert any(said.startswith("trust: trust = all") for said in office.warned())


def test_an_exclusions_team_that_is_the_bots_own_mailbox_is_a_warning(office: Checked) -> None:
    office.change("team@northmere.example", "Moves@northmere.example")
    assert any("exclusions_team is the mailbox the bot reads" in said for said in office.warned())


def test_terms_that_end_before_the_longest_placement_are_a_warning(office: Checked) -> None:
    (office.folder / "terms.csv").write_text("school,first,last\n,2024-09-02,2025-07-18\n")
    (said,) = [said for said in office.warned() if said.startswith("calendar")]
    assert "end on 18 July 2025" in said


def test_terms_that_reach_far_enough_are_no_warning(office: Checked) -> None:
    assert not [said for said in office.warned() if said.startswith("calendar")]


def test_no_terms_at_all_is_a_failure(office: Checked) -> None:
    office.change('terms = "terms.csv"', "")
    (failed,) = office.failed()
    assert failed.startswith("calendar: no terms")


def test_a_row_of_the_calendar_that_cannot_be_read_fails_with_its_line(office: Checked) -> None:
    (office.folder / "terms.csv").write_text(TERMS + ",someday,2047-01-01\n")
    assert [f for f in office.failed() if "terms.csv, line 3" in f]


def test_a_school_that_nobody_can_write_to_is_a_warning(office: Checked) -> None:
    (office.folder / "schools.csv").write_text(COLUMNS + "990902,Pennyfold School,\n")
    assert "schools: no address to write to: Pennyfold School" in office.warned()


def test_a_configuration_that_cannot_be_read_is_a_row_for_each_fault(office: Checked) -> None:
    office.change('protocol = "southwark"', 'protocol = "atlantis"')
    office.change('terms = "terms.csv"', 'terms = "terns.csv"')
    assert [failed.partition(": ")[0] for failed in office.failed()] == ["configuration"] * 2


def test_what_init_writes_is_told_what_is_still_to_be_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["init", str(tmp_path), "--protocol", "southwark"])
    capsys.readouterr()
    assert main(["check", "--config", str(tmp_path / "mailbot.toml")]) == 1
    failed = [line for line in capsys.readouterr().out.splitlines() if line.startswith("failed")]
    assert [line.split()[1] for line in failed] == ["imap", "smtp"]
    assert all("still the example's" in line for line in failed)


def test_no_configuration_is_a_row_that_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--config", str(tmp_path / "none.toml")]) == 1
    assert "mailbot init" in capsys.readouterr().out


# ------------------------------------------------------------------------------- the protocol


def _own(office: Checked, old: str, new: str) -> None:
    """Give the office a protocol file of its own, one line of the shipped one changed."""
    text = shipped("config", "protocols", "southwark.toml").read_text(encoding="utf-8")
    assert old in text
    (office.folder / "ours.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    office.change('protocol = "southwark"', 'protocol = "ours.toml"')


def test_a_protocol_is_read_back_in_plain_words(office: Checked) -> None:
    said = [row["said"] for row in office.rows()[1] if row["check"] == "protocol"]
    assert said[0].endswith(
        "12 calendar weeks; reviews: 4 week review, 8 week review, final review"
    )
    notified = "agreement (MM1) from the home school: within 5 school days after the start"
    assert f"{notified}, aimed at 2 (the authority's choice)" in said


def test_each_version_of_a_protocol_is_read_back(office: Checked) -> None:
    office.change('protocol = "southwark"', 'protocol = "norfolk"')
    said = [row["said"] for row in office.rows()[1] if row["check"] == "protocol"]
    whole = "\n".join(said)
    assert "in force from Friday 1 September 2017: 8 school weeks; reviews: midway review" in whole
    assert "in force from Sunday 1 September 2024: 8 school weeks; reviews: every 2 weeks" in whole
    assert "within 1 school days before the start" in whole


def test_a_fault_of_a_protocol_is_told_once_by_file_line_and_key(office: Checked) -> None:
    _own(office, "limit = 5", "limit = 5\nlimt = 6")
    failed = office.failed()
    assert len(failed) == 1
    assert failed[0].startswith("protocol: ours.toml:28: notification.limt: is not a key that ")
    assert any("not looked at: mend what is said above first" in said for said in office.warned())


def test_a_figure_of_the_configuration_that_contradicts_is_told_there(office: Checked) -> None:
    office.toml += "\n[protocol]\nnotify_target = 9\n"
    assert "mailbot.toml: [protocol] notify_target" in office.failed()[0].replace(",", ":")


def test_a_kind_that_a_protocol_holds_must_exist(office: Checked) -> None:
    _own(office, "[ladder]", '[gates]\nhold = ["breakdown_parnt"]\n\n[ladder]')
    assert any("did you mean breakdown_parent?" in fault for fault in office.failed())


def test_what_letters_must_name_may_stand_in_the_protocol(office: Checked) -> None:
    office.change('phone = "020 7946 0100"\n', "")
    _own(office, "[ladder]", '[identity]\nphone = "020 7946 0199"\n\n[ladder]')
    assert office.failed() == []


def test_a_file_that_may_not_be_read_is_a_row_and_keeps_no_other_check_from_being_made(
    office: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def barred(path: Path) -> bytes:
        if path.name == "schools.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", barred)
    (failed,) = office.failed()
    assert failed == f"schools: {office.folder / 'schools.csv'}: Permission denied"
    assert [row["check"] for row in office.rows()[1]][-3:] == ["store", "imap", "smtp"]


def test_a_store_whose_folder_is_closed_fails_though_the_file_is_ours(
    office: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = office.folder / "state" / "mailbot.db"
    store.parent.mkdir()
    store.touch(0o600)
    assert office.failed() == []
    monkeypatch.setattr("os.access", lambda place, _how: place != store.parent)
    assert office.failed() == [f"store: store.url: {store.parent} cannot be written by us"]


def test_a_store_that_everybody_may_read_is_warned_of(office: Checked) -> None:
    store = office.folder / "state" / "mailbot.db"
    store.parent.mkdir()
    store.touch()
    store.chmod(0o644)
    assert f"store: everybody on this machine may read {store}: chmod o= {store}" in office.warned()


def test_a_copy_that_an_upgrade_left_is_warned_of_until_it_is_removed(office: Checked) -> None:
    store = office.folder / "state" / "mailbot.db"
    store.parent.mkdir()
    store.touch(0o600)
    left = store.with_name("mailbot.db.schema-2")
    left.touch(0o600)
    (warned,) = (said for said in office.warned() if "before an upgrade" in said)
    assert "mailbot.db.schema-2" in warned
    left.unlink()
    assert not [said for said in office.warned() if "before an upgrade" in said]
