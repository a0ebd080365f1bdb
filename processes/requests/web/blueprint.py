"""The addresses of the pages of requests."""

from __future__ import annotations

from flask import Blueprint

from engine.errors import NotFound
from engine.service import Engine
from forms.accounts.refusals import not_found_handler
from forms.shell.listing import Lists
from processes.approval.documents import Documents
from processes.approval.history import History
from processes.deploy import Deployer
from processes.requests.commands import Requests
from processes.requests.library import Library
from processes.requests.published import RequestKinds
from processes.requests.web.filling import FillingPages
from processes.requests.web.kinds import KindPages
from processes.requests.web.one import RequestPages
from processes.requests.web.routing import RoutePages
from processes.requests.web.site import Site
from processes.requests.web.start import StartPages


def blueprint(
    *,
    engine: Engine,
    deployer: Deployer,
    lists: Lists,
    kinds: RequestKinds,
    documents: Documents,
) -> Blueprint:
    """The blueprint `requests` at /requests."""
    requests = Blueprint(
        "requests",
        __name__,
        url_prefix="/requests",
        template_folder="../templates",
        static_folder="../static",
        static_url_path="/static",
    )
    site = Site(
        store=engine.store,
        engine=engine,
        lists=lists,
        kinds=kinds,
        documents=documents,
        requests=Requests(engine=engine, kinds=kinds, documents=documents),
        history=History(documents, engine.store.clock),
    )
    requests.register_error_handler(NotFound, not_found_handler(engine.store))
    _add_start(requests, StartPages(site))
    routing = RoutePages(site)
    requests.add_url_rule("/new/<key>/route", "route", routing.route, methods=["POST"])
    _add_filling(requests, FillingPages(site, routing))
    _add_one(requests, RequestPages(site))
    _add_kinds(requests, KindPages(site, Library(deployer=deployer, kinds=kinds)))
    return requests


def _add_start(to: Blueprint, pages: StartPages) -> None:
    to.add_url_rule("/", "start", pages.start)
    to.add_url_rule("/mine", "mine", pages.mine)
    to.add_url_rule("/kinds/<key>/favourite", "favourite", pages.favourite, methods=["POST"])


def _add_filling(to: Blueprint, pages: FillingPages) -> None:
    to.add_url_rule("/new/<key>", "new", pages.new)
    to.add_url_rule("/new/<key>", "send", pages.send, methods=["POST"])
    to.add_url_rule("/<int:request_id>/edit", "edit", pages.edit)
    to.add_url_rule("/<int:request_id>/edit", "correct", pages.correct, methods=["POST"])
    to.add_url_rule("/<int:request_id>/discard", "discard", pages.discard, methods=["POST"])


def _add_one(to: Blueprint, pages: RequestPages) -> None:
    to.add_url_rule("/<int:request_id>", "show", pages.show)
    to.add_url_rule("/<int:request_id>/print", "print", pages.print_view)
    to.add_url_rule("/<int:request_id>/panel", "panel", pages.panel)
    to.add_url_rule("/<int:request_id>/withdraw", "withdraw", pages.withdraw, methods=["POST"])
    to.add_url_rule("/files/<int:upload_id>", "file", pages.file)


def _add_kinds(to: Blueprint, pages: KindPages) -> None:
    to.add_url_rule("/kinds/", "kinds", pages.index)
    to.add_url_rule("/kinds/", "begin", pages.begin, methods=["POST"])
    to.add_url_rule("/kinds/<key>", "kind", pages.kind)
    to.add_url_rule("/kinds/<key>", "change", pages.change, methods=["POST"])
