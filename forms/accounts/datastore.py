"""flask-security over our own rows: its "user" is a live session, found by the secret in the cookie.

So a session ends for good when its row ends (log-out, new password, freeze, idle, too old), which a signed
cookie alone cannot promise, and a request costs one indexed query instead of the 2 ms of an ORM user.
"""

from __future__ import annotations

from typing import Any

from flask_security import RoleMixin, UserDatastore, UserMixin

from engine.organisation import Person
from forms.accounts.service import Accounts


class SessionUser(UserMixin):
    """A signed-in person. `fs_uniquifier` is the secret of the session, not of the account."""

    fs_uniquifier = ""
    active = True

    def __init__(self, *, secret: str, person: Person, must_change: bool = False) -> None:
        self.fs_uniquifier = secret
        self.person = person
        self.must_change = must_change
        self.roles: list[RoleMixin] = []  # rights are position × resource × action, not roles


class SessionDatastore(UserDatastore):
    """The one question flask-security asks us: whose session is this?"""

    def __init__(self, accounts: Accounts) -> None:
        super().__init__(SessionUser, RoleMixin)
        self._accounts = accounts

    def find_user(self, case_insensitive: bool = False, **attributes: Any) -> SessionUser | None:
        """The user of a live session (`fs_uniquifier` is all that is ever asked); None once it ended."""
        fs_uniquifier = str(attributes.get("fs_uniquifier", ""))
        signed_in = self._accounts.person_of_token(fs_uniquifier, kind="browser") if fs_uniquifier else None
        if signed_in is None:
            return None
        return SessionUser(secret=fs_uniquifier, person=signed_in.person, must_change=signed_in.must_change)
