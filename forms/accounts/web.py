"""Log in, log out, change the password."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session
from flask_security import current_user, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from forms.accounts.datastore import SessionUser
from forms.accounts.errors import LoginRefused, PasswordRefused, TooManyAttempts
from forms.accounts.identity import accounts, current_person, signed_in
from forms.accounts.passwords import LEAST, MOST
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.web import local_path


def blueprint() -> Blueprint:
    """The blueprint `accounts`: /login, /logout, /password."""
    pages = Blueprint("accounts", __name__, template_folder="templates")
    pages.add_url_rule("/login", view_func=login_page, endpoint="login")
    pages.add_url_rule("/login", view_func=log_in, endpoint="log_in", methods=["POST"])
    pages.add_url_rule("/logout", view_func=log_out, endpoint="logout", methods=["POST"])
    pages.add_url_rule("/password", view_func=password_page, endpoint="password")
    pages.add_url_rule("/password", view_func=change_password, endpoint="change_password", methods=["POST"])
    return pages


def login_page() -> BaseResponse:
    """The form; whoever is logged in already goes on."""
    if current_person() is not None:
        return redirect(local_path(request.args.get("next", "")), code=303)
    return _login_form()


def log_in() -> BaseResponse:
    """Open a session under a new id; whatever the browser brought along is dropped."""
    login, password = request.form.get("login", "").strip(), request.form.get("password", "")
    try:
        secret = accounts().open_session(login, password, address=_address(), kind="browser")
    except (LoginRefused, TooManyAttempts) as refusal:
        return _login_form(refusal, login=login)
    session.clear()
    found = accounts().person_of_token(secret, kind="browser")
    assert found is not None
    login_user(SessionUser(secret=secret, person=found.person), remember=False)
    return redirect(local_path(request.form.get("next", "")), code=303)


def log_out() -> BaseResponse:
    """End the session here and in the store."""
    secret = session.get("_user_id")
    if secret:
        accounts().end_session(str(secret))
    logout_user()
    session.clear()
    return redirect("/login", code=303)


def password_page() -> BaseResponse:
    """The form for a new password."""
    signed_in()
    return _password_form()


def change_password() -> BaseResponse:
    """Replace the password: every session ends, this one too."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _password_form(422, again=_("The two new passwords differ."))
    try:
        accounts().change_password(signed_in(), old, new, address=_address())
    except LoginRefused:
        return _password_form(422, old=_("This is not your present password."))
    except (PasswordRefused, TooManyAttempts) as refusal:
        answer = _password_form(refusal.status, new=refusal.text(lang()))
        return _with_retry(answer, refusal)
    logout_user()
    session.clear()
    flash(_("Your password was changed. Log in with the new one."), "ok")
    return redirect("/login", code=303)


def _login_form(refusal: LoginRefused | TooManyAttempts | None = None, *, login: str = "") -> Response:
    target = request.values.get("next", "")
    problem = refusal.text(lang()) if refusal else ""
    page = make_response(render_template("accounts/login.html", login=login, next=target, problem=problem))
    page.headers["Cache-Control"] = "no-store"
    if refusal is None:
        return page
    page.status_code = refusal.status
    return _with_retry(page, refusal)


def _password_form(status: int = 200, **errors: str) -> Response:
    page = make_response(
        render_template(
            "accounts/password.html",
            errors=errors,
            least=LEAST,
            most=MOST,
            given=bool(getattr(current_user, "must_change", False)),
        )
    )
    page.headers["Cache-Control"] = "no-store"
    page.status_code = status
    return page


def _with_retry(page: Response, refusal: Exception) -> Response:
    if isinstance(refusal, TooManyAttempts):
        page.headers["Retry-After"] = str(refusal.retry_after)
    return page


def _address() -> str:
    return request.remote_addr or ""
