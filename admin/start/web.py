"""The page /admin/."""

from __future__ import annotations

from flask import Blueprint, render_template

from admin.start.health import failing_jobs, measure, running_per_process
from engine.organisation import demand
from engine.store.definitions import all_latest
from engine.store.uow import Store
from forms.accounts import signed_in


def blueprint(*, store: Store) -> Blueprint:
    """The blueprint `admin`."""
    site = Blueprint("admin", "admin", url_prefix="/admin", template_folder="templates")

    @site.get("/")
    def start() -> str:
        person = signed_in()
        with store.read() as connection:
            demand(connection, person, "organisation", "view")
            return render_template(
                "admin/start.html",
                health=measure(connection, store.clock.now()),
                failing=failing_jobs(connection),
                definitions=all_latest(connection),
                running=running_per_process(connection),
                store_kind=store.dialect,
            )

    return site
