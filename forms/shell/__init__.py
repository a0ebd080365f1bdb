"""The shell: base template, components, list and grid, languages, assets, bpmn.io islands. See README.md.

`init_app` wires all of it into a Flask application; nothing here is global but the built assets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, has_request_context, request
from flask_wtf.csrf import generate_csrf

from forms.shell import assets
from forms.shell.error_pages import Problem, answer, init_error_pages
from forms.shell.formats import Formats
from forms.shell.i18n import gettext, init_languages, lang, lazy_gettext
from forms.shell.identity import Identity, NavItem, Person
from forms.shell.listing.views import SavedViews
from forms.shell.preferences import CHOICES, COOKIES, CookiePreferences, Preferences, StoredPreferences
from forms.shell.search import SearchProvider
from forms.shell.security import init_security
from forms.shell.template_globals import install_globals
from forms.shell.web import blueprint

__all__ = [
    "CookiePreferences",
    "Identity",
    "NavItem",
    "Person",
    "Preferences",
    "Problem",
    "SavedViews",
    "StoredPreferences",
    "answer",
    "formats",
    "gettext",
    "init_app",
    "is_fragment",
    "lang",
    "lazy_gettext",
]


def init_app(
    app: Flask,
    *,
    navigation: Sequence[NavItem],
    identity: Identity,
    preferences: Preferences | None = None,
    search: Sequence[SearchProvider] = (),
    views: SavedViews | None = None,
    logout_endpoint: str | None = None,
    own_page: str | None = None,
    own_links: Sequence[tuple[str, str, str]] = (),
    timezone: str = "Asia/Shanghai",
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Give `app` the shell.

    `views` keeps saved views of lists (needed where lists are shown).
    `identity()` gives the person of the request or None; `logout_endpoint` takes a POST and ends the session;
    `own_page` is where a person changes the password; `own_links` are further ways
    in his menu: icon, msgid, endpoint.
    """
    kept = preferences or CookiePreferences()
    zone = ZoneInfo(timezone)

    def choice(key: str) -> str | None:
        return _choice(key, identity=identity, kept=kept)

    def make_formats() -> Formats:
        return Formats(lang=lang(), zone=zone, now=now())

    app.extensions["gx_shell"] = make_formats

    init_languages(
        app, own=lambda: choice("language"), usual=lambda: g.get("gx_usual_language"), timezone=timezone
    )
    init_security(app)
    init_error_pages(app)
    install_globals(
        app,
        navigation=navigation,
        identity=identity,
        choice=choice,
        formats=make_formats,
        logout_endpoint=logout_endpoint,
        own_page=own_page,
        own_links=own_links,
    )
    app.register_blueprint(
        blueprint(navigation=navigation, identity=identity, preferences=kept, search=search, views=views)
    )
    app.jinja_env.globals.update(asset=assets.asset, icon=assets.icon, csrf_token=generate_csrf)


def formats() -> Formats:
    """The formatters of this request, for Python code that needs a sentence."""
    make: Callable[[], Formats] = current_app.extensions["gx_shell"]
    return make()


def is_fragment() -> bool:
    """Whether htmx asked for a part of the page (then render the part only)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def _choice(key: str, *, identity: Identity, kept: Preferences) -> str | None:
    """The person's choice for `key`: store, then cookie. Asked often, so read once per request."""
    if not has_request_context():
        return None
    if "gx_choices" not in g:
        person = identity()
        g.gx_choices = dict(kept.all(person.id)) if person is not None else {}
        g.gx_usual_language = person.language if person is not None else None
    value = g.gx_choices.get(key) or request.cookies.get(COOKIES[key])
    return value if value in CHOICES[key] else None
