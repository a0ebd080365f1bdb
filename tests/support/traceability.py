"""The page of requirements: which one is met by which code and shown by which tests.

`docs/reference/traceability.toml` is written by hand, `traceability.md` from it:
`WRITE_DOCS=1 python -m pytest tests/unit/docs/test_traceability.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "docs" / "reference" / "traceability.toml"
PAGE = SOURCE.with_suffix(".md")

INTRODUCTION = """\
# Requirements, code and tests

Which requirement of the sources is met where. Written from `traceability.toml` beside it; a test compares the
two and looks for every file named. A requirement with code has tests; one without is not built yet.
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of the sources, by its id there."""

    id: str
    zh: str
    en: str
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A module of a source."""

    title: str
    requirements: tuple[Requirement, ...]


def sections() -> tuple[Section, ...]:
    """All of them, in the order of the sources."""
    read = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    return tuple(
        Section(entry["title"], tuple(_requirement(row) for row in entry["requirements"]))
        for entry in read["section"]
    )


def requirements() -> Iterator[Requirement]:
    """Every requirement once per place it stands in."""
    for section in sections():
        yield from section.requirements


def written(found: Sequence[Section]) -> str:
    """The page as Markdown."""
    counted = [requirement for section in found for requirement in section.requirements]
    built = sum(1 for requirement in counted if requirement.code)
    parts = [INTRODUCTION, f"{built} of {len(counted)} requirements have code and tests.\n"]
    parts += [_section(section) for section in found]
    return "\n".join(parts)


def _requirement(row: dict[str, Any]) -> Requirement:
    return Requirement(
        row["id"],
        row["zh"],
        row["en"],
        tuple(row.get("code", ())),
        tuple(row.get("tests", ())),
        row.get("note", ""),
    )


def _section(section: Section) -> str:
    lines = [f"## {section.title}", "", "| Id | Requirement | Code | Tests |", "|---|---|---|---|"]
    lines += [_line(requirement) for requirement in section.requirements]
    return "\n".join([*lines, ""])


def _line(requirement: Requirement) -> str:
    words = " · ".join(word for word in (requirement.zh, requirement.en) if word)
    what = f"{words}. {requirement.note[:1].upper()}{requirement.note[1:]}." if requirement.note else words
    code = _paths(requirement.code) or "not yet"
    return f"| {requirement.id} | {what} | {code} | {_paths(requirement.tests)} |"


def _paths(paths: Sequence[str]) -> str:
    return "<br>".join(f"`{path}`" for path in paths)
