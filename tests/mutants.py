"""Faults put into the rules one at a time, to see that some test notices each.

`python -m tests.mutants --count 160` takes a sample of all single changes to mailbot/rules (a
comparison turned, a figure one off, `and` for `or`, a line dropped, a returned value lost), puts
each alone into a copy of the program, runs the tests of the rules on it, then the stories, and
prints those that no test noticed. The sample is the same for a seed. tests/mutants.toml explains
those that nothing could notice, because they change nothing that anybody can see.

A mutant is known by its module, its line's text, what is changed and which one of that kind in the
line it is, so that it is the same one tomorrow when lines have moved.
"""

import argparse
import ast
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TextIO

import pytest

ROOT = Path(__file__).resolve().parent.parent
RULES = Path("mailbot") / "rules"
NEEDED = ("mailbot", "parsers", "config", "templates", "tests", "pyproject.toml")
STEPS = (  # each is run only on what the one before did not notice
    ("tests/rules/test_brute.py", "tests/rules", "--ignore=tests/rules/test_properties.py"),
    ("tests/rules/test_properties.py",),
    ("tests/test_worked_examples.py", "tests/test_stories.py", "tests/shell/test_scenario.py"),
)
SECONDS = 420  # a mutant that loops is noticed by the clock

_SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip
_TURNED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
    "in": "not in", "not in": "in", "is": "is not", "is not": "is",
}  # fmt: skip
_NAMES = {
    "max": "min", "min": "max", "any": "all", "all": "any", "NEXT": "PREVIOUS", "PREVIOUS": "NEXT",
    "after": "before", "before": "after", "on_or_after": "on_or_before",
    "on_or_before": "on_or_after", "bisect_left": "bisect_right", "bisect_right": "bisect_left",
    "home": "receiving", "receiving": "home", "at": "taken", "taken": "at",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the text between two places of a module becomes another."""

    module: str
    line: int
    begin: int
    end: int
    old: str
    new: str
    text: str
    nth: int = 0

    @property
    def name(self) -> tuple[str, str, str, str, int]:
        """What it is known by when lines move."""
        return self.module, self.text, self.old, self.new, self.nth

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.old!r} -> {self.new!r} in {self.text!r}"


class _Finder(ast.NodeVisitor):
    """Walks a module and notes every change that could be made to it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.starts = [0]
        for row in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(row))
        self.found: list[tuple[int, int, str]] = []

    def _at(self, line: int, column: int) -> int:
        row = self.source[self.starts[line - 1] : self.starts[line]]
        return self.starts[line - 1] + len(row.encode()[:column].decode())

    def _span(self, node: ast.AST) -> tuple[int, int]:
        begin = self._at(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return begin, self._at(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def _note(self, begin: int, end: int, new: str) -> None:
        self.found.append((begin, end, new))

    def _between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> None:
        """Change the operator that stands between two expressions."""
        begin, end = self._span(left)[1], self._span(right)[0]
        at = self.source.find(old, begin, end)
        if at >= 0:
            self._note(at, at + len(old), new)

    def visit_Compare(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        for n, operator in enumerate(node.ops):
            old = _SIGNS[type(operator)]
            self._between(sides[n], sides[n + 1], old, _TURNED[old])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            self._between(left, right, f" {old} ", f" {new} ")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        for kind, old, new in ((ast.Add, "+", "-"), (ast.Sub, "-", "+")):
            if isinstance(node.op, kind):
                self._between(node.left, node.right, old, new)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            begin = self._span(node)[0]
            self._note(begin, begin + len("not "), "")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._note(*self._span(node), str(not node.value))
        elif isinstance(node.value, int):
            self._note(*self._span(node), str(node.value + 1))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in ("max", "min", "any", "all"):
            self._note(*self._span(node), _NAMES[node.id])

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in _NAMES and isinstance(node.ctx, ast.Load):
            end = self._span(node)[1]
            self._note(end - len(node.attr), end, _NAMES[node.attr])
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None and not _is_nothing(node.value):
            self._note(*self._span(node.value), "None")
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        for said in ("True", "False"):
            self._note(*self._span(node.test), said)
        self.generic_visit(node)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._note(*self._span(node), "break")

    def visit_Break(self, node: ast.Break) -> None:
        self._note(*self._span(node), "continue")

    def _dropped(self, node: ast.stmt) -> None:
        self._note(*self._span(node), "pass")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self._dropped(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._dropped(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for part in (*node.args.defaults, *node.args.kw_defaults, *node.body):
            if part is not None:  # neither annotations nor decorators
                self.visit(part)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for part in node.body:
            self.visit(part)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def mutants(module: str) -> Iterator[Mutant]:
    """Yield every single change of one module of the rules."""
    source = (ROOT / RULES / module).read_text(encoding="utf-8")
    finder = _Finder(source)
    finder.visit(ast.parse(source))
    seen: Counter[tuple[str, str, str]] = Counter()
    for begin, end, new in sorted(set(finder.found)):
        line = source.count("\n", 0, begin) + 1
        text = source.splitlines()[line - 1].strip()
        old = source[begin:end]
        if old == new:
            continue
        known = text, old, new
        yield Mutant(module, line, begin, end, old, new, text, seen[known])
        seen[known] += 1


def explained() -> dict[tuple[str, str, str, str, int], str]:
    """Return why nothing can notice each of the mutants of tests/mutants.toml."""
    path = Path(__file__).with_suffix(".toml")
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    return {(r["module"], r["text"], r["old"], r["new"], r.get("nth", 0)): r["why"] for r in rows}


def copied(folder: Path) -> Path:
    """Return a copy of the program and its tests that may be changed."""
    for name in NEEDED:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


class Tester:
    """A process in a copy that has all libraries loaded, and forks for each run of tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.mutants", "--serve"], cwd=folder, text=True,
            env=os.environ | {"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def failing(self, tests: Sequence[str]) -> str:
        """Return the first of some tests that fails; "" if none does."""
        if self._server.stdin is None or self._server.stdout is None:
            return "no tester"
        self._server.stdin.write(json.dumps(list(tests)) + "\n")
        self._server.stdin.flush()
        return str(json.loads(self._server.stdout.readline()))

    def noticed(self, mutant: Mutant | None, steps: int = len(STEPS)) -> str:
        """Return the test that fails in this copy once it is changed; "" if none does."""
        own = self.folder / RULES / (mutant.module if mutant else "__init__.py")
        whole, stood = own.read_text(encoding="utf-8"), own.stat()
        if mutant:
            changed = whole[: mutant.begin] + mutant.new + whole[mutant.end :]
            own.write_text(changed, encoding="utf-8")
        try:
            first = f"tests/rules/test_{mutant.module}" if mutant else ""
            if first and (self.folder / first).exists() and (found := self.failing([first])):
                return found
            for step in STEPS[:steps]:
                if found := self.failing(step):
                    return found
        finally:
            own.write_text(whole, encoding="utf-8")
            os.utime(own, ns=(stood.st_atime_ns, stood.st_mtime_ns))
        return ""

    def close(self) -> None:
        """End the process."""
        if self._server.stdin is not None:
            self._server.stdin.close()
        self._server.wait(SECONDS)


def serve() -> None:
    """Run the tests of each line of standard input in a child; print the first that fails."""
    os.environ.setdefault("MAILBOT_MOVES", "200")
    for library in (
        "holidays",
        "pydantic",
        "sqlalchemy",
        "zoneinfo",
    ):  # pytest loads its plugins itself
        importlib.import_module(library)
    # what is compiled is the program as it is: a mutant leaves nothing behind
    sys.dont_write_bytecode = True
    for line in sys.stdin:
        with tempfile.TemporaryFile("w+") as said:
            child = os.fork()
            if child == 0:
                _run(json.loads(line), said.fileno())
            sys.stdout.write(json.dumps(_first_failure(child, said)) + "\n")
            sys.stdout.flush()


def _run(tests: Sequence[str], said: int) -> NoReturn:
    os.setsid()
    for stream in (1, 2):
        os.dup2(said, stream)
    alone = [] if any("shell" in one or "stories" in one for one in tests) else ["--noconftest"]
    options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "--tb=no"]
    code = int(pytest.main([*options, *alone, *tests]))
    sys.stdout.flush()
    os._exit(code)


def _first_failure(child: int, said: TextIO) -> str:
    begun = time.monotonic()
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() - begun > SECONDS:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "the clock"
        time.sleep(0.02)
    if status == 0:
        return ""
    said.seek(0)
    named = [line for line in said if line.startswith(("FAILED", "ERROR"))]
    return named[0].split(" - ")[0].partition(" ")[2].strip() if named else f"status {status}"


def main() -> int:
    """Try a sample of the mutants and print those that no test noticed."""
    asked = argparse.ArgumentParser(description="put faults into the rules, one at a time")
    asked.add_argument("--count", type=int, default=160)
    asked.add_argument("--seed", type=int, default=2026)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--module", action="append", help="only this module, such as placement.py")
    asked.add_argument("--line", type=int, help="only this line of it")
    asked.add_argument("--quick", action="store_true", help="the tests of the rules alone")
    asked.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    wanted = asked.parse_args()
    if wanted.serve:
        serve()
        return 0
    steps = 1 if wanted.quick else len(STEPS)
    modules = wanted.module or sorted(p.name for p in (ROOT / RULES).glob("[!_]*.py"))
    found = [one for module in modules for one in mutants(module)]
    if wanted.line:
        found = [one for one in found if one.line == wanted.line]
    dice = random.Random(wanted.seed)  # noqa: S311 - a sample that can be drawn again
    sample = sorted(dice.sample(found, min(wanted.count, len(found))), key=lambda m: m.name)
    why = explained()
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        free = [Tester(copied(Path(temporary) / str(n))) for n in range(wanted.workers)]
        for tester in free:
            if broken := tester.noticed(None, steps):
                sys.stdout.write(f"the tests fail on the program as it is: {broken}\n")
                return 1

        def tried(mutant: Mutant) -> tuple[Mutant, str]:
            tester = free.pop()
            try:
                return mutant, tester.noticed(mutant, steps)
            finally:
                free.append(tester)

        with ThreadPoolExecutor(wanted.workers) as pool:
            for mutant, by in pool.map(tried, sample):
                fate = "noticed" if by else "explained" if mutant.name in why else "SURVIVED"
                tally[fate] += 1
                sys.stdout.write(f"{fate}: {mutant} {by or why.get(mutant.name, '')}\n")
                sys.stdout.flush()
        for tester in free:
            tester.close()
    share = 100 * tally["noticed"] / max(1, sum(tally.values()))
    sys.stdout.write(f"{len(found)} mutants, {len(sample)} tried: {dict(tally)}, {share:.1f} %\n")
    return 1 if tally["SURVIVED"] else 0


if __name__ == "__main__":
    sys.exit(main())
