"""The configuration as an operator meets it: what is believed, refused, and how it is said."""

import datetime as dt
from pathlib import Path

import pytest

from mailbot.servers.inbox import Fate
from mailbot.settings import Settings, SettingsError, default_path, load, plain_context

PLAIN = """
[authority]
name = "Northmere Council"
protocol = "southwark"
exclusions_team = ["team@northmere.example"]

[mailbox]
host = "127.0.0.1"
port = 1143
security = "none"
user = "moves@northmere.example"
password_env = "IMAP_SECRET"

[smtp]
host = "127.0.0.1"
port = 1025
security = "none"
from = "Inclusion Team <moves@northmere.example>"

[schools]
register = "schools.csv"

[calendar]
terms = "terms.csv"
"""
SCHOOLS = "URN,EstablishmentName\n990901,Marram Hill Academy\n990902,Pennyfold School\n"
TERMS = "school,first,last\n,2026-09-02,2026-10-23\n"


def write(folder: Path, toml: str = PLAIN, **files: str | bytes) -> Path:
    named = {"schools_csv": SCHOOLS, "terms_csv": TERMS, **files}
    for name, content in named.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("_csv", ".csv")).write_bytes(raw)
    path = folder / "mailbot.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def settings(folder: Path, toml: str = PLAIN, **files: str | bytes) -> Settings:
    return load(write(folder, toml, **files), {"IMAP_SECRET": "open sesame"})


def faults(folder: Path, toml: str, **files: str | bytes) -> list[str]:
    with pytest.raises(SettingsError) as wrong:
        settings(folder, toml, **files)
    return [str(fault) for fault in wrong.value.faults]


def test_a_file_that_says_nothing_of_sending_sends_nothing(tmp_path: Path) -> None:
    assert settings(tmp_path).sending.mode == "hold"


def test_a_file_that_says_nothing_of_trust_believes_only_what_was_authenticated(
    tmp_path: Path,
) -> None:
    box = settings(tmp_path).mailbox
    assert box is not None
    assert (box.trust, box.trusted_authserv_id, box.filing) == ("authenticated", None, "move")


def test_absent_roles_fall_to_the_exclusions_team(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert found.eit_manager == found.virtual_school == "team@northmere.example"


def test_everything_that_is_wrong_is_said_at_once_with_its_key(tmp_path: Path) -> None:
    toml = (
        PLAIN.replace('name = "Northmere Council"\n', "")
        .replace("port = 1143", 'port = "many"')
        .replace('["team@northmere.example"]', '["team at northmere"]')
    )
    assert faults(tmp_path, toml) == [
        "mailbot.toml, authority.name: is missing; write it",
        "mailbot.toml, authority.exclusions_team[0]: is not an e-mail address; write name@domain",
        "mailbot.toml, mailbox.port: is not a whole number; write it without quotes",
    ]


def test_a_fault_never_quotes_an_address(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PLAIN.replace("team@northmere", "someone@@northmere"))
    assert "someone" not in fault


def test_an_unknown_key_is_a_warning_that_names_its_neighbour(tmp_path: Path) -> None:
    found = settings(tmp_path, PLAIN.replace("exclusions_team", "stuff = []\nexclusions_team"))
    assert [str(w) for w in found.warnings] == [
        "mailbot.toml, authority.stuff: is not a key that mailbot knows; did you mean staff?"
    ]


def test_an_unknown_table_is_a_warning(tmp_path: Path) -> None:
    found = settings(tmp_path, PLAIN + "[weather]\nsunny = true\n")
    assert [w.where for w in found.warnings] == ["weather"]


def test_an_unknown_figure_of_the_protocol_is_a_warning_and_not_used(tmp_path: Path) -> None:
    found = settings(tmp_path, PLAIN + "[protocol]\nlength_weeks = 6\nlenght = 3\n")
    assert [w.where for w in found.warnings] == ["protocol.lenght"]
    assert found.overrides() == {"length_weeks": 6}
    assert found.rules().placement.length_weeks == 6


def test_a_figure_of_the_protocol_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    found = settings(tmp_path, PLAIN + "[protocol]\nlength_weeks = 0\n")
    with pytest.raises(SettingsError, match="length_weeks"):
        found.rules()


def test_a_password_in_the_file_is_not_read_and_said_to_belong_elsewhere(tmp_path: Path) -> None:
    found = settings(tmp_path, PLAIN.replace("password_env =", 'password = "x"\npassword_env ='))
    (warning,) = found.warnings
    assert "environment" in warning.what


def test_a_password_in_clear_is_for_this_machine_only(tmp_path: Path) -> None:
    (fault,) = faults(
        tmp_path, PLAIN.replace('host = "127.0.0.1"\nport = 1143', 'host = "mx.example"')
    )
    assert fault.startswith("mailbot.toml, mailbox.security: ")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_each_way_to_name_this_machine_may_go_without_tls(tmp_path: Path, host: str) -> None:
    box = settings(tmp_path, PLAIN.replace('"127.0.0.1"', f'"{host}"')).mailbox
    assert box is not None
    assert box.security == "none"


def test_redirecting_needs_somewhere_to_redirect_to(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PLAIN + '[sending]\nmode = "redirect"\n')
    assert fault.startswith("mailbot.toml, sending.redirect_to: is missing")


def test_a_misspelt_kind_under_hold_is_refused_for_it_would_leave(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PLAIN + '[sending]\nmode = "live"\nhold = ["breakdown_parents"]\n')
    assert fault.startswith("mailbot.toml, sending.hold: ")
    assert "did you mean breakdown_parent?" in fault


def test_a_kind_under_hold_may_be_narrowed_to_its_reader(tmp_path: Path) -> None:
    toml = PLAIN + '[sending]\nhold = ["review_invite:parent", "breakdown_parent"]\n'
    assert settings(tmp_path, toml).sending.hold == ("review_invite:parent", "breakdown_parent")


def test_a_file_that_is_named_and_not_there_is_a_fault_of_its_key(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PLAIN + 'closures = "shut.csv"\n')
    assert fault.startswith("mailbot.toml, calendar.closures: there is no file shut.csv")


def test_a_protocol_that_does_not_ship_and_is_no_file_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, PLAIN.replace('"southwark"', '"atlantis"'))
    assert fault.startswith("mailbot.toml, authority.protocol: is neither a protocol that ships")


