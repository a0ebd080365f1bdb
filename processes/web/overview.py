"""All definitions as cards, all drafts, and a new process."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import organisation
from engine.definition import read
from engine.errors import EngineError
from engine.organisation import Language
from engine.store.definitions import Definition, Draft, all_latest, latest
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from processes import drafts, queries
from processes.deploy import Deployer
from processes.picture import draw
from processes.queries import Figures
from processes.web.blank import blank_package
from processes.web.pictures import Pictures

KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,79}")
SHOWN = ("all", "incidents", "drafts")


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """A published process, or one that exists as a draft only."""

    key: str
    title: str
    other_title: str
    published: Definition | None
    draft: Draft | None
    figures: Figures | None
    picture: Markup | None


class Overview:
    """The views of /definitions/ and /definitions/new."""

    def __init__(self, *, deployer: Deployer) -> None:
        self._deployer = deployer
        self._store = deployer.engine.store
        self._pictures = Pictures()

    @require("definition", "view")
    def index(self) -> str:
        """Cards of everything published and of drafts, with a place to drop files on."""
        show = request.args.get("show", "all")
        with self._store.read() as connection:
            cards = self._cards(connection, lang())
            person = signed_in()
            may_edit = organisation.may(connection, person, "definition", "edit") is not None
        counts = {kind: sum(_fits(card, kind) for card in cards) for kind in SHOWN}
        return render_template(
            "definitions/index.html",
            cards=[card for card in cards if _fits(card, show if show in SHOWN else "all")],
            counts=counts,
            show=show if show in SHOWN else "all",
            may_edit=may_edit,
        )

    @require("definition", "edit")
    def new(self) -> str:
        """Names for a new process."""
        return render_template("definitions/new.html", typed={}, errors={})

    @require("definition", "edit")
    def create(self) -> Response | tuple[str, int]:
        """An empty diagram as a draft."""
        typed = {name: request.form.get(name, "").strip() for name in ("title_zh", "title_en", "key")}
        errors = self._faults(typed)
        if not errors:
            try:
                with self._store.begin(by=signed_in().id, action="definition.draft") as tx:
                    drafts.save(tx, key=typed["key"], files=blank_package(**typed), revision=0)
            except EngineError as refusal:
                errors = {"key": refusal.text(lang())}
        if errors:
            return render_template("definitions/new.html", typed=typed, errors=errors), 422
        return redirect(url_for("definitions.design", key=typed["key"]), code=303)

    def _faults(self, typed: dict[str, str]) -> dict[str, str]:
        errors = {
            name: _("Needed, at most 120 characters")
            for name in ("title_zh", "title_en")
            if not 0 < len(typed[name]) <= 120
        }
        if not KEY.fullmatch(typed["key"]):
            errors["key"] = _("Letters, digits, “_”, “-” and “.”, beginning with a letter")
            return errors
        with self._store.read() as connection:
            if latest(connection, typed["key"]) is not None:
                errors["key"] = _("There is a process of this id already")
        return errors

    def _cards(self, connection: Connection, language: Language) -> list[Card]:
        saved = {draft.key: draft for draft in drafts.drafts(connection)}
        published = all_latest(connection)
        cards = [self._card(connection, one, saved.pop(one.key, None), language) for one in published]
        return [*cards, *(_draft_card(connection, key, language) for key in saved)]

    def _card(self, connection: Connection, one: Definition, draft: Draft | None, language: Language) -> Card:
        titles = (one.title_zh, one.title_en) if language == "zh" else (one.title_en, one.title_zh)
        return Card(
            key=one.key,
            title=titles[0] or one.name,
            other_title=titles[1] if titles[1] != titles[0] else "",
            published=one,
            draft=draft,
            figures=queries.figures(connection, one.key, self._store.clock.now()),
            picture=self._pictures.of(connection, one, language),
        )


def _draft_card(connection: Connection, key: str, language: Language) -> Card:
    work = drafts.open_work(connection, key)
    title = work.bundle.title.get(language) or next(iter(work.bundle.title.values()), key)
    picture = draw(read(work.diagram), title=title)
    return Card(
        key=key, title=title, other_title="", published=None, draft=work.draft, figures=None, picture=picture
    )


def _fits(card: Card, show: str) -> bool:
    if show == "incidents":
        return card.figures is not None and card.figures.incidents > 0
    return card.draft is not None if show == "drafts" else True
