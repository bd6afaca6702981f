import datetime as dt
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mailbot.children.reader import Reader
from mailbot.demo import paperwork
from mailbot.demo.folder import MARKER, NotOursError, emptied
from mailbot.demo.office import open_office
from mailbot.demo.schools import KIND, opened
from mailbot.demo.story import Paper, stories
from mailbot.resources import shipped
from parsers.records import Reading

ROOT = Path(__file__).resolve().parents[2]

# What the first story must send, by hand. The placement starts on Mon 21 Sep 2026 and lasts ten
# weeks. Midway is Mon 26 Oct, which is half term, so the review is due on Mon 2 Nov: invited ten
# days before, Fri 23 Oct; two school days of tolerance end on Wed 4 Nov, so it is chased on Thu 5.
# The end is Mon 30 Nov: invited Fri 20 Nov, tolerated to Wed 2 Dec, chased on Thu 3 Dec.
GOES_WELL = """
2026-09-15T10:12 form_query inclusion@copperbeck.example
2026-09-16T09:31 form_received inclusion@copperbeck.example
2026-10-23T08:00 review_invite eit.manager@ridgemere.example
2026-10-23T08:00 review_invite helen.westerdale@post.example
2026-10-23T08:00 review_invite inclusion@copperbeck.example
2026-10-23T08:00 review_invite pastoral@larkrisevale.example
2026-10-23T08:00 review_invite piotr.zielak@post.example
2026-11-05T08:00 review_chase inclusion@copperbeck.example
2026-11-05T08:00 review_chase pastoral@larkrisevale.example
2026-11-06T14:20 form_received pastoral@larkrisevale.example
2026-11-20T08:00 review_invite eit.manager@ridgemere.example
2026-11-20T08:00 review_invite helen.westerdale@post.example
2026-11-20T08:00 review_invite inclusion@copperbeck.example
2026-11-20T08:00 review_invite pastoral@larkrisevale.example
2026-11-20T08:00 review_invite piotr.zielak@post.example
2026-12-03T08:00 outcome_chase inclusion@copperbeck.example
2026-12-03T08:00 outcome_chase pastoral@larkrisevale.example
2026-12-04T10:05 form_received pastoral@larkrisevale.example
2026-12-04T10:05 success_confirmed helen.westerdale@post.example
2026-12-04T10:05 success_confirmed inclusion@copperbeck.example
2026-12-04T10:05 success_confirmed pastoral@larkrisevale.example
2026-12-04T10:05 success_confirmed piotr.zielak@post.example
2026-12-08T09:15 form_received inclusion@copperbeck.example
2026-12-09T13:40 form_received pastoral@larkrisevale.example
"""

# And the second. It starts on Mon 14 Sep; the record of the second week is due on Mon 28 Sep and
# chased on Tue 29. Week 4 is Mon 12 Oct: invited on Fri 2 Oct. It breaks down on Wed 21 Oct, with
# the last day on Fri 23 Oct; the fifth school day after that is Fri 6 Nov, two before it Wed 4 Nov.
BREAKS_DOWN = """
2026-09-09T15:48 form_received sendoffice@lanternfield.example
2026-09-18T15:30 form_received pastoral@oldquay.example
2026-09-29T08:00 attendance_chase pastoral@oldquay.example
2026-10-02T08:00 review_invite eit.manager@fenwharf.example
2026-10-02T08:00 review_invite joanne.brightwell@post.example
2026-10-02T08:00 review_invite pastoral@oldquay.example
2026-10-02T08:00 review_invite sendoffice@lanternfield.example
2026-10-02T08:00 review_invite winston.brightwell@post.example
2026-10-12T16:45 form_received pastoral@oldquay.example
2026-10-21T11:20 breakdown_eit eit.manager@fenwharf.example
2026-10-21T11:20 breakdown_home_school sendoffice@lanternfield.example
2026-10-21T11:20 breakdown_parent joanne.brightwell@post.example
2026-10-21T11:20 breakdown_parent winston.brightwell@post.example
2026-10-21T11:20 breakdown_receiving_school pastoral@oldquay.example
2026-10-21T11:20 form_received pastoral@oldquay.example
2026-10-21T14:20 form_received pastoral@oldquay.example
2026-10-22T16:05 form_received pastoral@oldquay.example
2026-11-04T08:00 plan_meeting_reminder sendoffice@lanternfield.example
2026-11-05T11:30 form_received sendoffice@lanternfield.example
"""


