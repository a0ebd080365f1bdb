"""Files that belong to records: an order's purchase contract, photos of a return, the scan of a contract."""

from __future__ import annotations

from adapters.crm.attachments import archive
from adapters.crm.attachments.commands import (
    attach,
    demand_attach,
    describe,
    hang,
    hang_uploads,
    keep_received,
    recover,
    remove,
)
from adapters.crm.attachments.kinds import kinds_of
from adapters.crm.attachments.reading import (
    File,
    living,
    may_attach,
    may_change,
    of_record,
    one_of_record,
    takes_files,
)

__all__ = [
    "File",
    "archive",
    "attach",
    "demand_attach",
    "describe",
    "hang",
    "hang_uploads",
    "keep_received",
    "kinds_of",
    "living",
    "may_attach",
    "may_change",
    "of_record",
    "one_of_record",
    "recover",
    "remove",
    "takes_files",
]
