"""What can be said about a text while somebody writes it: faults with their places, or what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.calendar.errors import NeverWorks
from engine.definition.juel import JuelRefused, compile_juel
from engine.feel.check import check
from engine.feel.errors import Diagnostic, FeelError, FeelSyntaxError
from engine.feel.format import format_tree
from engine.feel.sentence import sentence
from engine.feel.tree import Name, Node, Path, TestList
from forms.expressions.mending import Mark, line_of, mark_of, mark_of_syntax
from forms.expressions.moments import moment_words, now
from forms.expressions.question import Question
from forms.expressions.scope import Scope
from forms.expressions.texts import Pair, kind_words, pair
from forms.expressions.trees import SUBJECT, reads, tree_of, worded

MOST_FINDINGS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault or warning. `start` and `end` are offsets in the whole text; `mended`: the text once it is mended."""

    severity: str
    message: Pair
    start: int
    end: int
    replacement: str | None = None
    mended: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the browser reads it."""
        return {
            "severity": self.severity,
            "message": _both(self.message),
            "start": self.start,
            "end": self.end,
            "replacement": self.replacement,
            "mended": self.mended,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """`state` is empty, ok, warning or error; `says`: what the text means; `reads`: the names it asks for."""

    state: str
    language: str
    says: Pair | None = None
    findings: tuple[Finding, ...] = ()
    reads: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As the browser reads it."""
        return {
            "state": self.state,
            "language": self.language,
            "says": _both(self.says) if self.says else None,
            "findings": [one.as_json() for one in self.findings],
            "reads": list(self.reads),
        }


def _both(words: Pair) -> dict[str, str]:
    return {"zh": words[0], "en": words[1]}


def checked(question: Question) -> Checked:
    """All that is known about the text. Never raises for what somebody typed."""
    language = question.language
    if language == "empty":
        return Checked(state="empty", language=language)
    if language == "juel":
        return _juel(question)
    if language == "moment":
        return _moment(question)
    try:
        tree = tree_of(question)
    except FeelError as error:
        return Checked(state="error", language=language, findings=(_refusal(question, error),))
    found = tuple(_findings(question, tree))[:MOST_FINDINGS]
    states = {one.severity for one in found}
    state = "error" if "error" in states else "warning" if states else "ok"
    says = None if state == "error" else _says(question, tree)
    return Checked(state=state, language=language, says=says, findings=found, reads=reads(tree))


def _juel(question: Question) -> Checked:
    try:
        compiled = compile_juel(question.text.strip())
    except JuelRefused as refused:
        whole = Finding(
            severity="error", message=pair("bad juel", part=refused.reason), start=0, end=len(question.text)
        )
        return Checked(state="error", language="juel", findings=(whole,))
    return Checked(state="ok", language="juel", says=pair("juel"), reads=tuple(sorted(compiled.names)))


def _moment(question: Question) -> Checked:
    try:
        words = moment_words(question.text, now(), working=question.working)
    except (FeelError, NeverWorks, OverflowError, ValueError):
        whole = Finding(severity="error", message=pair("bad moment"), start=0, end=len(question.text))
        return Checked(state="error", language="moment", findings=(whole,))
    return Checked(state="ok", language="moment", says=words)


def _refusal(question: Question, error: FeelError) -> Finding:
    message = (error.text("zh"), error.text("en"))
    if not isinstance(error, FeelSyntaxError):
        return Finding(severity="error", message=message, start=0, end=len(question.text))
    return _at(question, mark_of_syntax(question, error), "error", message)


def _at(question: Question, mark: Mark, severity: str, message: Pair) -> Finding:
    before = question.text[: question.offset]
    return Finding(
        severity=severity,
        message=message,
        start=question.offset + mark.start,
        end=question.offset + mark.end,
        replacement=mark.replacement,
        mended=None if mark.replacement is None else before + mark.mended(question.body),
    )


def _findings(question: Question, tree: Node) -> Iterator[Finding]:
    """What the static checks say. A name that is not known may yet come from elsewhere: that is a warning."""
    for one in check(tree, _known(question, tree), condition=question.mode == "condition"):
        if one.code == "unknown_variable" and not question.scope.variables:
            continue  # the page does not say which names there are
        mark = mark_of(question.body, tree, one)
        yield _at(question, mark, _severity(one), _message(question, one))


def _known(question: Question, tree: Node) -> dict[str, str]:
    known = question.scope.kinds
    return {**known, SUBJECT: known.get(SUBJECT, "")} if isinstance(tree, TestList) else known


def _severity(one: Diagnostic) -> str:
    return "warning" if one.severity == "note" or one.code == "unknown_variable" else "error"


def _message(question: Question, one: Diagnostic) -> Pair:
    if one.code == "not_boolean":
        return pair("not condition", kind=kind_words(str(one.args.get("kind"))))
    body, place = question.body, one.position
    return line_of(body, place, "zh") + one.text("zh"), line_of(body, place, "en") + one.text("en")


def _says(question: Question, tree: Node) -> Pair | None:
    """The sentence in both languages; None where it would only repeat the text."""
    scope = question.scope
    labels = scope.labels()
    if isinstance(tree, (Name, Path)) and question.mode != "condition":
        return _label(scope, tree)
    zh = sentence(worded(tree, scope, "zh"), "zh", labels)
    en = sentence(worded(tree, scope, "en"), "en", labels)
    plain = format_tree(tree)
    if zh == plain and en == plain:
        return None
    begins_with_name = any(name not in labels and en.startswith(name) for name in reads(tree))
    return zh, en if begins_with_name else en[:1].upper() + en[1:]


def _label(scope: Scope, tree: Node) -> Pair | None:
    known = scope.find(format_tree(tree))
    return (
        (known.zh or known.en, known.en or known.zh) if known is not None and (known.zh or known.en) else None
    )
