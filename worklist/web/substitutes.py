"""The pages of substitutes: one's own, those of others, and one rule to set or change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as BaseResponse

from engine import organisation
from engine.errors import EngineError, NotFound
from engine.organisation import LONGEST_CHAIN, NotGranted, Person, Substitution
from forms.accounts import signed_in
from forms.shell import gettext as _
from forms.shell import lang
from worklist.hooks import Absence
from worklist.substitutes.reading import Typed, first_day, last_day, typed_of
from worklist.substitutes.service import RIGHTS, Substitutes, may_set, sets_for_others
from worklist.substitutes.shown import rule_lines
from worklist.web.request import revision

TEMPLATES = "worklist/substitutes"


class SubstitutePages:
    """The views."""

    def __init__(self, *, substitutes: Substitutes) -> None:
        self._substitutes = substitutes
        self._store = substitutes.store

    def mine(self) -> str:
        """My substitutes, and for whom I stand in."""
        person = signed_in()
        with self._store.read() as connection:
            found = self._substitutes.mine(connection, person)
            lines = self._lines(connection, person, found)
            return render_template(
                f"{TEMPLATES}/mine.html",
                absent=[one for one in lines if one.absent.id == person.id],
                standing=[one for one in lines if one.absent.id != person.id],
                proposals=self._proposals(connection, person, found),
                sets_for_others=sets_for_others(connection, person),
                most=LONGEST_CHAIN,
            )

    def all(self) -> str:
        """All rules that hold or will, of people the reader may set them for."""
        person = signed_in()
        with self._store.read() as connection:
            if not sets_for_others(connection, person):
                raise NotGranted.of(connection, *RIGHTS[0])
            lines = self._lines(connection, person, self._substitutes.overview(connection, person))
            return render_template(f"{TEMPLATES}/all.html", lines=lines)

    def new(self) -> Response:
        """The empty form, for oneself or (`for`) for somebody else; a proposal fills it in."""
        given = request.args
        typed = Typed(
            substitute=given.get("substitute", ""),
            since=given.get("from", "") or self._substitutes.today.isoformat(),
            until=given.get("until", ""),
            reason=given.get("reason", "")[:500],
        )
        return self._form(typed, whom=given.get("for", ""))

    def one(self, rule_id: int) -> Response:
        """A rule to change."""
        with self._store.read() as connection:
            rule = self._substitutes.one(connection, signed_in(), rule_id)
            typed = typed_of(connection, rule)
        return self._form(typed, rule=rule)

    def add(self) -> BaseResponse:
        """Set a substitute."""
        person, typed = signed_in(), _typed()
        whom = request.form.get("for", "") or person.login
        return self._do(
            lambda: self._substitutes.add(person, whom, typed),
            typed,
            whom=whom,
            said=_("The substitute is set. From the first day on the tasks are in both lists."),
        )

    def change(self, rule_id: int) -> BaseResponse:
        """Let a rule say something else."""
        person, typed = signed_in(), _typed()
        with self._store.read() as connection:
            rule = self._substitutes.one(connection, person, rule_id)
        return self._do(
            lambda: self._substitutes.change(person, rule_id, typed, revision=revision() or 0),
            typed,
            rule=rule,
            said=_("Saved. It counts from now on."),
        )

    def end(self, rule_id: int) -> BaseResponse:
        """End a rule now."""
        self._substitutes.end(signed_in(), rule_id, revision=revision())
        flash(_("The substitution has ended. What was begun stays with whoever has it."), "ok")
        return redirect(_back(request.form.get("back", "")), code=303)

    def _do(
        self,
        act: Callable[[], Any],
        typed: Typed,
        *,
        said: str,
        whom: str = "",
        rule: Substitution | None = None,
    ) -> BaseResponse:
        try:
            act()
        except NotFound:
            raise
        except EngineError as refusal:
            return self._form(typed, whom=whom, rule=rule, refusal=refusal)
        flash(said, "ok")
        return redirect(_back(request.form.get("back", "")), code=303)

    def _form(
        self,
        typed: Typed,
        *,
        whom: str = "",
        rule: Substitution | None = None,
        refusal: EngineError | None = None,
    ) -> Response:
        person = signed_in()
        with self._store.read() as connection:
            absent = self._absent(connection, person, whom, rule)
            html = render_template(
                f"{TEMPLATES}/form.html",
                typed=typed,
                rule=rule,
                absent=absent,
                for_other=absent is None or absent.id != person.id,
                choose_absent=self._others(connection, person) if absent is None else (),
                whom=whom,
                may_set=absent is None or may_set(connection, person, absent.id),
                people=[
                    (one.login, one.full_label(lang()))
                    for one in organisation.everyone(connection)
                    if absent is None or one.id != absent.id
                ],
                kinds=self._substitutes.hooks.kinds(connection, lang()),
                revision=revision() or (rule.revision if rule else None),
                back=_back_key(request.values.get("back", "")),
                refusal=refusal,
                field=None if refusal is None else refusal.facts.get("field"),
            )
        return make_response(html, 200 if refusal is None else refusal.status)

    def _absent(
        self, connection: Connection, person: Person, whom: str, rule: Substitution | None
    ) -> Person | None:
        if rule is not None:
            return organisation.person(connection, rule.person_id)
        if whom == "?":
            return None
        return organisation.by_login(connection, whom) if whom else person

    def _others(self, connection: Connection, person: Person) -> list[tuple[str, str]]:
        people = organisation.everyone(connection)
        return [
            (one.login, one.full_label(lang()))
            for one in people
            if one.id != person.id and may_set(connection, person, one.id)
        ]

    def _lines(self, connection: Connection, person: Person, found: Any) -> list[Any]:
        return rule_lines(
            connection,
            found,
            person=person,
            hooks=self._substitutes.hooks,
            lang=lang(),
            now=self._store.clock.now(),
        )

    def _proposals(self, connection: Connection, person: Person, found: Any) -> list[Absence]:
        """Absences for which no substitute is set on their first day."""
        today: date = self._substitutes.today
        own = [one for one in found if one.person_id == person.id]
        return [
            one
            for one in self._substitutes.hooks.absences(connection, person, today)
            if not any(_covers(rule, max(one.since, today)) for rule in own)
        ]


def _covers(rule: Substitution, day: date) -> bool:
    last = last_day(rule)
    return first_day(rule) <= day and (last is None or day <= last)


def _typed() -> Typed:
    form = request.form
    return Typed(
        substitute=form.get("substitute", "")[:64],
        since=form.get("from", "")[:20],
        until=form.get("until", "")[:20],
        kinds=tuple(form.getlist("kinds")[:200]) if form.get("limited") == "some" else (),
        up_to=form.get("up_to", "")[:30],
        above=form.get("above", "stays"),
        reason=form.get("reason", "")[:500],
    )


def _back_key(text: str) -> str:
    return "all" if text == "all" else ""


def _back(text: str) -> str:
    return url_for("worklist.all_substitutes" if _back_key(text) else "worklist.substitutes")
