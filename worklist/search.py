"""What the search box (Ctrl K) finds here: instances by their business key, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine import organisation
from engine.store.schema.runtime import instance
from engine.store.uow import Store
from forms.shell import Person, lang
from forms.shell import gettext as _
from forms.shell.listing.conditions import looked_up
from forms.shell.search import Hit
from processes.names import Names
from worklist import access
from worklist.hooks import Hooks
from worklist.web.rows import state_words, titles_of


class InstanceSearch:
    """Finds root instances whose business key contains the text (upper and lower case are the same)."""

    icon = "sitemap"

    def __init__(self, *, store: Store, names: Names, hooks: Hooks) -> None:
        self._store = store
        self._names = names
        self._hooks = hooks

    def label(self) -> str:
        """What this kind is called."""
        return str(_("Process instances"))

    def search(self, text: str, person: Person, limit: int) -> Iterable[Hit]:
        """The newest ones first."""
        with self._store.read() as connection:
            reader = organisation.person(connection, person.id)
            if reader is None:
                return []
            query = (
                select(instance)
                .where(
                    access.seen_instances(connection, reader),
                    looked_up(connection, instance.c.business_key, text),
                )
                .order_by(instance.c.id.desc())
                .limit(limit)
            )
            rows = connection.execute(query).all()
            titles = titles_of(connection, [row.id for row in rows])
            return [
                Hit(
                    title=f"{self._names.process(connection, row.definition_id, lang())} "
                    f"{titles.get(row.id) or row.business_key}",
                    url=self._hooks.instance_url(row.id),
                    note=state_words(row.state)[0],
                    icon="sitemap",
                )
                for row in rows
            ]
