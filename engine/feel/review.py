"""What an editor says about a text: mistakes of grammar and findings of the check, each with place and way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.feel.check import check
from engine.feel.checking.cells import check_cell
from engine.feel.checking.scope import Scope
from engine.feel.errors import (
    Diagnostic,
    FeelError,
    FeelSyntaxError,
    LimitExceeded,
    Severity,
    located,
    place_in,
)
from engine.feel.facts import Fact, Known, names_in
from engine.feel.names import odd
from engine.feel.parser import parse_expression, parse_tests
from engine.feel.texts import Lang

_ROUNDS = 4

Check = Callable[[str], tuple[Diagnostic, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One mistake: `start` to `end` of the text are wrong (0-based offsets; equal where something is missing).

    `correction` is the whole text as it should be, None where that is not known; it can always be read.
    """

    source: str
    start: int
    end: int
    severity: Severity
    code: str
    correction: str | None
    about: FeelSyntaxError | Diagnostic | LimitExceeded

    @property
    def line(self) -> int:
        return place_in(self.source, self.start)[0]

    @property
    def column(self) -> int:
        return place_in(self.source, self.start)[1]

    @property
    def replacement(self) -> str | None:
        """What takes the place of what is wrong; the whole correction where more has to change."""
        if self.correction is None:
            return None
        before, after = self.source[: self.start], self.source[self.end :]
        fits = self.correction.startswith(before) and self.correction.endswith(after)
        middle = self.correction[len(before) : len(self.correction) - len(after)]
        return middle.strip() if fits and middle.strip() else self.correction

    def reason(self, lang: Lang) -> str:
        """Why it is wrong."""
        if isinstance(self.about, FeelSyntaxError):
            return self.about.reason(lang)
        if isinstance(self.about, Diagnostic):
            return self.about.sentence(lang)
        return self.about.text(lang)

    def text(self, lang: Lang) -> str:
        """Where, why, and what to write instead."""
        return located(self.source, self.start, self.end, self.reason(lang), self.correction, lang)


def review(text: str, known: Known, *, condition: bool = False) -> tuple[Advice, ...]:
    """All that is wrong with an expression over the variables `known`; nothing for a good one."""
    names = odd(names_in(known))

    def look(source: str) -> tuple[Diagnostic, ...]:
        return check(parse_expression(source, names), known, condition=condition, source=source)

    return _review(text, look)


def review_cell(text: str, known: Known, input: Fact | str = "") -> tuple[Advice, ...]:
    """The same for a cell of a decision table whose input is a fact or of a kind."""
    names = odd(names_in(known))

    def look(source: str) -> tuple[Diagnostic, ...]:
        return check_cell(parse_tests(source, names), Scope(known), input, source)

    return _review(text if text.strip() else "-", look)


def _review(text: str, look: Check) -> tuple[Advice, ...]:
    try:
        found = look(text)
    except FeelSyntaxError as error:
        correction = error.correction and (_settled(error.correction, look) or error.correction)
        return (_of_error(text, error, correction),)
    except LimitExceeded as limit:
        return (_advice(text, 0, len(text), "error", limit.code, None, limit),)
    return tuple(_of_finding(text, each, look) for each in found)


def _of_error(text: str, error: FeelSyntaxError, correction: str | None) -> Advice:
    code = error.mended.first.code if error.mended is not None else "expected"
    return _advice(text, error.start, error.end, "error", code, correction, error)


def _of_finding(text: str, found: Diagnostic, look: Check) -> Advice:
    correction = _replaced(text, [found]) if found.replacement is not None else None
    if correction is not None:
        correction = _settled(correction, look)
    return _advice(text, found.position, found.end, found.severity, found.code, correction, found)


def _advice(
    text: str,
    start: int,
    end: int,
    severity: Severity,
    code: str,
    correction: str | None,
    about: FeelSyntaxError | Diagnostic | LimitExceeded,
) -> Advice:
    return Advice(
        source=text, start=start, end=end, severity=severity, code=code, correction=correction, about=about
    )


def _replaced(text: str, found: list[Diagnostic]) -> str:
    """The text with the replacements made that do not overlap."""
    end = len(text) + 1
    for each in sorted(found, key=lambda one: one.position, reverse=True):
        if each.replacement is not None and each.end <= end:
            text = text[: each.position] + each.replacement + text[each.end :]
            end = each.position
    return text


def _readable(text: str, look: Check) -> str | None:
    """The text, or what was meant by it; None where that is not known."""
    try:
        look(text)
    except FeelSyntaxError as error:
        return error.correction
    except FeelError:
        return None
    return text


def _settled(text: str, look: Check) -> str | None:
    """The text with all replacements made that the check knows."""
    for _ in range(_ROUNDS):
        readable = _readable(text, look)
        if readable is None:
            return None
        found = [each for each in look(readable) if each.replacement is not None]
        if not found:
            return readable
        text = _replaced(readable, found)
    return _readable(text, look)
