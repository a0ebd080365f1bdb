"""Who sends this request, and what that person must be allowed to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, g, has_request_context
from flask_security import current_user

from engine import organisation
from engine.organisation import Person, demand
from forms.accounts.errors import LoginNeeded
from forms.accounts.service import Accounts

Args = ParamSpec("Args")
Answer = TypeVar("Answer")


def current_person() -> Person | None:
    """The person of this request (session cookie or bearer token); None before login."""
    if not has_request_context():
        return None
    if "gx_bearer" in g:
        bearer: Person | None = g.gx_bearer
        return bearer
    person: Person | None = getattr(current_user, "person", None)
    return person


def signed_in() -> Person:
    """The person of this request. Raises LoginNeeded."""
    person = current_person()
    if person is None:
        raise LoginNeeded
    return person


def require(resource: str, action: str) -> Callable[[Callable[Args, Answer]], Callable[Args, Answer]]:
    """A view only for those who hold the right; others get a 403 that names the positions that do.

    Rows are checked by the service that finds them: this asks only whether the person may at all.
    """

    def decorate(view: Callable[Args, Answer]) -> Callable[Args, Answer]:
        @wraps(view)
        def guarded(*args: Args.args, **kwargs: Args.kwargs) -> Answer:
            person = signed_in()
            with accounts().store.read() as connection:
                demand(connection, person, resource, action)
            return view(*args, **kwargs)

        return guarded

    return decorate


def may(resource: str, action: str) -> bool:
    """Whether the person of this request may at all: for templates, so that no link leads to a refusal."""
    person = current_person()
    if person is None:
        return False
    with accounts().store.read() as connection:
        return organisation.may(connection, person, resource, action) is not None


def accounts() -> Accounts:
    """The accounts of this application."""
    found: Accounts = current_app.extensions["gx_accounts"]
    return found
