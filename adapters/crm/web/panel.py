"""Documents as fragments: what somebody who decides about a quote or a hand-over sees beside the form."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from adapters.crm import changes, quotes, tables
from adapters.crm.handover import plan
from adapters.crm.handover.holdings import KINDS, contacts_of, holdings
from adapters.crm.web import editor
from engine.errors import NotFound
from engine.store.uow import Store
from forms.accounts import require, signed_in
from forms.accounts.refusals import not_found_handler


def panel_blueprint(*, store: Store) -> Blueprint:
    """The blueprint `crm_panel`: `/crm/panel/quote/<id>`, `/crm/panel/handover/<id>`."""
    site = Blueprint("crm_panel", __name__, url_prefix="/crm/panel", template_folder="../templates")
    site.register_error_handler(NotFound, not_found_handler(store))

    @site.get("/quote/<int:quote_id>")
    @require("quote", "view")
    def quote(quote_id: int) -> Response:
        person = signed_in()
        with store.read() as connection:
            row = quotes.find(connection, person, quote_id)
            party = changes.row_of(connection, tables.account, row.account_id)
            if party is None:
                raise NotFound(what="account", id=row.account_id)
            page = editor.reading(connection, person=person, quote=row, party=party)
            lines = quotes.lines(connection, quote_id)
        html = render_template("crm/quote_panel.html", page=page, lines=lines)
        return Response(html, mimetype="text/html")

    @site.get("/handover/<int:handover_id>")
    @require("handover", "view")
    def handover(handover_id: int) -> Response:
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
