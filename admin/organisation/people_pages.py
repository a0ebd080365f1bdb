"""The pages of people: the list, a new person, one person with positions, password and standing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response as BaseResponse

from admin.organisation.commands import RESOURCE, Organisation
from admin.organisation.lists import people_query, people_spec, standing_chips
from admin.organisation.reading import Typed, person_facts
from engine import organisation
from engine.errors import EngineError, Invalid
from engine.organisation import Person, demand, may, tables
from engine.organisation.editing import fingerprint, row_of
from engine.organisation.snapshot import company_today, snapshot
from forms.accounts import PasswordRefused, signed_in
from forms.accounts.identity import require
from forms.accounts.passwords import LEAST, MOST
from forms.accounts.tables import account
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.listing import Lists


class PeoplePages:
    """The views."""

    def __init__(self, *, commands: Organisation, lists: Lists) -> None:
        self._commands = commands
        self._store = commands.store
        self._lists = lists

    def index(self) -> Response:
        """Everybody."""
        today = company_today()
        with self._store.read() as connection:
            demand(connection, signed_in(), RESOURCE, "view")
            spec = people_spec(lang(), organisation.positions(connection), today)
        return self._lists.respond(
            spec, people_query(today), template="organisation/people.html", here="people"
        )

    @require(RESOURCE, "administer")
    def new(self) -> Response:
        """The form for a person who begins."""
        return self._new({})

    @require(RESOURCE, "administer")
    def add(self) -> BaseResponse:
        """A person with a login."""
        form = request.form
        with self._store.read() as connection:
            typed = Typed(form)
            facts = self._facts(connection, typed, new=True)
            position = typed.one_of("position", snapshot(connection).positions)
        if typed.faults:
            return self._new(typed.faults)
        try:
            made = self._commands.add_person(
                signed_in(), facts, position=position, password=form.get("password", "")
            )
        except (Invalid, PasswordRefused) as error:
            return self._new(_at_field(error))
        flash(_("The person can log in now and will choose another password first."), "ok")
        return redirect(url_for("organisation.person", person_id=made), code=303)

    def person(self, person_id: int) -> Response:
        """One person."""
        return self._person(person_id)

    @require(RESOURCE, "administer")
    def save(self, person_id: int) -> BaseResponse:
        """Other facts."""
        with self._store.read() as connection:
            typed = Typed(request.form)
            facts = self._facts(connection, typed, new=False)
        if typed.faults:
            return self._person(person_id, part="facts", faults=typed.faults)
        return self._after(
            person_id,
            "facts",
            lambda: self._commands.edit_person(
                signed_in(), person_id, facts, seen=request.form.get("seen", "")
            ),
        )

    @require(RESOURCE, "administer")
    def assign(self, person_id: int) -> BaseResponse:
        """A position more."""
        with self._store.read() as connection:
            typed = Typed(request.form)
            position = typed.one_of("position", snapshot(connection).positions)
        valid_from, valid_to = typed.day("valid_from"), typed.day("valid_to")
        if typed.faults:
            return self._person(person_id, part="posts", faults=typed.faults)
        return self._after(
            person_id,
            "posts",
            lambda: self._commands.assign(
                signed_in(),
                person_id,
                position,
                valid_from=valid_from,
                valid_to=valid_to,
                is_main=typed.ticked("is_main"),
            ),
        )

    @require(RESOURCE, "administer")
    def end_post(self, person_id: int, post_id: int) -> BaseResponse:
        """A position less."""
        reason = request.form.get("reason", "").strip()[:500]
        return self._after(
            person_id, "posts", lambda: self._commands.end_post(signed_in(), post_id, reason=reason)
        )

    @require(RESOURCE, "administer")
    def password(self, person_id: int) -> BaseResponse:
        """Another password for somebody who lost it."""
        return self._after(
            person_id,
            "password",
            lambda: self._commands.give_password(signed_in(), person_id, request.form.get("password", "")),
        )

    @require(RESOURCE, "administer")
    def standing(self, person_id: int) -> BaseResponse:
        """Freeze or release."""
        reason = request.form.get("reason", "").strip()[:500]
        frozen = request.form.get("status") == "frozen"
        return self._after(
            person_id,
            "standing",
            lambda: self._commands.set_standing(
                signed_in(), person_id, "frozen" if frozen else "active", reason=reason
            ),
        )

    def _after(self, person_id: int, part: str, act: Callable[[], None]) -> BaseResponse:
        try:
            act()
        except (Invalid, PasswordRefused) as error:
            if error.facts.get("field") == "reason":
                return self._person(person_id, part=part, refusal=error)
            return self._person(person_id, part=part, faults=_at_field(error))
        except EngineError as error:
            if error.status not in (409, 422):
                raise
            return self._person(person_id, part=part, refusal=error)
        flash(_("Saved."), "ok")
        return redirect(url_for("organisation.person", person_id=person_id), code=303)

    def _facts(self, connection: Connection, typed: Typed, *, new: bool) -> dict[str, Any]:
        now = snapshot(connection)
        return person_facts(typed, departments=now.departments, people=now.persons, new=new)

    def _new(self, faults: Mapping[str, str]) -> Response:
        with self._store.read() as connection:
            page = render_template(
                "organisation/new_person.html",
                form=request.form,
                faults=faults,
                least=LEAST,
                most=MOST,
                positions=_position_choices(connection),
                **_choices(connection),
            )
        return make_response(page, 422 if faults else 200)

    def _person(
        self,
        person_id: int,
        *,
        part: str = "",
        faults: Mapping[str, str] | None = None,
        refusal: EngineError | None = None,
    ) -> Response:
        by = signed_in()
        with self._store.read() as connection:
            demand(connection, by, RESOURCE, "view")
            row = row_of(connection, tables.person, person_id)
            page = render_template(
                "organisation/person.html",
                row=row,
                seen=fingerprint(row),
                shown={**row, **_typed_facts(part)},
                form=request.form,
                wrong={part: faults or {}},
                refusal=refusal,
                posts=_posts(connection, person_id),
                today=company_today(),
                below=[one for one in organisation.everyone(connection) if one.superior_id == person_id],
                login=_login(connection, person_id),
                standing=standing_chips()[row["status"]],
                positions=_position_choices(connection),
                may_edit=may(connection, by, RESOURCE, "administer") is not None,
                myself=by.id == person_id,
                least=LEAST,
                most=MOST,
                **_choices(connection, but=person_id),
            )
        status = refusal.status if refusal else 422 if faults else 200
        return make_response(page, status)


def _typed_facts(part: str) -> dict[str, str]:
    """What was typed into the facts when they could not be saved."""
    return request.form.to_dict() if part == "facts" else {}


def _at_field(error: EngineError) -> dict[str, str]:
    """A fault of a command beside its field."""
    if isinstance(error, PasswordRefused):
        return {"password": error.text(lang())}
    field = str(error.facts.get("field", ""))
    return {field: str(error.facts["message_zh" if lang() == "zh" else "message"])}


def _position_choices(connection: Connection) -> list[tuple[str, str]]:
    return [(one.code, one.title(lang())) for one in organisation.positions(connection)]


def _choices(connection: Connection, but: int = 0) -> dict[str, Sequence[tuple[int | str, str]]]:
    """Departments and people to choose from."""
    now, here = snapshot(connection), lang()
    nobody: list[tuple[int | str, str]] = [("", "–")]
    return {
        "departments": nobody
        + [(one.id, one.title(here)) for one in sorted(now.departments.values(), key=lambda d: d.code)],
        "people": nobody
        + [(one.id, _named(one)) for one in organisation.everyone(connection) if one.id != but],
    }


def _named(person: Person) -> str:
    return f"{person.full_label(lang())} ({person.login})"


def _posts(connection: Connection, person_id: int) -> Sequence[Row[Any]]:
    """Every position a person holds, held or will hold, the newest first."""
    post, position = tables.person_position, tables.position
    query = (
        select(post, position.c.code, position.c.name, position.c.name_en)
        .join(position, position.c.id == post.c.position_id)
        .where(post.c.person_id == person_id)
        .order_by(post.c.valid_from.desc(), post.c.id.desc())
    )
    return connection.execute(query).all()


def _login(connection: Connection, person_id: int) -> Row[Any] | None:
    return connection.execute(select(account).where(account.c.person_id == person_id)).first()
