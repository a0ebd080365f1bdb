"""Every invoked application that a diagram can name (`gx:adapter`). To add one, copy a neighbour."""

from __future__ import annotations

from adapters.contract import Adapter
from adapters.crm import operations
from adapters.mail.send import Mailer, mail_adapter


def adapters(*, mailer: Mailer) -> dict[str, Adapter]:
    """name → adapter."""
    return {each.name: each for each in (*operations.ADAPTERS, mail_adapter(mailer))}
