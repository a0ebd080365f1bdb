"""The shell's own routes: built files, language, theme, density, search."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from forms.shell.i18n import gettext
from forms.shell.identity import Identity, NavItem
from forms.shell.listing.views import SavedViews
from forms.shell.preferences import CHOICES, COOKIES, Preferences
from forms.shell.search import Group, Hit, SearchProvider, find
from forms.shell.template_globals import NavEntry, nav_for

YEAR = 365 * 24 * 3600


def blueprint(
    *,
    navigation: Sequence[NavItem],
    identity: Identity,
    preferences: Preferences,
    search: Sequence[SearchProvider],
    views: SavedViews | None = None,
) -> Blueprint:
    """The blueprint `shell` at /shell, plus /language, /theme, /density and /search."""
    shell = Blueprint(
        "shell",
        __name__,
        static_folder="static",
        static_url_path="/shell/static",
        template_folder="templates",
    )

    def set_choice(key: str) -> BaseResponse:
        value = request.form.get("value", "")
        if value not in CHOICES[key]:
            abort(422)
        person = identity()
        if person is not None:
            preferences.set(person.id, key, value)
        response = redirect(local_path(request.form.get("next", "")), code=303)
        response.set_cookie(
            COOKIES[key], value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
        return response

    for key in CHOICES:
        shell.add_url_rule(f"/{key}", f"set_{key}", set_choice, methods=["POST"], defaults={"key": key})

    @shell.get("/search")
    def search_box() -> str:
        person = identity()
        if person is None:
            abort(401)
        text = request.args.get("q", "")
        places = _places(text, nav_for(navigation, person))
        groups = places + find(text, person, search)
        part = request.headers.get("HX-Request") == "true"
        template = "shell/search_results.html" if part else "shell/search.html"
        return render_template(template, groups=groups, text=text)

    if views is not None:
        _add_view_routes(shell, identity, views)
    shell.after_request(_cache_built_files)
    return shell


def _add_view_routes(shell: Blueprint, identity: Identity, views: SavedViews) -> None:
    @shell.post("/lists/views")
    def save_view() -> BaseResponse:
        person = identity()
        if person is None:
            abort(401)
        query = request.form.get("query", "")
        saved = views.save(
            owner_id=person.id,
            list_key=request.form.get("list", ""),
            name=request.form.get("name", ""),
            query=query,
            shared=request.form.get("shared") == "1",
        )
        flash(gettext("View saved"), "ok")
        path = local_path(request.form.get("next", ""))
        return redirect(f"{path}?{query}&view={saved}", code=303)

    @shell.post("/lists/views/delete")
    def delete_view() -> BaseResponse:
        person = identity()
        if person is None:
            abort(401)
        view = request.form.get("id", "")
        if not view.isascii() or not view.isdigit() or len(view) > 19:
            abort(422)
        views.delete(owner_id=person.id, view_id=int(view))
        flash(gettext("View deleted"), "ok")
        return redirect(local_path(request.form.get("next", "")), code=303)


def local_path(target: str) -> str:
    """`target` if it is a path of this site, else the start page: never a redirect to somebody else."""
    parts = urlsplit(target)
    hostile = parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//")
    if hostile or "\\" in target or any(ord(letter) < 32 for letter in target):
        return "/"
    return target


def _places(text: str, entries: Sequence[NavEntry]) -> list[Group]:
    """Commands "go to …" that fit the text; all of them while nothing is typed."""
    wanted = text.strip().casefold()
    hits = []
    for entry in entries:
        title = gettext("Go to %(place)s", place=entry.label)
        if wanted in title.casefold() or wanted in entry.key:
            note = f"g {entry.shortcut}" if entry.shortcut else ""
            hits.append(Hit(title=title, url=entry.url, icon=entry.icon, note=note))
    return [Group(label=gettext("Commands"), icon="arrow-right", hits=hits)] if hits else []


def _cache_built_files(response: Response) -> Response:
    """Hashed files never change under their name."""
    hashed = request.path.startswith("/shell/static/dist/") and not request.path.endswith(".json")
    if request.endpoint == "shell.static" and response.status_code == 200 and hashed:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
