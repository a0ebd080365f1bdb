"""The record that a task is about, as a fragment beside its form: what somebody needs to see before he decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, quotes, tables
from adapters.crm.handover import plan
from adapters.crm.handover.holdings import KINDS, contacts_of, holdings
from adapters.crm.records import Entity, Field, access
from adapters.crm.records.attributes import value
from adapters.crm.returns import documents
from adapters.crm.web import editor
from adapters.crm.web.records import page, shown
from adapters.crm.web.records.page import Children
from adapters.crm.web.records.shown import Fact
from engine.errors import NotFound
from engine.organisation import Person
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.accounts.refusals import not_found_handler
from forms.shell import lang

#: Variables that name a record, the most specific first: the first one is shown, the others are linked.
VARIABLES = {
    "delivery_id": "delivery",
    "repair_id": "repair",
    "payment_id": "payment",
    "knowledge_id": "knowledge",
    "contract_id": "contract",
    "return_id": "return",
    "feedback_id": "feedback",
    "plan_id": "payment_plan",
    "order_id": "order",
    "quote_id": "quote",
    "opportunity_id": "opportunity",
    "lead_id": "lead",
    "archive_id": "archive",
    "account_id": "account",
}
#: What an approval decides about: its type of document and the record that `document_id` names.
DOCUMENTS = {
    "quote": "quote",
    "order": "order",
    "new_customer": "account",
    "payment_plan": "order",
    "write_off": "payment_plan",
    "payment": "payment",
    "complaint_compensation": "feedback",
    "contract": "contract",
    "return": "return",
}
#: Records whose lines are those of another: its entity and the column that names it.
LINES_OF = {"delivery": ("order", "order_id")}
_PRODUCT = Field(name="product", zh="产品", en="Product")
_PAST = {"delivery": ("accepted", "refused"), "knowledge": ("published", "retired")}
MOST_FACTS = 12
MOST_ROWS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Another record of the task."""

    word: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Panel:
    """What `crm/record_panel.html` draws."""

    entity: Entity
    title: str
    url: str
    state: Fact | None
    facts: Sequence[Fact]
    rows: Children | None
    edit_url: str
    row_id: int


def panel_url(values: Mapping[str, Any]) -> str:
    """Where the records that a task's variables name are shown; empty where they name none."""
    if values.get("document_type") == "handover":
        return f"/crm/panel/handover/{values.get('document_id')}"
    found = dict(_named(values))
    return "/crm/panel/?" + urlencode(found) if found else ""


