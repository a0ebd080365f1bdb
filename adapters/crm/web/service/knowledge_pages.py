"""The knowledge base: searching, reading, voting, writing, handing in for review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import changes, desk, knowledge, tables
from adapters.crm.catalogue import entity
from adapters.crm.catalogue.feedback_words import KNOWLEDGE_STATES, KNOWLEDGE_TONES
from adapters.crm.errors import InvalidFields
from adapters.crm.records import access, commands
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.site import Site
from adapters.crm.words import word
from engine import organisation
from engine.errors import Conflict, Invalid
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

TYPED = ("title", "question", "answer", "category", "product_id", "keywords", "valid_to")


class KnowledgePages:
    """The views of /crm/knowledge/."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._store = site.store

    @require("knowledge", "view")
    def index(self) -> str:
        """What was published, and one's own drafts; of one category, state or product when asked for."""
        person, words = signed_in(), request.args.get("q", "")[:100]
        asked = {name: request.args.get(name, "")[:40] for name in ("category", "state", "product")}
        with self._store.read() as connection:
            book = Codebook(connection)
            categories, products = _choices(book("knowledge_category")), _products(connection)
            rows = knowledge.search(
                connection,
                words,
                limit=100,
                mine=person.id,
                category=asked["category"],
                state=asked["state"] if asked["state"] in KNOWLEDGE_STATES else "",
                product_id=int(asked["product"]) if asked["product"] in dict(products) else None,
            )
            found = [(row, book.word("knowledge_category", row.category, lang())) for row in rows]
            may_add = organisation.may(connection, person, "knowledge", "add") is not None
        return render_template(
            "crm/service/knowledge.html",
            found=found,
            q=words,
            asked=asked,
            categories=categories,
            products=products,
            may_add=may_add,
            **_words(),
        )

    @require("knowledge", "view")
    def show(self, knowledge_id: int) -> str:
        """One item."""
        person = signed_in()
        with self._store.read() as connection:
            page = self._gather(connection, person, knowledge_id)
        return render_template("crm/service/article.html", **page, **_words())

    @require("knowledge", "view")
    def read(self, knowledge_id: int) -> Response:
        """The page says that somebody has it open; each reader counts once."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.knowledge.read") as tx:
            access.find(tx.connection, person, entity("knowledge"), knowledge_id)
            knowledge.read_by(tx, knowledge_id, person.id)
        return Response(status=204)

    @require("knowledge", "add")
    def new(self) -> Response:
        """An empty form."""
        return self._form({}, {})

    @require("knowledge", "add")
    def create(self) -> Response:
        """Save a new draft."""
        person, typed = signed_in(), _typed()
        try:
            with self._store.begin(by=person.id, action="crm.knowledge.add") as tx:
                knowledge_id = commands.add(
                    tx, person, entity("knowledge"), _posted(typed), state="draft", author_id=person.id
                )
        except InvalidFields as refusal:
            return self._form(typed, refusal.by_field(lang()), 422)
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.article", knowledge_id=knowledge_id), code=303)

    @require("knowledge", "edit")
    def edit(self, knowledge_id: int) -> Response:
        """The form of an item."""
        person = signed_in()
        with self._store.read() as connection:
            row = access.find(connection, person, entity("knowledge"), knowledge_id, "edit")
        values = {name: "" if (value := getattr(row, name)) is None else str(value) for name in TYPED}
        return self._form(values, {}, row=row)

    @require("knowledge", "edit")
    def save(self, knowledge_id: int) -> Response:
        """Change an item. What was typed stays in the form when it is refused."""
        person, typed = signed_in(), _typed()
        revision = request.form.get("revision", type=int)
        if revision is None:
            raise Invalid(field="revision", message="is missing", message_zh="缺失")
        with self._store.read() as connection:
            row = access.find(connection, person, entity("knowledge"), knowledge_id, "edit")
        try:
            with self._store.begin(by=person.id, action="crm.knowledge.edit") as tx:
                commands.edit(
                    tx, person, entity("knowledge"), knowledge_id, _posted(typed), revision=revision
                )
        except InvalidFields as refusal:
            return self._form(typed, refusal.by_field(lang()), 422, row=row)
        except Conflict as refusal:
            return self._form(typed, {}, 409, row=row, conflict=refusal.text(lang()))
        flash(_("Saved."), "ok")
        return redirect(url_for("crm.article", knowledge_id=knowledge_id), code=303)

    @require("knowledge", "view")
    def vote(self, knowledge_id: int) -> Response:
        """Say whether it helped."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.knowledge.vote") as tx:
            access.find(tx.connection, person, entity("knowledge"), knowledge_id)
            knowledge.vote(tx, knowledge_id, person.id, useful=request.form.get("useful") == "1")
        return redirect(url_for("crm.article", knowledge_id=knowledge_id), code=303)

    @require("knowledge", "edit")
    def submit(self, knowledge_id: int) -> Response:
        """Hand it in for review."""
        person = signed_in()
        with self._store.begin(by=person.id, action="crm.knowledge.submit") as tx:
            desk.submit_knowledge(tx, self._site.processes, person, knowledge_id)
        flash(_("Handed in for review."), "ok")
        return redirect(url_for("crm.article", knowledge_id=knowledge_id), code=303)

    def _gather(self, connection: Connection, person: Person, knowledge_id: int) -> dict[str, Any]:
        row = access.find(connection, person, entity("knowledge"), knowledge_id)
        root = row.instance_id
        return {
            "item": row,
            "category": Codebook(connection).word("knowledge_category", row.category, lang()),
            "product": changes.row_of(connection, tables.product, row.product_id or 0),
            "author": organisation.person(connection, row.author_id),
            "reviewer": organisation.person(connection, row.reviewer_id) if row.reviewer_id else None,
            "was_read": knowledge.was_read(connection, row.id, person.id),
            "voted": knowledge.voted(connection, row.id, person.id),
            "may_edit": access.allows(connection, person, entity("knowledge"), row.id, "edit"),
            "case": changes.row_of(connection, tables.feedback, row.feedback_id or 0),
            "may_see_case": row.feedback_id is not None
            and access.allows(connection, person, entity("feedback"), row.feedback_id, "view"),
            "waiting": self._site.processes.items(connection, [root])
            if root and row.state in ("review", "draft")
            else [],
        }

    def _form(
        self,
        typed: Mapping[str, str],
        errors: Mapping[str, str],
        status: int = 200,
        *,
        row: Row[Any] | None = None,
        conflict: str = "",
    ) -> Response:
        with self._store.read() as connection:
            categories = _choices(Codebook(connection)("knowledge_category"))
            products = _products(connection)
        html = render_template(
            "crm/service/article_form.html",
            typed=typed,
            errors=errors,
            item=row,
            conflict=conflict,
            categories=categories,
            products=products,
        )
        return Response(html, status, mimetype="text/html")


def _choices(both: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, zh if lang() == "zh" else en) for code, (zh, en) in both.items()]


def _products(connection: Connection) -> list[tuple[str, str]]:
    """id and name of what an item may be about."""
    table = tables.product
    rows = connection.execute(select(table).where(table.c.deleted_at.is_(None)).order_by(table.c.code))
    return [
        (str(row.id), f"{row.code} {row.name if lang() == 'zh' else row.name_en or row.name}") for row in rows
    ]


def _words() -> dict[str, Any]:
    return {"states": KNOWLEDGE_STATES, "tones": KNOWLEDGE_TONES, "word": word}


def _typed() -> dict[str, str]:
    return {name: request.form[name] for name in TYPED if name in request.form}


def _posted(typed: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in typed.items()}
