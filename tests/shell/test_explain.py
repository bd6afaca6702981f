"""`mailbot parse --explain` shows what was read from where, and touches no folder of others."""

import datetime as dt
import io
from pathlib import Path

import pytest
from PIL import Image

from mailbot.__main__ import main
from tests import factory

MONDAY = dt.date(2026, 10, 5)  # Mon 5 Oct 2026
PLACE = factory.office("southwark")
VALUES = factory.agreement("a", PLACE.schools["alder"], PLACE.schools["beck"], MONDAY)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MAILBOT_CONFIG", raising=False)


def _explained(tmp_path: Path, name: str, data: bytes) -> str:
    (tmp_path / name).write_bytes(data)
    assert main(["parse", "--explain", name, "--out", "seen"]) == 0
    return (tmp_path / "seen" / "index.html").read_text()


def test_a_page_of_a_pdf_is_drawn_with_a_box_round_what_was_read(tmp_path: Path) -> None:
    page = _explained(tmp_path, "form.pdf", factory.acro_pdf("MM1", VALUES))
    assert "pupil.dob" in page
    assert 'src="001-001.png"' in page
    with Image.open(io.BytesIO((tmp_path / "seen" / "001-001.png").read_bytes())) as drawn:
        colours = {colour for _, colour in drawn.getcolors(2**24) or ()}
    assert (0, 120, 40) in colours


def test_a_word_form_is_its_rows_and_what_each_became(tmp_path: Path) -> None:
    page = _explained(tmp_path, "form.docx", factory.docx("MM1", VALUES))
    forename = VALUES["pupil"]["forename"]
    assert f"<code>pupil.forename</code> = {forename}" in page


def test_a_form_in_a_mail_is_explained_under_its_part(tmp_path: Path) -> None:
    raw = factory.mail(
        PLACE.schools["alder"].office,
        PLACE.mailbox,
        "MM1",
        "Attached <script>alert(1)</script>.",
        attachments=[
            factory.Attachment("a<b>.pdf", factory.acro_pdf("MM1", VALUES), "application/pdf")
        ],
        date=dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC),
        message_id="<1@t.example>",
    )
    page = _explained(tmp_path, "mail.eml", raw)
    assert "mail.eml: a&lt;b&gt;.pdf" in page
    assert "<script" not in page
    assert (tmp_path / "seen" / "001-001.png").is_file()


def test_a_file_that_cannot_be_drawn_is_said_to_be_so(tmp_path: Path) -> None:
    page = _explained(tmp_path, "form.pdf", b"%PDF-1.7\nnothing\n%%EOF")
    assert "other" not in page.split("<h2", maxsplit=1)[0] or "held" in page
    assert "no managed-move form, held" in page


def test_no_file_name_in_the_folder_says_whom_it_is_about(tmp_path: Path) -> None:
    _explained(tmp_path, "Kai Jarvis.pdf", factory.acro_pdf("MM1", VALUES))
    names = {path.name for path in (tmp_path / "seen").iterdir()}
    assert names <= {"index.html", ".mailbot-explanation", "001-001.png", "001-002.png"}


def test_an_explanation_may_be_written_anew(tmp_path: Path) -> None:
    _explained(tmp_path, "form.docx", factory.docx("MM1", VALUES))
    assert "pupil.dob" in _explained(tmp_path, "form.docx", factory.docx("MM1", VALUES))


@pytest.mark.parametrize("name", ["notes.txt", "index.html", ".mailbot-explanation.bak"])
def test_a_folder_that_holds_anything_else_is_not_touched(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen" / name).write_text("mine")
    (tmp_path / "form.docx").write_bytes(factory.docx("MM1", VALUES))
    assert main(["parse", "--explain", "form.docx", "--out", "seen"]) == 1
    assert "name an empty folder" in capsys.readouterr().err
    assert (tmp_path / "seen" / name).read_text() == "mine"


def test_a_folder_without_explain_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "a.pdf", "--out", "seen"]) == 2
    assert "--explain" in capsys.readouterr().err
