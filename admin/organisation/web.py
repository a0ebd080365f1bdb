"""The addresses of the pages under /admin/organisation/."""

from __future__ import annotations

from flask import Blueprint

from admin.organisation.commands import Organisation
from admin.organisation.department_pages import DepartmentPages
from admin.organisation.people_pages import PeoplePages
from admin.organisation.position_pages import PositionPages
from engine.errors import NotFound
from engine.store.uow import Store
from forms.accounts.refusals import not_found_handler
from forms.shell.listing import Lists


def blueprint(*, store: Store, lists: Lists) -> Blueprint:
    """The blueprint `organisation`."""
    site = Blueprint(
        "organisation",
        "admin",
        url_prefix="/admin/organisation",
        template_folder="templates",
        static_folder="static",
    )
    commands = Organisation(store=store)
    _people(site, PeoplePages(commands=commands, lists=lists))
    _departments(site, DepartmentPages(commands=commands))
    _positions(site, PositionPages(commands=commands))
    site.register_error_handler(NotFound, not_found_handler(store))
    return site


def _people(site: Blueprint, pages: PeoplePages) -> None:
    one = "/people/<int:person_id>"
    site.add_url_rule("/", "people", pages.index)
    site.add_url_rule("/people/new", "new_person", pages.new)
    site.add_url_rule("/people/new", "add_person", pages.add, methods=["POST"])
    site.add_url_rule(one, "person", pages.person)
    site.add_url_rule(one, "save_person", pages.save, methods=["POST"])
    site.add_url_rule(f"{one}/positions", "assign", pages.assign, methods=["POST"])
    site.add_url_rule(f"{one}/positions/<int:post_id>/end", "end_post", pages.end_post, methods=["POST"])
    site.add_url_rule(f"{one}/password", "give_password", pages.password, methods=["POST"])
    site.add_url_rule(f"{one}/standing", "standing", pages.standing, methods=["POST"])


def _departments(site: Blueprint, pages: DepartmentPages) -> None:
    one = "/departments/<int:department_id>"
    site.add_url_rule("/departments", "departments", pages.index)
    site.add_url_rule("/departments", "add_department", pages.add, methods=["POST"])
    site.add_url_rule(one, "department", pages.department)
    site.add_url_rule(one, "save_department", pages.save, methods=["POST"])
    site.add_url_rule(f"{one}/remove", "remove_department", pages.remove, methods=["POST"])
    site.add_url_rule("/plates", "add_plate", pages.add_plate, methods=["POST"])


def _positions(site: Blueprint, pages: PositionPages) -> None:
    one = "/positions/<code>"
    site.add_url_rule("/positions", "positions", pages.index)
    site.add_url_rule("/positions", "add_position", pages.add, methods=["POST"])
    site.add_url_rule(one, "position", pages.position)
    site.add_url_rule(one, "save_position", pages.save, methods=["POST"])
    site.add_url_rule(f"{one}/retire", "retire_position", pages.retire, methods=["POST"])
    site.add_url_rule(f"{one}/rights", "set_rights", pages.set_rights, methods=["POST"])
