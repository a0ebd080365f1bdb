"""Messages about a task that waits go to substitutes too, with the name of whom they stand in for."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.crm.notices import tell
from engine.organisation import Person
from engine.store.uow import Transaction
from processes.approval.standing import acting


def tell_substitutes(
    tx: Transaction, item_id: int, people: Iterable[Person], *, zh: str, en: str, root: int
) -> None:
    """Leave everybody who may do an item for one of these people a message about it, in his language."""
    told: set[int] = set()
    for one in acting.covering(tx.connection, item_id, people, tx.now):
        if one.substitute.id in told:
            continue
        told.add(one.substitute.id)
        english = one.substitute.language == "en"
        text = f"{en} (for {one.principal.name_en})" if english else f"{zh}（代 {one.principal.name}）"
        tell(tx, one.substitute.id, text, about=("instance", root), root=root)