def test_a_protocol_may_be_a_file_of_the_authority(tmp_path: Path) -> None:
    shipped = settings(tmp_path).protocol_files()[0].read_text(encoding="utf-8")
    (tmp_path / "ours.toml").write_text(shipped.replace("title = ", "title = 'Ours' # ", 1))
    found = settings(tmp_path, PLAIN.replace('"southwark"', '"ours.toml"'))
    assert (found.protocol_files()[0].stem, found.rules().title) == ("ours", "Ours")


def test_no_configuration_is_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="mailbot init"):
        load(tmp_path / "nothing.toml")


def test_toml_that_cannot_be_read_names_the_line(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "[authority\n")
    assert "line 1" in fault


def test_a_configuration_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert settings(tmp_path, "\ufeff" + PLAIN).authority.name == "Northmere Council"


def test_the_configuration_is_the_one_given_else_the_environments_else_the_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MAILBOT_CONFIG", raising=False)
    assert default_path(None) == Path("mailbot.toml")
    monkeypatch.setenv("MAILBOT_CONFIG", "office/live.toml")
    assert default_path(None) == Path("office/live.toml")
    assert default_path("other.toml") == Path("other.toml")


def test_the_password_comes_from_the_environment(tmp_path: Path) -> None:
    account = settings(tmp_path).account()
    assert (account.password, account.port, account.folder) == ("open sesame", 1143, "INBOX")
    assert account.folders[Fate.QUARANTINE] == "Mailbot/Quarantine"


