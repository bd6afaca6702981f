"""`mailbot parse` prints what the bot would read, for programs and for people."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from mailbot.__main__ import main
from tests import factory

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
PLACE = factory.office("southwark")
HOME, NEW = PLACE.schools["alder"], PLACE.schools["beck"]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAILBOT_CONFIG", raising=False)


def _form() -> bytes:
    return factory.docx("MM1", factory.agreement("a", HOME, NEW, MONDAY))


def _mail(**headers: str) -> bytes:
    return factory.mail(
        headers.pop("sender", HOME.office),
        PLACE.mailbox,
        "MM1",
        "Please find attached.",
        attachments=[factory.Attachment("MM1.docx", _form(), factory.WORD)],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_of_json_holds_record_evidence_and_problems(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form.docx").write_bytes(_form())
    assert main(["parse", "form.docx", "--json"]) == 0
    (line,) = _lines(capsys)
    assert (line["source"], line["kind"]) == ("form.docx", "MM1")
    assert "part" not in line
    assert line["record"]["pupil"]["dob"] == "2012-05-14"
    assert line["record"]["home"]["school"] == HOME.name
    assert line["evidence"]["pupil.dob"]["how"] == "docx"
    assert isinstance(line["problems"], list)


def test_what_is_absent_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "form.docx").write_bytes(_form())
    main(["parse", "form.docx", "--json"])

    def empty(value: object) -> bool:
        inner = value.values() if isinstance(value, dict) else value
        nested = isinstance(value, dict | list) and any(empty(one) for one in inner)  # type: ignore[attr-defined]
        return value is None or value in ("", [], {}) or nested

    assert not empty(_lines(capsys)[0]["record"])


def test_a_file_that_is_missing_leaves_the_others_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form.docx").write_bytes(_form())
    assert main(["parse", "nowhere.pdf", "form.docx", "--json"]) == 1
    captured = capsys.readouterr()
    assert [json.loads(line)["kind"] for line in captured.out.splitlines()] == ["MM1"]
    assert captured.err == "mailbot parse: nowhere.pdf: No such file or directory\n"


def test_what_is_not_read_yet_is_held_and_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(40))
    assert main(["parse", "photo.jpg", "--json"]) == 0
    (line,) = _lines(capsys)
    assert (line["kind"], line["status"]) == ("other", "held")
    assert "record" not in line


def test_a_mail_names_its_part_and_is_read_with_the_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = factory.write_configuration(tmp_path / "office", PLACE)
    (tmp_path / "a.eml").write_bytes(_mail())
    assert main(["parse", "a.eml", "--json", "--config", str(config)]) == 0
    (line,) = _lines(capsys)
    assert line["part"] == "MM1.docx"
    assert line["record"]["home"]["urn"] == HOME.urn
    assert line["status"] == "accepted"


@pytest.mark.parametrize(
    "headers",
    [
        {"Authentication_Results": "mx.elsewhere.example; dmarc=fail header.from=x.example"},
        {"sender": "head@stranger.example"},
    ],
)
def test_a_form_whose_sender_may_not_speak_is_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], headers: dict[str, str]
) -> None:
    config = factory.write_configuration(tmp_path / "office", PLACE)
    (tmp_path / "a.eml").write_bytes(_mail(**headers))
    assert main(["parse", "a.eml", "--json", "--config", str(config)]) == 0
    (line,) = _lines(capsys)
    assert (line["kind"], line["status"]) == ("MM1", "held")
    assert "mismatch" in [problem["code"] for problem in line["problems"]]


def test_a_person_sees_values_beside_what_stands_on_the_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form.docx").write_bytes(_form())
    assert main(["parse", "form.docx"]) == 0
    shown, hint = capsys.readouterr()
    assert "pupil.surname" in shown
    assert "2012-05-14" in shown
    assert "MM1" in shown
    assert "no school is known" in hint  # so what is said of the schools is no fault of the form


def test_a_letter_without_a_form_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\nSubject: Lunch\n\nFish on Friday.")
    assert main(["parse", "a.eml"]) == 0
    assert "without any form" in capsys.readouterr().out


def test_a_configuration_that_is_not_there_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "form.docx").write_bytes(_form())
    assert main(["parse", "form.docx", "--config", "nowhere.toml"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nowhere.toml" in captured.err


def test_a_configuration_named_in_the_environment_must_be_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOT_CONFIG", "elsewhere.toml")
    (tmp_path / "form.docx").write_bytes(_form())
    assert main(["parse", "form.docx"]) == 1
    assert "elsewhere.toml" in capsys.readouterr().err
