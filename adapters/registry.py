"""Every invoked application that a diagram can name (`gx:adapter`). To add one, copy a neighbour."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm.operations import EVALUATE, LOCK, MARK
from adapters.mail.send import Mailer, mail_adapter


def adapters(*, mailer: Mailer) -> dict[str, Adapter]:
    """name → adapter."""
    return {
        "crm.quote.evaluate": EVALUATE,
        "crm.quote.lock": LOCK,
        "crm.quote.mark": MARK,
        "mail.send": mail_adapter(mailer),
    }