def test_the_password_may_come_from_a_file_without_its_line_break(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("open sesame\n")
    toml = PLAIN.replace('password_env = "IMAP_SECRET"', 'password_file = "secret"')
    assert settings(tmp_path, toml).account().password == "open sesame"  # noqa: S105 - invented


def test_a_missing_password_is_missed_only_when_something_logs_in(tmp_path: Path) -> None:
    found = load(write(tmp_path), {})
    with pytest.raises(SettingsError, match=r"mailbox\.password_env: the environment has no"):
        found.account()


def test_a_relay_without_a_password_key_is_used_without_login(tmp_path: Path) -> None:
    relay = settings(tmp_path).relay()
    assert (relay.password, relay.sender) == (None, "moves@northmere.example")


def test_a_scenario_needs_neither_mailbox_nor_relay(tmp_path: Path) -> None:
    toml = PLAIN[: PLAIN.index("[mailbox]")] + PLAIN[PLAIN.index("[schools]") :]
    found = settings(tmp_path, toml)
    assert found.sender == "Northmere Council <team@northmere.example>"
    with pytest.raises(SettingsError, match="mailbox: is missing"):
        found.account()
    with pytest.raises(SettingsError, match="smtp: is missing"):
        found.relay()


def test_the_store_lies_beside_the_configuration(tmp_path: Path) -> None:
    assert settings(tmp_path).store_url == f"sqlite:///{tmp_path.resolve()}/state/mailbot.db"


def test_an_absolute_store_stays_where_it_is(tmp_path: Path) -> None:
    toml = PLAIN + '[store]\nurl = "sqlite:////var/lib/mailbot.db"\n'
    assert settings(tmp_path, toml).store_url == "sqlite:////var/lib/mailbot.db"


def test_what_prints_settings_prints_no_address(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert "@" not in f"{found!r} {found.authority!r} {found.mailbox} {found.account()!r}".replace(
        found.account().user, ""
    )


def test_terms_are_read_as_excel_saves_them(tmp_path: Path) -> None:
    rows = "School;First;Last", "", ";02/09/2026;23/10/2026", "990902;2026-09-03;2026-10-22", ";;"
    saved = "\ufeff" + "\r\n".join(rows)
    assert [(t.school, t.first, t.last) for t in settings(tmp_path, terms_csv=saved).terms()] == [
        (None, dt.date(2026, 9, 2), dt.date(2026, 10, 23)),
        (990902, dt.date(2026, 9, 3), dt.date(2026, 10, 22)),
    ]


def test_windows_letters_in_a_closure_are_read(tmp_path: Path) -> None:
    shut = "school,date,why\nPennyfold School,02/11/2026,caf\u00e9 flooded\n".encode("cp1252")
    found = settings(tmp_path, PLAIN + 'closures = "shut.csv"\n', shut_csv=shut)
    assert [(c.school, c.day, c.why) for c in found.closures()] == [
        (990902, dt.date(2026, 11, 2), "caf\u00e9 flooded")
    ]


def test_every_row_that_cannot_be_read_is_named_by_its_line(tmp_path: Path) -> None:
    terms = (
        "school,first,last\n,2026-09-02,soon\n\nNowhere School,2026-11-02,2026-12-18\n"
        ",2026-12-18,2026-11-02\n,2026-02-30,2026-03-01\n"
    )
    with pytest.raises(SettingsError) as wrong:
        settings(tmp_path, terms_csv=terms).terms()
    assert [str(fault) for fault in wrong.value.faults] == [
        "terms.csv, line 2: last is not a date; write 2026-09-02 or 02/09/2026",
        "terms.csv, line 4: school is not in the register; write its URN, or its name as there",
        "terms.csv, line 5: the last day is before the first; put them the right way round",
        "terms.csv, line 6: first is not a date; write 2026-09-02 or 02/09/2026",
    ]


def test_a_calendar_without_its_columns_is_a_fault_of_line_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"terms\.csv, line 1: .*missing: first, last"):
        settings(tmp_path, terms_csv="school,von,bis\n").terms()


def test_one_off_holidays_change_the_working_days(tmp_path: Path) -> None:
    toml = PLAIN + 'holidays = "holidays.csv"\n'
    rows = "date,change\n2026-09-14,added\n2026-08-31,removed\n"
    calendar = settings(tmp_path, toml, holidays_csv=rows).school_calendar()
    assert not calendar.is_working_day(dt.date(2026, 9, 14))  # Mon 14 Sep 2026
    assert calendar.is_working_day(dt.date(2026, 8, 31))  # Mon 31 Aug 2026, a bank holiday


def test_a_holiday_that_is_neither_added_nor_removed_is_refused(tmp_path: Path) -> None:
    toml = PLAIN + 'holidays = "holidays.csv"\n'
    with pytest.raises(SettingsError, match='say "added" or "removed"'):
        settings(tmp_path, toml, holidays_csv="date,change\n2026-09-14,perhaps\n").school_calendar()


def test_a_reader_is_told_what_the_configuration_says(tmp_path: Path) -> None:
    context = settings(tmp_path, PLAIN + '[forms]\nhost_school = "home"\n').context()
    assert context.host_school == "home"
    assert context.review_names == ("week4", "week8", "final")
    assert context.own_domains == {"northmere.example"}
    assert context.schools.by_urn(990901) is not None


def test_a_reader_without_a_configuration_knows_the_forms_and_no_school() -> None:
    context = plain_context()
    assert context.forms
    assert context.schools.schools == ()


def test_a_register_with_a_fault_is_said_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"schools\.csv"):
        settings(tmp_path, schools_csv="URN,EstablishmentName\nnone,Marram Hill\n").register()


def test_a_number_in_quotes_is_said_in_our_words(tmp_path: Path) -> None:
    toml = PLAIN.replace("[mailbox]\n", '[mailbox]\npoll_seconds = "sixty"\n')
    (fault,) = faults(tmp_path, toml)
    assert fault == "mailbot.toml, mailbox.poll_seconds: is not a number; write it without quotes"
