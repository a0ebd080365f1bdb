"""What can go wrong with an expression. `FeelError` is the root; the docstring is the default message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from engine.feel.texts import EXPECTED, FOUND_END, Lang, say

Severity = Literal["error", "note"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """Why a value became null. `position` is the 0-based offset in the expression's text.

    A *note* (an operand that is null) is what the standard's null rules allow; an *error* (an unknown
    variable, types that do not fit) is what `strict` evaluation raises.
    """

    code: str
    position: int = 0
    severity: Severity = "error"
    args: dict[str, object] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        message = say(self.code, lang, self.args)
        if self.args.get("suggestion") is None:
            return message
        return message + say("did_you_mean", lang, self.args)


class FeelError(Exception):
    """The expression cannot be evaluated."""

    def __init__(self, code: str = "feel_error", **args: object) -> None:
        self.code = code
        self.arguments = args
        super().__init__(say(code, "en", args))

    def text(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        return say(self.code, lang, self.arguments)


class FeelEvaluationError(FeelError):
    """A strict evaluation met a diagnostic of severity error."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        self.diagnostic = diagnostic
        super().__init__(diagnostic.code, **diagnostic.args)


class LimitExceeded(FeelError):
    """The text or the evaluation is larger than what is allowed."""


class FeelSyntaxError(FeelError):
    """The text is not FEEL. `position` is 0-based, `line` and `column` are 1-based."""

    def __init__(
        self, source: str, *, position: int, expected: str, found: str, suggestion: str | None = None
    ) -> None:
        self.source = source
        self.position = position
        self.line = source.count("\n", 0, position) + 1
        self.column = position - (source.rfind("\n", 0, position) + 1) + 1
        self.expected = expected
        self.found = found
        self.suggestion = suggestion
        super().__init__("syntax", **self._facts("en"))

    def text(self, lang: Lang = "en") -> str:
        """Where it is wrong, what was expected, what was found, and a way out where one is known."""
        message = say("syntax", lang, self._facts(lang))
        if self.suggestion is None:
            return message
        return message + say("did_you_mean", lang, {"suggestion": self.suggestion})

    def _facts(self, lang: Lang) -> dict[str, object]:
        known = EXPECTED.get(self.expected)
        expected = known[lang] if known else quoted(self.expected, lang)
        found = quoted(self.found, lang) if self.found else FOUND_END[lang]
        return {"line": self.line, "column": self.column, "expected": expected, "found": found}


def quoted(text: str, lang: Lang) -> str:
    """The text in the quotation marks of the language."""
    return f"“{text}”" if lang == "zh" else f"'{text}'"
