"""What a check has to say about an upload: every finding names its place and a way out.

Texts live in literal tables next to the rules (`code -> Rule`), in Chinese and English, so that the
command line, the pages and the API say the same sentence.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]
Lang = Literal["zh", "en"]
LONGEST = 300
"""Characters of an argument that a message shows."""
NOTHING_NEAR = "–"
"""The argument `near` where no known name is like the one written: then nobody is asked whether he meant it."""
_NEAR: dict[Lang, tuple[str, str]] = {
    "en": ("Did you mean “{near}”?", "Correct the name."),
    "zh": ("是否应为“{near}”？", "请改正名称。"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One thing that can be wrong. `en`/`zh` are `str.format` patterns over the finding's arguments."""

    severity: Severity
    en: str
    zh: str
    fix_en: str = ""
    fix_zh: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A place in a decision table. Rows and columns are counted from 1; 0: the whole row, column or table.

    `side`: input, output, or "" where no column is meant; `column` counts on its side. `others`: further rows that
    the finding is about. `rule`: the row's id in the file.
    """

    decision: str
    table: str = ""
    row: int = 0
    rule: str = ""
    side: Literal["input", "output", ""] = ""
    column: int = 0
    name: str = ""
    others: tuple[int, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """“credit, row 3, input 2 (Region)”."""
        zh = lang == "zh"
        parts = [self.decision]
        if self.row:
            parts.append(f"第 {self.row} 行" if zh else f"row {self.row}")
        if self.side:
            side = {"input": "输入", "output": "输出"}[self.side] if zh else self.side
            named = (f"（{self.name}）" if zh else f" ({self.name})") if self.name else ""
            parts.append(f"{side} {self.column}{named}")
        return ("，" if zh else ", ").join(parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A finding in one file. `element` is a BPMN/DMN id, or the rule or field id in tables and forms."""

    code: str
    rule: Rule
    file: str = ""
    element: str | None = None
    line: int | None = None
    args: dict[str, object] = field(default_factory=dict)
    cell: Cell | None = None

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def message(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        return (self.rule.zh if lang == "zh" else self.rule.en).format(**self._told())

    def suggestion(self, lang: Lang = "en") -> str:
        """What to do about it; may be empty."""
        pattern = self.rule.fix_zh if lang == "zh" else self.rule.fix_en
        if self.args.get("near") == NOTHING_NEAR:
            asked, otherwise = _NEAR[lang]
            pattern = pattern.replace(asked, "").strip() or otherwise
        return pattern.format(**self._told())

    def _told(self) -> dict[str, object]:
        """The arguments as a sentence shows them: a name of a megabyte is told by its beginning."""
        return {name: _shortened(value) for name, value in self.args.items()}

    def as_dict(self, lang: Lang = "en") -> dict[str, object]:
        """The shape that `guanxi check --format json` and the API give."""
        place = {} if self.cell is None else {"cell": asdict(self.cell)}
        return {
            "file": self.file,
            "severity": self.severity,
            "code": self.code,
            "element": self.element,
            "line": self.line,
            "message": self.message(lang),
            "suggestion": self.suggestion(lang),
            **place,
        }


def _shortened(value: object) -> object:
    return f"{value[:LONGEST]}…" if isinstance(value, str) and len(value) > LONGEST else value


def has_errors(findings: list[Finding]) -> bool:
    """Publishing needs none of severity error."""
    return any(finding.severity == "error" for finding in findings)
