"""The page to try expressions on, for those who write them somewhere."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final, cast

from flask import render_template, request, url_for

from engine import organisation
from engine.errors import EngineError
from engine.feel.handbook import FACTS_TEXT, Entry, entries
from engine.organisation import NotGranted
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.expressions.contexts import read_context, with_context
from forms.expressions.errors import QuestionUnreadable
from forms.expressions.question import Mode, Question
from forms.expressions.trying import tried
from forms.shell import gettext as _
from forms.shell import lang

#: Whoever holds one of these writes expressions.
WRITERS: Final = (("definition", "edit"), ("rules", "define"), ("settings", "edit"))
_OFFERED: Final = ("expression", "condition", "tests")
_LONGEST: Final = 100_000


class Playground:
    """The views of /expressions."""

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def page(self) -> str:
        """A large field with facts beside it."""
        self._demand()
        return _page('sum(lines.price) > credit limit and customer.level = "A"', FACTS_TEXT)

    def play(self) -> str | tuple[str, int]:
        """The same with the outcome: for browsers that run no scripts."""
        self._demand()
        text, context = request.form.get("expression", ""), request.form.get("context", "")
        if len(text) > _LONGEST or len(context) > _LONGEST:
            raise QuestionUnreadable(detail="the text is too long", detail_zh="文本过长")
        try:
            given = read_context(context)
            outcome = tried(with_context(Question(text=text, mode=_mode()), given), given).as_json()
        except EngineError as refusal:
            return _page(text, context, refusal=refusal.text(lang())), refusal.status
        return _page(text, context, outcome=outcome)

    def _demand(self) -> None:
        person = signed_in()
        with self._store.read() as connection:
            if not any(organisation.may(connection, person, *right) for right in WRITERS):
                raise NotGranted.of(connection, *WRITERS[0])


def _page(text: str, context: str, *, outcome: dict[str, Any] | None = None, refusal: str = "") -> str:
    titles = {"expression": _("Value"), "condition": _("Condition"), "tests": _("Tests of a cell")}
    return render_template(
        "expressions/playground.html",
        text=text,
        context=context,
        mode=_mode(),
        modes=[
            {"key": key, "label": titles[key], "href": url_for("expressions.playground", mode=key)}
            for key in _OFFERED
        ],
        groups=[(title, list(group)) for title, group in groupby(entries(lang()), key=_title)],
        outcome=outcome,
        refusal=refusal,
    )


def _title(entry: Entry) -> str:
    return entry.title


def _mode() -> Mode:
    asked = request.args.get("mode", "expression")
    return cast(Mode, asked) if asked in _OFFERED else "expression"
