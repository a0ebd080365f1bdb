"""The composition root: the only file that knows every folder. It wires; it decides nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response

from adapters import demo
from adapters.crm import parameters as crm_parameters
from adapters.crm import standard as crm_standard
from adapters.crm import tables as crm_tables
from adapters.crm import web as crm
from adapters.crm.endings import registry as endings
from adapters.crm.ownership.purging import purge_due
from adapters.crm.verify import verify_crm
from adapters.crm.web.attachments_api import attachments_api
from adapters.crm.web.enquiry_pages import PUBLIC, enquiry_blueprint
from adapters.crm.web.panel import panel_blueprint
from adapters.mail import tables as mail_tables
from adapters.mail.send import Mailer
from adapters.mail.transport import open_transport
from adapters.registry import adapters
from admin import cli
from admin.calendars import api_blueprint as calendar_api
from admin.calendars import blueprint as calendar_pages
from admin.monitor import blueprint as monitor_pages
from admin.organisation import blueprint as organisation_pages
from admin.start import blueprint as admin_pages
from engine import organisation
from engine.calendar import tables as calendar_tables
from engine.calendar.installing import install as install_calendar
from engine.organisation import Person
from engine.organisation import tables as organisation_tables
from engine.organisation.standard import install as install_positions
from engine.ports import Actor, Adapter
from engine.reference.runner import SecondEngines
from engine.service import Engine
from engine.service.calendars import CalendarService
from engine.store import files, migrations, schema
from engine.store.definitions import Definition
from engine.store.uow import Store
from engine.store.verify import ENGINE_CHECKS, Check
from forms import accounts, render, shell
from forms.accounts import Accounts, current_person
from forms.accounts import tables as account_tables
from forms.expressions import blueprint as expression_pages
from forms.files import tables as upload_tables
from forms.files import uploads
from forms.shell import preferences
from forms.shell.listing import Lists, SavedViews
from forms.shell.preferences import StoredPreferences
from forms.shell.rail import RAIL
from processes import history
from processes.ahead import blueprint as ahead_pages
from processes.approval import alerts, signatures
from processes.approval import tables as approval_tables
from processes.approval.adapters import adapters as approval_adapters
from processes.approval.api import blueprint as rules_api
from processes.approval.chosen import tables as chosen_tables
from processes.approval.chosen.views import blueprint as route_pages
from processes.approval.circulation import tables as circulation_tables
from processes.approval.history import History
from processes.approval.releasing.beginning import begin_due
from processes.approval.running import queue as running_queue
from processes.approval.running import tables as running_tables
from processes.approval.running.queue import work as ask_again_due
from processes.approval.types import documents as document_types
from processes.approval.types import install as install_flows
from processes.approval.verify import verify_approvals
from processes.approval.web import blueprint as rule_pages
from processes.demo import open_cases
from processes.deploy import Deployer, deploy_shipped
from processes.history import StillLoading
from processes.pipeline_demo import open_pipeline
from processes.quotes import QuoteApproval
from processes.records import RecordProcesses
from processes.requests import tables as request_tables
from processes.requests.api import blueprint as requests_api
from processes.requests.commands import Requests
from processes.requests.corrections import Corrections
from processes.requests.demo import open_requests
from processes.requests.ended import listen as end_requests
from processes.requests.flows import install_all as install_request_flows
from processes.requests.flows import install_published
from processes.requests.lists import offered as offered_lists
from processes.requests.operations import operations as request_operations
from processes.requests.package_check import request_findings
from processes.requests.published import RequestKinds
from processes.requests.rows import sees as sees_request
from processes.requests.web import blueprint as request_pages
from processes.web import blueprint as definition_pages
from processes.web.search import DefinitionSearch
from worklist import api, drafts, queries
from worklist.approvals import approval_hooks
from worklist.guide import guide as work_guide
from worklist.instances import Instances
from worklist.search import InstanceSearch
from worklist.service import Worklist
from worklist.web import blueprint as worklist_pages

ROOT = Path(__file__).parent
#: How long a content that nothing names is kept: somebody may be about to name it.
UNUSED_FILES = timedelta(days=1)
#: How long a file is kept that was handed over in a form which nobody has sent.
UNUSED_UPLOADS = timedelta(days=90)

#: Every module that declares tables: the schema is complete once they are imported.
TABLES = (
    schema,
    organisation_tables,
    calendar_tables,
    account_tables,
    upload_tables,
    preferences,
    crm_tables,
    mail_tables,
    approval_tables,
    running_tables,
    circulation_tables,
    chosen_tables,
    request_tables,
    drafts,
)

#: Who sees which entry of the rail. The pages of the CRM begin with the desktop for those who see no customers.
RAIL_RIGHTS: Mapping[str, tuple[str, str]] = {
    "definitions": ("definition", "view"),
    "customers": ("work_item", "view"),
    "monitor": ("instance", "view"),
    "rules": ("rules", "view"),
    "admin": ("organisation", "view"),
}


#: Views that are posted to and write nothing: what they read is too long for an address.
READING = frozenset({"definitions.check", "definitions.names", "rules.read"})


class Platform:
    """The wired platform of one process."""

    def __init__(self, settings: cli.Settings) -> None:
        self.settings = settings
        self.loaded: float | None = None
        """The share of the demo company's past that is there, while it is being loaded."""
        self.store = Store(settings.database)
        endings.listen(self.store.facts)
        alerts.listen(self.store.facts)
        end_requests(self.store.facts)
        self.kinds = RequestKinds(self.store)
        self.documents = document_types(further=self.kinds.document)
        signatures.listen(self.store.facts, self.documents)
        running_queue.listen(self.store.facts)
        self.accounts = Accounts(store=self.store)
        self.calendars = CalendarService(store=self.store)
        self.engine = Engine(
            store=self.store,
            adapters=self._adapters(),
            second_opinion=SecondEngines(),
            parameters=crm_parameters.values_of,
        )
        self.deployer = Deployer(
            engine=self.engine,
            checks=(request_findings,),
            published=lambda done: install_published(self.store, self.kinds, done),
        )

    @property
    def checks(self) -> Mapping[str, Check]:
        """The checks of `guanxi verify`."""
        return {**ENGINE_CHECKS, "approvals": verify_approvals, "crm": verify_crm}

    def migrate(self) -> str | None:
        """Bring the tables to this release."""
        return migrations.migrate(self.store, import_all=lambda: TABLES)

    def prepare(self) -> None:
        """Publish what ships with the platform and this store never had."""
        with self.store.begin(by=None, action="prepare") as tx:
            install_positions(tx)
            install_calendar(tx)
            crm_standard.install(tx)
        install_flows(self.store)
        deploy_shipped(self.engine, ROOT / "bpmn")
        install_request_flows(self.store, self.kinds)

    def begin_due(self) -> int:
        """Note the versions of approval flows whose moment has come, and ask waiting points again; how many."""
        return begin_due(self.store) + ask_again_due(self.engine, self.documents)

    def tidy(self) -> int:
        """Delete what nobody needs any more; how much, 0 when nothing is left."""
        with self.store.begin(by=None, action="tidy") as tx:
            uploads.sweep(tx, before=tx.now - UNUSED_UPLOADS)
            swept = files.sweep(tx, before=tx.now - UNUSED_FILES)
        with self.store.begin(by=None, action="crm.purge") as tx:
            return swept + purge_due(tx)

    def load_demo(self) -> Sequence[demo.DemoLogin]:
        """The demo company."""
        return demo.load(self.store)

    def load_history(
        self, *, tell: Callable[[float], None], stopped: Callable[[], bool] = lambda: False
    ) -> bool:
        """A year of the demo company's past; whether it is complete. Meanwhile pages can only be read."""

        def told(share: float) -> None:
            self.loaded = share
            tell(share)

        try:
            return history.play(
                self.settings.database,
                now=self.store.clock.now(),
                documents=self.documents,
                wire=self._wired,
                tell=told,
                stopped=stopped,
            )
        finally:
            self.loaded = None

    def open_demo_cases(self) -> None:
        """Quotes and requests of the demo company that wait for somebody."""
        open_cases(self.engine, QuoteApproval(engine=self.engine, documents=self.documents))
        requests = Requests(engine=self.engine, kinds=self.kinds, documents=self.documents)
        open_requests(self.store, requests)
        open_pipeline(self.store, RecordProcesses(engine=self.engine))

    def web(self) -> Flask:
        """The pages and the API."""
        return create_app(self)

    def _adapters(self) -> dict[str, Adapter]:
        settings = self.settings
        transport = open_transport(settings.mail, user=settings.mail_user, password=settings.mail_password)
        return self._wired(Mailer(store=self.store, transport=transport, sender=settings.mail_from))

    def _wired(self, mailer: Mailer) -> dict[str, Adapter]:
        """Every application that a diagram can name."""
        return {
            **adapters(mailer=mailer),
            **approval_adapters(self.documents),
            **request_operations(self.kinds),
        }


