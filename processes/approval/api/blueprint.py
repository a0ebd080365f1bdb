"""The blueprint `api_rules` at /api/v1/rules."""

from __future__ import annotations

from flask_smorest import Blueprint

from engine.store.uow import Store
from processes.approval.api import backtests, drafts, files, flows, releases, trials
from processes.approval.api.calls import Calls, Sees
from processes.approval.documents import Documents


def blueprint(*, store: Store, documents: Documents, sees: Sees) -> Blueprint:
    """Everything under /api/v1/rules. `sees` says who sees documents of types that the CRM does not know."""
    api = Blueprint("api_rules", __name__, url_prefix="/api/v1/rules", description="Approval flows")
    calls = Calls(store=store, documents=documents, sees=sees)
    for part in (flows, drafts, releases, backtests, trials, files):
        part.add_to(api, calls)
    return api
