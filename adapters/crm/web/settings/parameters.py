"""The page of parameters: deadlines and reminders of all processes, with what they were and who set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from adapters.crm import parameter_setting
from adapters.crm.errors import InvalidFields
from adapters.crm.parameter_setting import Set, Typed
from adapters.crm.settable import Group, Settable, by_key
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One value on the page: what holds (or was typed), its default in words, and its past."""

    settable: Settable
    held: str
    amount: str
    unit: str
    default: str
    changed: bool
    past: Sequence[tuple[str, Set, Person | None]]  # in words, the latest first


class ParameterPages:
    """The views of /crm/settings/parameters."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("settings", "define")
    def index(self) -> Response:
        """All values, or those of `?process=`."""
        return self._page({})

    @require("settings", "define")
    def save(self) -> Response:
        """All values that were changed, or none of them."""
        person = signed_in()
        try:
            with self._site.store.begin(by=person.id, action="crm.set_parameters") as tx:
                settables = by_key(self._site.processes.parameters(tx.connection, lang()))
                changed = parameter_setting.set_all(tx, settables, _typed(settables))
        except InvalidFields as refusal:
            return self._page(refusal.by_field(lang()))
        said = _("Saved. It holds for tasks and timers that open from now on.")
        flash(said if changed else _("Nothing was changed."), "ok")
        return redirect(url_for("crm.parameters", process=request.args.get("process")), code=303)

    def _page(self, errors: Mapping[str, str]) -> Response:
        chosen = request.args.get("process", "")
        with self._site.store.read() as connection:
            groups = self._site.processes.parameters(connection, lang())
            shown = [one for one in groups if one.process == chosen] or groups
            person = signed_in()
            html = render_template(
                "crm/settings/parameters.html",
                groups=[(group, _lines(connection, group, errors)) for group in shown],
                processes=[("", _("All processes")), *((one.process, one.title(lang())) for one in groups)],
                chosen=chosen if any(one.process == chosen for one in groups) else "",
                units=_units(),
                errors=errors,
                sees_diagrams=organisation.may(connection, person, "definition", "view") is not None,
            )
        return make_response(html, 422 if errors else 200)


def _lines(connection: Connection, group: Group, errors: Mapping[str, str]) -> list[Line]:
    past = parameter_setting.history(connection, group.settables)
    return [_line(connection, one, past[one.field], typed=bool(errors)) for one in group.settables]


def _line(connection: Connection, one: Settable, past: Sequence[Set], *, typed: bool) -> Line:
    held = parameter_setting.present(connection, one)
    amount, unit = parameter_setting.parts(held) if one.kind == "duration" else (str(held), "")
    if typed and one.field in request.form:
        amount, unit = request.form[one.field], request.form.get(f"{one.field}.unit", unit)
    return Line(
        settable=one,
        held=parameter_setting.said(held),
        amount=amount,
        unit=unit,
        default=spoken(one, one.default),
        changed=held != one.default,
        past=[
            (spoken(one, each.value), each, organisation.person(connection, each.by_id)) for each in past[:8]
        ],
    )


def spoken(settable: Settable, value: Any) -> str:
    """A value in words."""
    if settable.kind == "number":
        return str(value)
    if settable.kind == "choice":
        return settable.choices.get(str(value), (str(value),) * 2)[0 if lang() == "zh" else 1]
    amount, unit = (str(value), "days") if settable.kind == "days" else parameter_setting.parts(value)
    if unit == "iso":
        return amount
    return f"{amount} {_one()[unit] if amount == '1' else dict(_units())[unit]}"


def _one() -> dict[str, str]:
    return {"minutes": _("minute"), "hours": _("hour"), "days": _("day"), "months": _("month")}


def _units() -> list[tuple[str, str]]:
    return [
        ("minutes", _("minutes")),
        ("hours", _("hours")),
        ("days", _("days")),
        ("months", _("months")),
        ("iso", _("as written")),
    ]


def _typed(settables: Mapping[str, Settable]) -> dict[str, Typed]:
    form = request.form
    return {
        field: Typed(amount=form[field], unit=form.get(f"{field}.unit", ""), was=form.get(f"{field}.was", ""))
        for field in settables
        if field in form
    }
