"""What can go wrong with an expression. `FeelError` is the root; the docstring is the default message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

from engine.feel.advice import ADVICE
from engine.feel.texts import EXPECTED, FOUND_END, Lang, say

Severity = Literal["error", "note"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Diagnostic:
    """Why a value became null. `position` is the 0-based offset in the expression's text.

    A *note* (an operand that is null) is what the standard's null rules allow; an *error* (an unknown
    variable, types that do not fit) is what `strict` evaluation raises. One that a check found encloses what
    is wrong (`position` to `end`) and may have a `replacement` for it.
    """

    code: str
    position: int = 0
    severity: Severity = "error"
    args: dict[str, object] = field(default_factory=dict)
    end: int = 0
    replacement: str | None = None

    def sentence(self, lang: Lang) -> str:
        """Why it is wrong, without a way out."""
        message = say(self.code, lang, self.args)
        return message[:1].upper() + message[1:] if message[:2] in ("a ", "an") else message

    def text(self, lang: Lang = "en") -> str:
        """The sentence in the reader's language."""
        message = self.sentence(lang)
        if self.replacement is None:
            return message
        return message + say("did_you_mean", lang, {"suggestion": self.replacement})


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


class Correcting(Protocol):
    """A mistake in a text: what stands at `start` to `end` should be `text`; `code` names the advice."""

    @property
    def code(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


class Mending(Protocol):
    """The first mistake of a text, and the whole text without mistakes where that is known."""

    @property
    def first(self) -> Correcting: ...
    @property
    def text(self) -> str | None: ...


class FeelSyntaxError(FeelError):
    """The text is not FEEL.

    `position` is where reading stopped; `start` and `end` enclose what is wrong, which may lie before it: all
    are 0-based offsets. `line` and `column` of `start` are 1-based. What was meant is looked for when asked.
    """

    def __init__(self, source: str, *, position: int, expected: str, found: str) -> None:
        self.source = source
        self.position = position
        self.expected = expected
        self.found = found
        self.mender: Callable[[FeelSyntaxError], Mending | None] | None = None
        super().__init__("syntax", line=0, column=0, expected=expected, found=found)

    @cached_property
    def mended(self) -> Mending | None:
        """What was probably meant."""
        return self.mender(self) if self.mender is not None else None

    @property
    def correction(self) -> str | None:
        """The whole text as it should be; reading it raises no error."""
        return self.mended.text if self.mended is not None else None

    @property
    def start(self) -> int:
        return self.mended.first.start if self.mended is not None else self.position

    @property
    def end(self) -> int:
        return self.mended.first.end if self.mended is not None else self.position + len(self.found)

    @property
    def line(self) -> int:
        return place_in(self.source, self.start)[0]

    @property
    def column(self) -> int:
        return place_in(self.source, self.start)[1]

    def text(self, lang: Lang = "en") -> str:
        """Where it is wrong, why, and what to write instead."""
        return located(self.source, self.start, self.end, self.reason(lang), self.correction, lang)

    def reason(self, lang: Lang) -> str:
        """Why it is wrong: a sentence without the place."""
        if self.mended is not None:
            return ADVICE[self.mended.first.code][lang].format(new=self.mended.first.text)
        known = EXPECTED.get(self.expected)
        expected = known[lang] if known else quoted(self.expected, lang)
        return say("expected", lang, {"expected": expected})

    def __str__(self) -> str:
        return self.text("en")


def place_in(source: str, position: int) -> tuple[int, int]:
    """Line and column of an offset, counted from 1."""
    return source.count("\n", 0, position) + 1, position - source.rfind("\n", 0, position)


def located(source: str, start: int, end: int, reason: str, correction: str | None, lang: Lang) -> str:
    """Line 1, column 12, at '%': … Write: …"""
    line, column = place_in(source, start)
    found = " ".join(source[start:end].split()) or (source[start:].split() or [""])[0]
    shown = quoted(shortened(found, 40), lang) if found else FOUND_END[lang]
    message = say("located", lang, {"line": line, "column": column, "found": shown, "reason": reason})
    if correction is None or correction == source:
        return message
    return message + say("write", lang, {"correction": shortened(correction, 300)})


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def quoted(text: str, lang: Lang) -> str:
    """The text in the quotation marks of the language, in others if it has such itself."""
    return f"“{text}”" if lang == "zh" or "'" in text else f"'{text}'"
