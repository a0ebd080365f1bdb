"""What can be said about a text while somebody writes it: faults with their places, or what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.calendar.errors import NeverWorks
from engine.definition.juel import JuelRefused, compile_juel
from engine.feel.errors import Diagnostic, FeelError
from engine.feel.format import format_tree
from engine.feel.review import Advice, review, review_cell
from engine.feel.sentence import sentence
from engine.feel.tree import Name, Node, Path
from forms.expressions.moments import moment_words, now
from forms.expressions.question import Question
from forms.expressions.scope import Scope, Variable
from forms.expressions.texts import Pair, kind_words, pair
from forms.expressions.trees import SUBJECT, reads, tree_of, worded

MOST_FINDINGS = 10
# Findings that rest on knowing all names there are.
_OF_NAMES = frozenset({"unknown_variable", "foreign_constant", "glued"})
_FEEL_LEFT = re.compile(r"[][(){}+*/]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault or warning. `message` says where, why and what to write; `reason` only why.

    `start` and `end` are offsets in the whole text; `mended` is the text once it is mended.
    """

    severity: str
    message: Pair
    start: int
    end: int
    reason: Pair | None = None
    replacement: str | None = None
    mended: str | None = None
    code: str = ""

    def as_json(self) -> dict[str, Any]:
        """As the browser reads it."""
        return {
            "severity": self.severity,
            "message": _both(self.message),
            "reason": _both(self.reason or self.message),
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
    found = tuple(_findings(question))[:MOST_FINDINGS]
    states = {one.severity for one in found}
    state = next((each for each in ("error", "warning") if each in states), "ok")
    try:
        tree = tree_of(question)
    except FeelError:
        return Checked(state="error", language=language, findings=found)
    says = None if state == "error" else _says(question, tree)
    return Checked(state=state, language=language, says=says, findings=found, reads=reads(tree))


def fault_of(condition: str, variables: Sequence[Variable]) -> Pair | None:
    """What keeps a condition from ever holding: it cannot be read, or asks for a name that is not there."""
    found = checked(Question(text=condition, mode="condition", scope=Scope(variables))).findings
    lasting = (one for one in found if one.severity == "error" or one.code == "unknown_variable")
    return next((one.message for one in lasting), None)


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


def _findings(question: Question) -> Iterator[Finding]:
    """What the review says. A name that is not known may yet come from elsewhere: that is a warning."""
    known = question.scope.known
    if question.mode == "tests":
        said = review_cell(question.body, known, known.get(SUBJECT, ""))
    else:
        said = review(question.body, known, condition=question.mode == "condition")
    for one in said:
        if one.code in _OF_NAMES and not question.scope.variables:
            continue  # the page does not say which names there are
        if one.code == "unknown_variable" and question.diagram and one.correction is None:
            words = pair("not written", name=question.body[one.start : one.end])
            yield Finding(severity="note", message=words, start=0, end=0, code=one.code)
        else:
            yield _finding(question, one)


def _finding(question: Question, one: Advice) -> Finding:
    before = question.text[: question.offset]
    start, end = one.start, one.end
    if start == end:  # something is missing: the last sign before it is marked
        end = len(question.body[:start].rstrip())
        start = max(end - 1, 0)
    return Finding(
        severity="warning" if one.severity == "note" or one.code == "unknown_variable" else "error",
        message=_message(one),
        reason=(one.reason("zh"), one.reason("en")) if one.correction is not None else None,
        start=question.offset + start,
        end=question.offset + end,
        replacement=one.replacement,
        mended=None if one.correction is None else before + one.correction,
        code=one.code,
    )


def _message(one: Advice) -> Pair:
    if one.code == "not_boolean" and isinstance(one.about, Diagnostic) and one.start == 0:
        return pair("not condition", kind=kind_words(str(one.about.args.get("kind"))))
    return one.text("zh"), one.text("en")


def _says(question: Question, tree: Node) -> Pair | None:
    """The sentence in both languages; None where it would only repeat the text."""
    scope = question.scope
    labels = scope.labels()
    if isinstance(tree, (Name, Path)) and question.mode != "condition":
        return _label(scope, tree)
    zh = sentence(worded(tree, scope, "zh"), "zh", labels)
    en = sentence(worded(tree, scope, "en"), "en", labels)
    if question.mode not in ("condition", "tests") and _FEEL_LEFT.search(en):
        return None  # a calculation read aloud would be the calculation again
    if format_tree(tree) in (zh, en):
        return None
    begins_with_name = any(name not in labels and en.startswith(name) for name in reads(tree))
    return zh, en if begins_with_name else en[:1].upper() + en[1:]


def _label(scope: Scope, tree: Node) -> Pair | None:
    known = scope.find(format_tree(tree))
    return (
        (known.zh or known.en, known.en or known.zh) if known is not None and (known.zh or known.en) else None
    )
