"""What a person likes: language, theme, density. Kept in the store, and in a cookie for the login page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlalchemy import BigInteger, Column, String, Table, delete, insert, select

from engine.store.metadata import metadata
from engine.store.uow import Store

CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("zh", "en"),
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "normal", "roomy"),
    "keys": ("on", "off"),
}
COOKIES = {"language": "gx_lang", "theme": "gx_theme", "density": "gx_density", "keys": "gx_keys"}

forms_preference = Table(
    "forms_preference",
    metadata,
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)


class Preferences(Protocol):
    """Where a person's choices are kept."""

    def all(self, person_id: int) -> Mapping[str, str]: ...

    def set(self, person_id: int, key: str, value: str) -> None: ...


class StoredPreferences:
    """Choices as rows of `forms_preference`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self, person_id: int) -> Mapping[str, str]:
        """Every choice the person made."""
        query = select(forms_preference.c.key, forms_preference.c.value).where(
            forms_preference.c.person_id == person_id
        )
        with self._store.read() as connection:
            return {row.key: row.value for row in connection.execute(query)}

    def set(self, person_id: int, key: str, value: str) -> None:
        """Keep one choice; the last one wins."""
        mine = (forms_preference.c.person_id == person_id) & (forms_preference.c.key == key)
        with self._store.begin(by=person_id, action="set_preference") as transaction:
            transaction.connection.execute(delete(forms_preference).where(mine))
            transaction.connection.execute(
                insert(forms_preference).values(person_id=person_id, key=key, value=value)
            )


class CookiePreferences:
    """Nothing beyond the cookie: for tests and pages without a store."""

    def all(self, person_id: int) -> Mapping[str, str]:
        return {}

    def set(self, person_id: int, key: str, value: str) -> None:
        """The cookie that the web layer sets is all there is."""