def _named(values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    kind, identity = DOCUMENTS.get(str(values.get("document_type"))), values.get("document_id")
    if kind is not None and str(identity).isdecimal():
        yield kind, int(str(identity))
    for variable, key in VARIABLES.items():
        if key != kind and str(values.get(variable)).isdecimal():
            yield key, int(str(values[variable]))


def panel_blueprint(*, store: Store) -> Blueprint:
    """The blueprint `crm_panel`: `/crm/panel/?order=7&account=3`, `/crm/panel/handover/<id>`."""
    site = Blueprint("crm_panel", __name__, url_prefix="/crm/panel", template_folder="../templates")
    site.register_error_handler(NotFound, not_found_handler(store))

    @site.get("/")
    def records() -> Response:
        """The first record that the person may see, with links to the others; empty without any."""
        person = signed_in()
        with store.read() as connection:
            seen = list(_seen(connection, person))
            if not seen:
                return Response("", mimetype="text/html")
            (entity, row), *others = sorted(seen, key=_is_past)
            links = [_link(*one) for one in (*others, *_customer(connection, person, row, others))]
            if entity.key == "quote":
                html = _quote(connection, person, row, links)
            else:
                made = _panel(connection, person, entity, row)
                html = render_template("crm/record_panel.html", panel=made, links=links)
        return Response(html, mimetype="text/html")

    @site.get("/handover/<int:handover_id>")
    @require("handover", "view")
    def handover(handover_id: int) -> Response:
        """What a leaver holds, for whoever approves who gets it."""
        person = signed_in()
        with store.read() as connection:
            row = plan.find(connection, person, handover_id)
            leaver = plan.leaver_of(connection, row)
            html = render_template(
                "crm/parties/handover_panel.html",
                row=row,
                leaver=leaver,
                found=holdings(connection, leaver),
                contacts=contacts_of(connection, leaver),
                kinds=KINDS,
            )
        return Response(html, mimetype="text/html")

    return site


def _seen(connection: Connection, person: Person) -> Iterator[tuple[Entity, Row[Any]]]:
    for key in request.args:
        if key in VARIABLES.values() and request.args[key].isdecimal():
            entity = catalogue.entity(key)
            query = access.readable(connection, person, entity)
            row = connection.execute(query.where(entity.table.c.id == int(request.args[key]))).first()
            if row is not None:
                yield entity, row


def _is_past(one: tuple[Entity, Row[Any]]) -> bool:
    """A delivery that has arrived, or knowledge that was judged, is not what the next task is about."""
    entity, row = one
    return entity.key in _PAST and row.state in _PAST[entity.key]


def _customer(
    connection: Connection, person: Person, row: Row[Any], others: Sequence[tuple[Entity, Row[Any]]]
) -> Iterator[tuple[Entity, Row[Any]]]:
    """The customer of the record shown, unless it is linked already."""
    entity, identity = catalogue.entity("account"), row._mapping.get("account_id")
    if identity is None or any(one is entity for one, _row in others):
        return
    query = access.readable(connection, person, entity).where(entity.table.c.id == identity)
    party = connection.execute(query).first()
    if party is not None:
        yield entity, party


def _link(entity: Entity, row: Row[Any]) -> Link:
    title = entity.called(row, lang())
    return Link(word=entity.word(lang()), title=title, url=entity.url(row.id))


def _panel(connection: Connection, person: Person, entity: Entity, row: Row[Any]) -> Panel:
    values = shown.Values(connection, person)
    stored = row._asdict()
    fields = [one for one in access.seen_fields(connection, person, entity) if one.kind != "json"]
    told = [one for one in fields if one.name not in (*entity.title, entity.state)]
    told.sort(key=lambda one: not one.listed)
    facts = [values.fact(one, stored) for one in told if value(stored, one) not in (None, "", [], 0)]
    state = entity.field(entity.state) if entity.state else None
    whole, whole_id = LINES_OF.get(entity.key, (entity.key, "id"))
    above = catalogue.entity(whole)
    below = (
        page.below(connection, person, child, stored[whole_id], above, most=MOST_ROWS)
        for child in above.children
    )
    return Panel(
        entity=entity,
        title=entity.called(row, lang()),
        url=entity.url(row.id),
        state=None if state is None else values.fact(state, stored),
        facts=facts[:MOST_FACTS],
        rows=_returned(connection, person, row)
        if entity.key == "return"
        else next((one for one in below if one is not None and one.rows), None),
        edit_url=_edit_url(connection, person, entity, row),
        row_id=row.id,
    )


def _returned(connection: Connection, person: Person, row: Row[Any]) -> Children:
    """What comes back: the common lines tell everything but the product, which stands in the order."""
    entity = catalogue.entity("return_line")
    seen = access.seen_fields(connection, person, entity)
    fields = [_PRODUCT, *(one for one in seen if one.listed and one.name != "return_id")]
    values, at = shown.Values(connection, person), lang()
    found = documents.lines(connection, row.id)
    told = [
        {**one._asdict(), "product": (one.name_en if at == "en" and one.name_en else one.name)}
        for one in found
    ]
    return Children(
        entity=entity,
        title=entity.words(at),
        labels=[field.label(at) for field in fields],
        rows=[("", [values.fact(field, one) for field in fields]) for one in told[:MOST_ROWS]],
        more=max(0, len(found) - MOST_ROWS),
        all_url="",
        add_url="",
    )


def _edit_url(connection: Connection, person: Person, entity: Entity, row: Row[Any]) -> str:
    """The common editor, which leads back to the task; empty where the row is not edited there or not now."""
    edited = (entity.common_pages and not entity.page) or entity.edited_in_place
    if not edited or entity.locked(row) or not access.allows(connection, person, entity, row.id, "edit"):
        return ""
    task = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = (
        f"{task.path}?{task.query}".rstrip("?") if task.path.startswith("/worklist/") else entity.url(row.id)
    )
    return url_for("crm.edit_record", path=entity.path, row_id=row.id, next=back)


def _quote(connection: Connection, person: Person, row: Row[Any], links: Sequence[Link]) -> str:
    party = changes.row_of(connection, tables.account, row.account_id)
    if party is None:
        raise NotFound(what="account", id=row.account_id)
    made = editor.reading(connection, person=person, quote=row, party=party)
    lines = quotes.lines(connection, row.id)
    return render_template("crm/quote_panel.html", page=made, lines=lines, links=links)
