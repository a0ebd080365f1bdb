"""What the process of a document does when it is taken back: its own event, or else that of the approval.

A message event whose name ends in `.withdraw`, at the border of the call, leads where the process wants
the document then. A process without one gets it back as it gets a return: the approval itself listens.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, select

from engine.store.schema.runtime import subscription
from processes.approval.withdrawal.asking import Running

SUFFIX: Final = ".withdraw"
OF_THE_APPROVAL: Final = "approval.withdraw"


def listener(connection: Connection, one: Running) -> tuple[int, str] | None:
    """(instance, message) that takes the document back; None where nothing listens."""
    heard = select(subscription.c.instance_id, subscription.c.name).where(subscription.c.kind == "message")
    border = heard.where(
        subscription.c.token_id == one.called_by, subscription.c.name.endswith(SUFFIX, autoescape=True)
    )
    own = heard.where(subscription.c.instance_id == one.instance_id, subscription.c.name == OF_THE_APPROVAL)
    row = connection.execute(border.limit(1)).first() or connection.execute(own.limit(1)).first()
    return None if row is None else (row.instance_id, row.name)
