"""What the search box finds among the definitions."""

from __future__ import annotations

from collections.abc import Iterable

from engine import organisation
from engine.store.definitions import all_latest
from engine.store.uow import Store
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.identity import Person
from forms.shell.search import Hit


class DefinitionSearch:
    """Processes by their Chinese or English title or their id."""

    icon = "sitemap"

    def __init__(self, *, store: Store) -> None:
        self._store = store

    def label(self) -> str:
        """The kind's name."""
        return str(_("Process definitions"))

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """Published processes, for those who may see definitions."""
        wanted = text.casefold()
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            if organisation.may(connection, reader, "definition", "view") is None:
                return []
            rows = all_latest(connection)
        found = [one for one in rows if wanted in f"{one.title_zh}\n{one.title_en}\n{one.key}".casefold()]
        return [
            Hit(
                title=(one.title_zh if lang() == "zh" else one.title_en) or one.name,
                note=f"{one.key} v{one.version}",
                url=f"/definitions/{one.key}",
                icon=self.icon,
            )
            for one in found[:limit]
        ]
