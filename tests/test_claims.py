"""Every sentence of domain/deadlines.md has something that fails when it is broken.

tests/claims.toml is the list: each claim in our words, and the stories, hand-counted
examples and tests that prove it. Here it is only checked that none of them is made up; whether
they prove it is for a reader.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def _tables(folder: str, key: str) -> Iterator[tuple[str, str]]:
    for path in sorted((_HERE / folder).glob("*.toml")):
        for table in tomllib.loads(path.read_text(encoding="utf-8")).get(key, ()):
            yield path.stem, table["name"]


def _claims() -> dict[str, Any]:
    return tomllib.loads((_HERE / "claims.toml").read_text(encoding="utf-8"))


def _stories() -> set[str]:
    return {f"{stem}: {name}" for stem, name in _tables("stories", "story")}


def _proofs() -> set[str]:
    examples = {f"example {stem}: {name}" for stem, name in _tables("protocols", "example")}
    tests = {
        f"{path.relative_to(_HERE.parent).as_posix()}::{name}"
        for path in _HERE.rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    return _stories() | examples | tests


def test_what_is_said_to_prove_a_claim_is_there() -> None:
    named = {proof for claim in _claims().values() for proof in claim["by"]}
    assert not named - _proofs()


def test_no_claim_is_without_proof() -> None:
    assert all(claim["says"] and claim["by"] for claim in _claims().values())


def test_no_two_stories_have_one_name() -> None:
    names = [f"{stem}: {name}" for stem, name in _tables("stories", "story")]
    assert len(names) == len(set(names))
