"""Login accounts: sessions in the store, argon2id, a brake on guessing, bearer tokens, deny by default.

`init_app` after `forms.shell.init_app`; then every page needs a login unless its endpoint is named as public.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request
from flask_security import Security, current_user
from werkzeug.wrappers import Response as BaseResponse

from forms.accounts.datastore import SessionDatastore
from forms.accounts.errors import (
    LoginNeeded,
    LoginRefused,
    PasswordGiven,
    PasswordRefused,
    TooManyAttempts,
)
from forms.accounts.identity import current_person, may, require, signed_in
from forms.accounts.service import (
    ABSOLUTE,
    Accounts,
    SignedIn,
    create_account,
    end_sessions,
    give_password,
)
from forms.accounts.users import create_user
from forms.accounts.web import blueprint

__all__ = [
    "Accounts",
    "LoginNeeded",
    "LoginRefused",
    "PasswordRefused",
    "SignedIn",
    "TooManyAttempts",
    "create_account",
    "create_user",
    "current_person",
    "end_sessions",
    "give_password",
    "init_app",
    "require",
    "signed_in",
]

API = "/api/"
#: What a person may do before choosing a password in place of the one that was given to him.
BEFORE_CHANGE = frozenset(
    {"accounts.password", "accounts.change_password", "accounts.logout", "shell.static", "shell.set_language"}
)
OPEN = frozenset(
    {
        "accounts.login",
        "accounts.log_in",
        "accounts.logout",
        "shell.static",
        "shell.set_language",
        "shell.set_theme",
    }
)


def init_app(
    app: Flask, *, accounts: Accounts, public: Iterable[str] = (), secure_cookies: bool = False
) -> None:
    """Give `app` its login. `public` names further endpoints that need none (health, OpenAPI, POST /session).

    `secure_cookies` for service over HTTPS: then the cookie is `__Host-…; Secure`.
    """
    app.config.update(
        SESSION_COOKIE_NAME="__Host-guanxi" if secure_cookies else "guanxi",
        SESSION_COOKIE_SECURE=secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=ABSOLUTE,
        SECURITY_PASSWORD_SINGLE_HASH=True,  # it hashes nothing here: see passwords.py
        SECURITY_TOKEN_MAX_AGE=timedelta(hours=12),
        SECURITY_USE_REGISTER_V2=True,
        SECURITY_REGISTERABLE=False,
    )
    app.extensions["gx_accounts"] = accounts
    app.jinja_env.globals["may"] = may
    Security(app, SessionDatastore(accounts), register_blueprint=False)
    app.register_blueprint(blueprint())
    open_endpoints = OPEN | frozenset(public)
    app.before_request(lambda: _guard(accounts, open_endpoints))


def _guard(accounts: Accounts, open_endpoints: frozenset[str]) -> BaseResponse | None:
    """Nobody passes without a login, except to what is open on purpose or does not exist."""
    must_change = _take_bearer(accounts)
    if must_change and request.endpoint not in open_endpoints | BEFORE_CHANGE:
        return _to_password()
    if request.endpoint is None or request.endpoint in open_endpoints or current_person() is not None:
        return None
    if request.path.startswith(API):
        raise LoginNeeded
    return _to_login()


def _take_bearer(accounts: Accounts) -> bool:
    """A bearer token counts for the API only, and replaces whatever cookie came along.

    Whether the password of whoever asks is still the one that was given to him.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() == "bearer" and request.path.startswith(API):
        found = accounts.person_of_token(token.strip())
        g.gx_bearer = found.person if found else None
        return found is not None and found.must_change
    return bool(getattr(current_user, "must_change", False))


def _to_password() -> BaseResponse:
    if request.path.startswith(API) or request.method not in {"GET", "HEAD"}:
        raise PasswordGiven
    return redirect("/password", code=303)


def _to_login() -> BaseResponse:
    target = request.full_path.rstrip("?") if request.method == "GET" else ""
    url = f"/login?next={quote(target)}" if target not in ("", "/") else "/login"
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": url})
    if request.method in {"GET", "HEAD"}:
        return redirect(url, code=303)
    raise LoginNeeded
