"""Findings at the cells of a table: which number stands where, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from engine.definition.findings import Cell, Finding
from engine.dmn.analysis.rows import said
from engine.dmn.model import DecisionTable

_TONES = {"error": "bad", "warning": "warn", "info": "info"}
_WEIGHT = {"bad": 0, "warn": 1, "info": 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """`number` is that of the sentence in the list of findings."""

    number: int
    tone: str
    text: str


def in_words_of(finding: Finding, words: Callable[[str], str]) -> Finding:
    """The finding with its columns named in the reader's language, where the package's texts know them."""
    args = dict(finding.args)
    if isinstance(args.get("name"), str):
        args["name"] = words(str(args["name"]))
    parts = args.get("parts")
    if isinstance(parts, tuple):
        named = [(words(name), value) for name, value in parts]
        args |= {"example": said(named, "en"), "example_zh": said(named, "zh")}
    cell = finding.cell
    if cell is not None:
        cell = replace(cell, name=words(cell.name))
    return replace(finding, args=args, cell=cell)


class Marks:
    """The findings of a decision, found by their place in a table. `lang` is the reader's."""

    def __init__(self, findings: Iterable[Finding], lang: str) -> None:
        self._at: dict[tuple[str, int, str, int], list[Mark]] = {}
        for number, one in enumerate(findings, 1):
            if one.cell is None:
                continue
            text = one.message("zh" if lang == "zh" else "en")
            self._add(one.cell, Mark(number=number, tone=_TONES[one.severity], text=text))

    def _add(self, cell: Cell, mark: Mark) -> None:
        self._at.setdefault((cell.table, cell.row, cell.side, cell.column), []).append(mark)
        for row in cell.others:
            self._at.setdefault((cell.table, row, "", 0), []).append(mark)

    def of(self, table: DecisionTable, row: int = 0, side: str = "", column: int = 0) -> list[Mark]:
        """What is said about a cell; about a row or column without the other; about the table without both."""
        return self._at.get((table.id, row, side, column), [])

    def tone(self, table: DecisionTable, row: int = 0, side: str = "", column: int = 0) -> str:
        """bad, warn or info: the worst of them; empty if there is none."""
        marks = self.of(table, row, side, column)
        return min((mark.tone for mark in marks), key=lambda tone: _WEIGHT[tone], default="")
