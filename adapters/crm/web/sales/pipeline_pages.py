"""The pipeline: the board, what each column answers to a card, and the move."""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.crm import catalogue, moves, opportunities
from adapters.crm.errors import MoveRefused, ReasonMissing
from adapters.crm.records import access
from adapters.crm.web.sales.board import board, loss_reasons, spoken
from adapters.crm.web.site import Site
from engine.errors import Conflict, EngineError, Forbidden, Invalid
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang
from forms.shell.web import local_path


class PipelinePages:
    """The views of /crm/pipeline/."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("opportunity", "view")
    def index(self) -> Response:
        """The board; its filters are in the address."""
        person = signed_in()
        with self._site.store.read() as connection:
            made = board(
                connection,
                person,
                self._site,
                owner=request.args.get("owner", ""),
                searched=request.args.get("q", "").strip()[:100],
            )
            reasons = loss_reasons(connection)
        html = render_template("crm/sales/pipeline.html", board=made, reasons=reasons)
        return Response(html, mimetype="text/html")

    @require("opportunity", "view")
    def answers(self, opportunity_id: int) -> Response:
        """What every column says to this card: `{"columns": {code: {kind, text, url}}}`."""
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, catalogue.entity("opportunity"), opportunity_id)
            route = () if opportunities.is_covered(row) else self._site.hooks.opportunity_route(row.id)
            large = any(step.needed for step in route)
            found = moves.answers(connection, person, self._site.processes, row, is_large=large)
            columns = {code: spoken(connection, self._site, one, route) for code, one in found.items()}
        return jsonify({"columns": columns})

    @require("opportunity", "edit")
    def move(self, opportunity_id: int) -> Any:
        """Drop a card. 409 with the sentence: it goes back to where it was."""
        person = signed_in()
        revision = request.form.get("revision", type=int)
        if revision is None:
            raise Invalid(field="revision", message="is missing", message_zh="缺失")
        try:
            with self._site.store.begin(by=person.id, action="crm.opportunity.move") as tx:
                moves.move(
                    tx,
                    person,
                    self._site.processes,
                    opportunity_id,
                    request.form.get("to", ""),
                    revision=revision,
                    reason=request.form.get("reason", ""),
                    note=request.form.get("note", "")[:2000],
                )
        except (Conflict, MoveRefused, ReasonMissing, Forbidden, Invalid) as refusal:
            return self._said(refusal.text(lang()), refusal)
        return self._said(_("Moved. The process has gone on."), None)

    def _said(self, text: str, refusal: EngineError | None) -> Any:
        """JSON for the board's script; without it the page that asked (`next`), or the board, with a notice."""
        if request.headers.get("Accept", "").startswith("application/json"):
            return jsonify({"text": text}), refusal.status if refusal else 200
        flash(text, "bad" if refusal else "ok")
        asked = local_path(request.form.get("next", ""))
        return redirect(asked if asked != "/" else "/crm/pipeline/", code=303)
