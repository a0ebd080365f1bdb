"""A tiny application that shows every component of the shell; only the tests run it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask, flash, redirect, render_template, request
from gallery_grid import FIRST, KEYS, line_grid
from gallery_list import QUOTES, open_gallery_store, quotes
from sqlalchemy import select
from werkzeug.wrappers import Response

from forms.shell import SavedViews, StoredPreferences, init_app
from forms.shell.grid import changes_rows, read_rows
from forms.shell.listing import Lists
from forms.shell.rail import RAIL

NOW = datetime(2026, 11, 20, 6, 20, tzinfo=UTC)  # 14:20 in Shanghai


@dataclass(frozen=True)
class Visitor:
    id: int = 7
    login: str = "wang"
    name: str = "王芳"
    positions: frozenset[str] = frozenset({"director"})
    language: str | None = None


NAVIGATION = (replace(RAIL[0], count=lambda _person: 18), *RAIL[1:])


def create_gallery() -> Flask:
    """The application with one page per component."""
    app = Flask(__name__, template_folder=str(Path(__file__).parent / "templates"))
    app.secret_key = "only for tests"
    app.testing = True
    store = open_gallery_store()
    lists = Lists(store=store, identity=Visitor)
    init_app(
        app,
        navigation=NAVIGATION,
        identity=Visitor,
        preferences=StoredPreferences(store),
        views=SavedViews(store),
        logout_endpoint="leave",
        now=lambda: NOW,
    )

    @app.get("/worklist/")
    def components() -> str:
        return render_template("demo/components.html", now=NOW, hours=timedelta(hours=1), D=Decimal)

    @app.get("/crm/accounts/")
    def quote_list() -> Response:
        return lists.respond(QUOTES, select(quotes), template="demo/list.html")

    @app.route("/rules/", methods=["GET", "POST"])
    def grid() -> str:
        rows = read_rows(request.form, "lines", KEYS) if request.method == "POST" else list(FIRST)
        posted = "" if changes_rows(request.form, "lines") else repr([dict(row.values) for row in rows])
        fixed = line_grid(list(FIRST), read_only=True)
        return render_template("demo/grid.html", grid=line_grid(rows), fixed=fixed, posted=posted)

    @app.post("/grid/recalculate")
    def recalculate() -> str:
        shown = line_grid(read_rows(request.form, "lines", KEYS))
        return render_template("shell/grid_outputs.html", grid=shown)

    @app.post("/leave")
    def leave() -> Response:
        return redirect("/worklist/")

    @app.post("/flash")
    def flash_something() -> Response:
        flash({"text": f"Done {request.form.get('reason', '')}", "undo_url": "/flash", "seconds": 10}, "ok")
        return redirect("/worklist/", code=303)

    return app
