"""The house rules that no linter can see."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = sorted(path for part in ("mailbot", "parsers") for path in (ROOT / part).rglob("*.py"))
SKIPPED = {".git", ".venv", ".hypothesis", "__pycache__", "build", "dist", "demo-out", "state"}
LONGEST = 400
NOT_KINDS = {"demo", "papers", "shared"}

# contract/notices.md
KINDS = frozenset(
    {
        "form_received",
        "form_query",
        "form_missing",
        "form_held",
        "notification_chase",
        "review_invite",
        "review_chase",
        "attendance_chase",
        "outcome_chase",
        "breakdown_parent",
        "breakdown_home_school",
        "breakdown_eit",
        "breakdown_receiving_school",
        "breakdown_social_worker",
        "breakdown_virtual_school",
        "report_chase",
        "plan_meeting_reminder",
        "plan_meeting_chase",
        "extension_confirmed",
        "success_confirmed",
        "roll_change_chase",
        "escalation",
        "undeliverable",
        "digest_daily",
        "digest_weekly",
        "digest_panel",
    }
)
# Authorities whose forms or protocols were read while this was written. Names that are also words
# (Reading, Bury, Bath) are left out.
AUTHORITIES = tuple(
    """
    barnsley blackburn bolton bradford bristol camden cheshire cornwall croydon cumbria
    derbyshire devon doncaster dorset essex gateshead gloucestershire greenwich hackney
    hampshire hertfordshire islington kent kirklees lambeth lancashire leeds leicestershire
    lewisham lincolnshire liverpool manchester newham norfolk northamptonshire
    northumberland nottinghamshire oldham oxfordshire rochdale salford sheffield shropshire
    slough solihull somerset staffordshire stockport suffolk sunderland surrey swindon
    tameside trafford wakefield wiltshire wigan wirral wolverhampton
    """.split()  # noqa: SIM905 - a list of sixty strings is no easier to read
)


def files() -> Iterator[Path]:
    """Yield every file of ours that a person could have written."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT).parts
        if path.is_file() and not SKIPPED.intersection(inside) and not inside[0].endswith("_cache"):
            yield path


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(ROOT)), content.decode("utf-8", "replace")


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^ ;]+)", (ROOT / lock).read_text()))


def asked(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[._]+", "-", name[0].lower())


def test_no_authority_is_named_in_python() -> None:
    shipped = {
        word
        for path in (ROOT / "config" / "protocols").glob("*.toml")
        for word in re.findall(r"[a-z]{4,}", path.stem)
    }
    names = re.compile(rf"(?i)\b({'|'.join(sorted({*AUTHORITIES, *shipped}))})\b")
    found = {
        str(path.relative_to(ROOT)): sorted(set(names.findall(path.read_text(encoding="utf-8"))))
        for path in CODE
    }
    assert {path: words for path, words in found.items() if words} == {}


def test_nothing_is_left_to_be_done_later() -> None:
    later = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
    assert [name for name, text in texts() if later.search(text)] == []


def test_every_kind_of_notice_has_its_templates_and_every_template_its_kind() -> None:
    folders = {path.name for path in (ROOT / "templates").iterdir() if path.is_dir()}
    assert folders - NOT_KINDS == KINDS


def test_staff_have_a_word_for_every_kind_of_notice() -> None:
    named = tomllib.loads((ROOT / "templates" / "kinds.toml").read_text(encoding="utf-8"))
    assert named.keys() == KINDS


def test_every_kind_of_notice_has_a_subject() -> None:
    assert [k for k in KINDS if not (ROOT / "templates" / k / "subject.txt").is_file()] == []


def test_no_module_is_too_long_to_be_one_idea() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in CODE}
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_the_locks_name_no_address() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert re.findall(r"://|--(?:extra-)?index|--find-links|(?m:^-)", text) == []


def test_every_pin_has_its_hashes() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        entries = re.split(r"(?m)^(?=\S)", (ROOT / lock).read_text())
        assert [e.split()[0] for e in entries if e.strip() and "--hash=sha256:" not in e] == []


def test_the_locks_hold_all_that_is_asked_for_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    runs = {asked(need) for need in (*project["project"]["dependencies"], *groups["build"])}
    tests = {asked(need) for need in groups["dev"] if isinstance(need, str)}
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert runs - run.keys() == set()
    assert (runs | tests) - dev.keys() == set()
    assert {name: pin for name, pin in run.items() if dev[name] != pin} == {}


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    private = re.compile(
        r"(?<![\w.])/(?:" + "|".join(("wor" + "k", "roo" + "t", "home/", "Users")) + r")\b"
    )
    assert [name for name, text in texts() if private.search(text)] == []
