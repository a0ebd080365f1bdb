"""The blueprint `api_requests` at /api/v1/requests."""

from __future__ import annotations

from flask_smorest import Blueprint

from forms.shell.listing import Lists
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.deploy import Deployer
from processes.requests.api import design, filling, kinds, one
from processes.requests.commands import Requests
from processes.requests.library import Library
from processes.requests.published import RequestKinds
from processes.requests.web.site import Site


def blueprint(*, deployer: Deployer, lists: Lists, kinds_: RequestKinds, documents: Documents) -> Blueprint:
    """Everything under /api/v1/requests."""
    api = Blueprint("api_requests", __name__, url_prefix="/api/v1/requests", description="Requests")
    engine = deployer.engine
    site = Site(
        store=engine.store,
        engine=engine,
        lists=lists,
        kinds=kinds_,
        documents=documents,
        requests=Requests(engine=engine, kinds=kinds_, documents=documents),
        history=History(documents),
    )
    for part in (kinds, one, filling):
        part.add_to(api, site)
    design.add_to(api, site, Library(deployer=deployer, kinds=kinds_))
    return api