class _Pages:
    """What the blueprints share."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.store = platform.store
        self.lists = Lists(store=platform.store, identity=current_person)
        self.quote_approval = QuoteApproval(engine=platform.engine, documents=platform.documents)
        history = History(platform.documents, platform.store.clock)
        self.hooks = approval_hooks(history, platform.documents, platform.kinds, Corrections(platform.kinds))

    @cached_property
    def worklist(self) -> Worklist:
        return Worklist(engine=self.platform.engine, hooks=self.hooks, lists=offered_lists)

    @cached_property
    def instances(self) -> Instances:
        return Instances(engine=self.platform.engine, hooks=self.hooks)

    def navigation(self) -> list[shell.NavItem]:
        late = {"worklist": self._overdue}
        return [
            replace(
                entry,
                visible=self._sees(entry.key),
                count=late.get(entry.key, entry.count),
                url="/crm/" if entry.key == "customers" else entry.url,
            )
            for entry in RAIL
        ]

    def _overdue(self, person: shell.Person) -> int:
        with self.store.read() as connection:
            found = organisation.person(connection, person.id)
            return 0 if found is None else queries.overdue(connection, found, datetime.now(UTC)).number

    def _sees(self, key: str) -> Callable[[shell.Person], bool]:
        if key not in RAIL_RIGHTS:
            return lambda _person: True
        resource, action = RAIL_RIGHTS[key]

        def sees(person: shell.Person) -> bool:
            with self.store.read() as connection:
                found = organisation.person(connection, person.id)
                return found is not None and organisation.may(connection, found, resource, action) is not None

        return sees


def create_app(platform: Platform) -> Flask:
    """The web application over a wired platform."""
    app = Flask("guanxi", static_folder=None)
    app.secret_key = platform.settings.signing_key()
    app.config["MAX_CONTENT_LENGTH"] = 25 * 1024 * 1024
    store, pages = platform.store, _Pages(platform)
    shell.init_app(
        app,
        navigation=pages.navigation(),
        identity=current_person,
        preferences=StoredPreferences(store),
        search=[
            *crm.record_searches(store),
            InstanceSearch(store=store, names=pages.instances.names, hooks=pages.hooks),
            DefinitionSearch(store=store),
        ],
        views=SavedViews(store),
        logout_endpoint="accounts.logout",
        own_page="accounts.password",
        own_links=[("user-share", "My substitutes", "worklist.substitutes")],
    )
    render.init_app(app, file_url=_file_url)
    accounts.init_app(
        app, accounts=platform.accounts, public=(*api.PUBLIC, *PUBLIC), secure_cookies=platform.settings.https
    )
    app.register_blueprint(
        crm.blueprint(
            store=store,
            lists=pages.lists,
            processes=RecordProcesses(engine=platform.engine),
            hooks=replace(pages.quote_approval.hooks(), work_guide=work_guide),
        )
    )
    app.register_blueprint(expression_pages(store=store))
    app.register_blueprint(panel_blueprint(store=store))
    app.register_blueprint(enquiry_blueprint(store=store, processes=RecordProcesses(engine=platform.engine)))
    app.register_blueprint(worklist_pages(worklist=pages.worklist))
    app.register_blueprint(definition_pages(deployer=platform.deployer))
    app.register_blueprint(
        request_pages(
            engine=platform.engine,
            deployer=platform.deployer,
            lists=pages.lists,
            kinds=platform.kinds,
            documents=platform.documents,
        )
    )
    app.register_blueprint(rule_pages(store=store, documents=platform.documents))
    app.register_blueprint(route_pages(store=store, documents=platform.documents))
    app.register_blueprint(ahead_pages(store=store, documents=platform.documents, sees=sees_request))
    app.register_blueprint(monitor_pages(monitor=pages.instances, lists=pages.lists))
    app.register_blueprint(admin_pages(store=store))
    app.register_blueprint(calendar_pages(service=platform.calendars))
    app.register_blueprint(organisation_pages(store=store, lists=pages.lists))
    app.add_url_rule("/", "home", _home)
    app.before_request(lambda: _wait_for_the_past(platform))
    _add_api(app, pages)
    return app


def _add_api(app: Flask, pages: _Pages) -> None:
    platform = pages.platform

    def publish(files: Mapping[str, bytes], person: Person, reason: str) -> Sequence[Definition]:
        return platform.deployer.deploy(files, reason=reason, by=Actor(person.login, person.id))

    made = api.make_api(app)
    for blueprint in api.blueprints(
        worklist=pages.worklist, instances_=pages.instances, accounts=platform.accounts, publish=publish
    ):
        made.register_blueprint(blueprint)
    for blueprint in (
        attachments_api(store=platform.store),
        rules_api(store=platform.store, documents=platform.documents, sees=sees_request),
        requests_api(
            deployer=platform.deployer,
            lists=pages.lists,
            kinds_=platform.kinds,
            documents=platform.documents,
        ),
    ):
        api.problems.install(blueprint, platform.store)
        made.register_blueprint(blueprint)
    made.register_blueprint(calendar_api(service=platform.calendars))
    app.register_blueprint(api.health(store=platform.store))


def _wait_for_the_past(platform: Platform) -> None:
    """While the demo company's past is being loaded nobody writes into it."""
    reads = (
        request.method in ("GET", "HEAD", "OPTIONS")
        or request.blueprint in ("accounts", "expressions")
        or request.endpoint in READING
    )
    if platform.loaded is not None and not reads:
        raise StillLoading(percent=f"{platform.loaded:.0%}".rstrip("%"))


def _file_url(upload_id: str) -> str:
    """Where a file of the form on this page is given back."""
    area = "requests" if request.blueprint == "requests" else "worklist"
    return url_for(f"{area}.file", upload_id=upload_id)


def _home() -> Response:
    return redirect(url_for("worklist.boxes"))


def build(settings: cli.Settings) -> Platform:
    """Wire one platform; the database is not touched yet."""
    return Platform(settings)


def main() -> None:
    """The entry point of the command `guanxi`."""
    sys.exit(cli.main(sys.argv[1:], build=build, environment=os.environ))


if __name__ == "__main__":
    main()
