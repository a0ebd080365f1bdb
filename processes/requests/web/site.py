"""What the pages of requests share."""

from __future__ import annotations

from dataclasses import dataclass

from engine.service import Engine
from engine.store.uow import Store
from forms.shell.listing import Lists
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.requests.commands import Requests
from processes.requests.published import RequestKinds

#: Inputs of the page around the form's own fields.
PAGE_NAMES = ("action", "submission", "revision", "request_id", "csrf_token")


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Handed to every group of pages."""

    store: Store
    engine: Engine
    lists: Lists
    kinds: RequestKinds
    documents: Documents
    requests: Requests
    history: History