@dataclass
class Shown:
    """A demonstration that has run, in a folder of its own."""

    folder: Path
    done: subprocess.CompletedProcess[str]

    @property
    def out(self) -> Path:
        return self.folder / "demo-out"

    @property
    def page(self) -> str:
        return (self.out / "index.html").read_text(encoding="utf-8")

    def timeline(self, protocol: str | None = None) -> list[dict[str, object]]:
        text = (self.out / "timeline.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        return [row for row in rows if protocol in (None, row["protocol"])]

    def sent(self, protocol: str) -> list[str]:
        """Return what left but for the morning lists, in the order of its moments."""
        rows = self.timeline(protocol)
        lines = [f"{str(row['at'])[:16]} {row['kind']} {row['to']}" for row in rows]
        return sorted(line for line in lines if " digest_" not in line)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mailbot", "demo", *arguments]


def demo(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command to its end, with nothing in the environment to lean on."""
    return subprocess.run(  # noqa: S603 - the program of this test
        command(*arguments),
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("onlooker")
    done = demo(cwd=folder)
    assert done.returncode == 0, done.stderr
    return Shown(folder, done)


def test_the_placement_that_goes_well_sends_what_was_counted_by_hand(shown: Shown) -> None:
    assert shown.sent("rotherham") == GOES_WELL.split("\n")[1:-1]


def test_the_placement_that_breaks_down_sends_what_was_counted_by_hand(shown: Shown) -> None:
    assert shown.sent("southwark") == BREAKS_DOWN.split("\n")[1:-1]


def test_the_breakdown_notices_leave_before_the_acknowledgement(shown: Shown) -> None:
    day = [row["kind"] for row in shown.timeline("southwark") if "10-21T11:20" in str(row["at"])]
    assert day[-1] == "form_received"


def test_no_parent_is_ever_told_the_reason(shown: Shown) -> None:
    notices = [row for row in shown.timeline() if row["kind"] == "breakdown_parent"]
    assert [b"settle" in (shown.out / str(row["eml"])).read_bytes() for row in notices] == [
        False,
        False,
    ]


def test_each_line_of_the_timeline_has_its_message_as_the_relay_got_it(shown: Shown) -> None:
    rows = shown.timeline()
    kinds = [str(opened((shown.out / str(row["eml"])).read_bytes())[KIND]) for row in rows]
    assert kinds == [row["kind"] for row in rows]
    assert len(list((shown.out / "sent").iterdir())) == len(rows)


def test_every_form_is_accepted_but_the_one_that_is_queried(shown: Shown) -> None:
    read = re.findall(r"(?m)^  \d\d:\d\d  read (\w+) from .*, (\w+)$", shown.done.stdout)
    statuses = [status for _, status in read]
    assert (statuses[0], set(statuses[1:]), len(statuses)) == ("query", {"accepted"}, 12)
    assert {kind for kind, _ in read} == {"MM1", "MM2", "review", "attendance"}


def test_forms_come_as_fillable_and_printed_pdf_word_file_and_workbook(shown: Shown) -> None:
    made = set(re.findall(r"read \w+ from a ([\w ]+):", shown.done.stdout))
    assert made == {"fillable PDF", "printed PDF", "Word file", "workbook"}


def test_mail_that_is_not_ours_is_left_where_it_lies(shown: Shown) -> None:
    assert "Lunch menus" in shown.done.stdout
    assert "left where it lies" in shown.done.stdout


def test_a_terminal_that_is_none_gets_plain_lines(shown: Shown) -> None:
    assert "\x1b" not in shown.done.stdout


def test_nothing_goes_wrong_in_silence(shown: Shown) -> None:
    assert shown.done.stderr == ""


class Addresses(HTMLParser):
    """Collects what a page would fetch or follow, and what its frames allow."""

    def __init__(self) -> None:
        super().__init__()
        self.named: list[str] = []
        self.sandboxes: list[str] = []
        self.letters: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.named += [told[name] for name in ("src", "href", "action", "data") if name in told]
        if tag == "iframe":
            self.sandboxes.append(told["sandbox"])
            self.letters.append(told["srcdoc"])


@pytest.fixture(scope="module")
def addresses(shown: Shown) -> Addresses:
    found = Addresses()
    found.feed(shown.page)
    return found


def test_the_report_fetches_nothing(shown: Shown, addresses: Addresses) -> None:
    assert [name for name in addresses.named if not name.startswith(("data:image/png", "#"))] == []
    without_pictures = re.sub(r"data:image/png;base64,[A-Za-z0-9+/=]+", "", shown.page)
    assert re.findall(r"https?:|@import|url\(", without_pictures) == []


def test_no_letter_in_the_report_can_run_a_script(addresses: Addresses) -> None:
    assert set(addresses.sandboxes) == {"allow-same-origin"}


def test_the_report_shows_every_letter_but_the_morning_lists(
    shown: Shown, addresses: Addresses
) -> None:
    rows = [row for row in shown.timeline() if not row["kind"].startswith("digest_")]
    assert len(addresses.letters) == len(rows)


def test_the_report_shows_where_on_a_form_a_value_was_read(shown: Shown) -> None:
    places = re.findall(r'class="place" data-fields="([^"]+)"', shown.page)
    assert {"pupil.surname", "start_date", "decision_date", "review_date"} <= set(places)


def test_the_report_is_small_enough_for_a_phone(shown: Shown) -> None:
    assert len(shown.page) < 3_000_000


def test_a_folder_that_no_demo_made_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = demo("--out", str(tmp_path), cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_folder_that_a_demo_made_is_emptied(tmp_path: Path) -> None:
    emptied(tmp_path)
    (tmp_path / "index.html").write_text("old", encoding="utf-8")
    (tmp_path / "sent" / "0001.eml").write_text("old", encoding="utf-8")
    emptied(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [MARKER, "sent"]


def test_a_link_in_a_folder_of_ours_is_not_followed(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work", encoding="utf-8")
    emptied(ours)
    (ours / "link").symlink_to(theirs)
    emptied(ours)
    assert (theirs / "thesis.txt").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "thesis.txt"
    path.write_text("years of work", encoding="utf-8")
    with pytest.raises(NotOursError, match="is a file"):
        emptied(path)


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "fast"])
def test_a_speed_that_is_none_is_wrong_usage(speed: str, tmp_path: Path) -> None:
    done = demo(f"--speed={speed}", cwd=tmp_path)
    assert done.returncode == 2


def test_an_interrupt_ends_it_in_one_sentence(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - the program of this test
        command("--out", str(tmp_path / "out")),
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # a runner in the background is started deaf to interrupts, and so would be its children
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - no thread
    ) as running:
        assert running.stdout is not None
        next(line for line in running.stdout if " out " in line)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said) == (130, "mailbot demo: stopped\n")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]  # no store, no secret is left


def test_everybody_in_a_story_is_invented() -> None:
    for path in shipped("templates", "demo").glob("*.toml"):
        addresses = re.findall(r"[\w.]+@((?:[\w-]+\.)+[\w-]+)", path.read_text(encoding="utf-8"))
        assert {domain.rpartition(".")[2] for domain in addresses} <= {"example"}


def printed_papers() -> Iterator[tuple[int, Paper]]:
    for number, story in enumerate(stories()):
        for paper in story.papers.values():
            if paper.printed:
                yield number, paper


@pytest.mark.parametrize(("number", "paper"), tuple(printed_papers()))
def test_a_printed_form_says_what_its_rows_say(number: int, paper: Paper) -> None:
    with open_office(stories()[number]) as office, Reader(office.settings.context()) as reader:
        day = dt.date(2026, 12, 9)
        (printed,) = reader.file(paper.file, paperwork.made(paper)[1], day)
        (typed,) = reader.file("form.docx", paperwork.word(paper), day)
    assert told(printed) == told(typed)


def told(reading: Reading) -> dict[str, object]:
    assert reading.record is not None
    return reading.record.model_dump(exclude_none=True)
