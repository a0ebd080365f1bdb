"""The page /admin/."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from sqlalchemy import Connection

from admin.start.health import failing_jobs, measure, running_per_process
from engine import organisation
from engine.organisation import Language, Person, demand
from engine.store.definitions import all_latest
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.shell import lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Employee:
    """One person as the list shows them."""

    login: str
    name: str
    department: str
    positions: str
    superior: str


def blueprint(*, store: Store) -> Blueprint:
    """The blueprint `admin`."""
    site = Blueprint("admin", "admin", url_prefix="/admin", template_folder="templates")

    @site.get("/")
    def start() -> str:
        person, here = signed_in(), lang()
        with store.read() as connection:
            demand(connection, person, "organisation", "view")
            return render_template(
                "admin/start.html",
                people=[_employee(connection, one, here) for one in organisation.everyone(connection)],
                positions=organisation.positions(connection),
                holders={
                    one.code: len(organisation.holders(connection, one.code))
                    for one in organisation.positions(connection)
                },
                health=measure(connection, store.clock.now()),
                failing=failing_jobs(connection),
                definitions=all_latest(connection),
                running=running_per_process(connection),
                store_kind=store.dialect,
            )

    return site


def _employee(connection: Connection, person: Person, here: Language) -> Employee:
    department = organisation.department(connection, person.department_id)
    superior = organisation.superior(connection, person.id)
    titles = [organisation.position(connection, code) for code in sorted(person.positions)]
    words = [title.title(here) for title in titles if title is not None]
    return Employee(
        login=person.login,
        name=person.name if here == "zh" else person.name_en,
        department="" if department is None else department.title(here),
        positions=("、" if here == "zh" else ", ").join(words),
        superior="" if superior is None else superior.label(here),
    )
