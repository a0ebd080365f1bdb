"""A lead becomes a customer and an opportunity: which customer it is from is chosen where some look the same."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.crm import catalogue, lead_conversion
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.leads import LEAD
from adapters.crm.records import access
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import EngineError
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class LeadConversion:
    """The views of /crm/leads/<id>/convert."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("lead", "edit")
    def show(self, lead_id: int) -> Response:
        """What will come to be, and the customers it may be from."""
        return self._page(lead_id)

    @require("lead", "edit")
    def convert(self, lead_id: int) -> Response:
        """Convert it; then to the opportunity."""
        person, form = signed_in(), request.form
        try:
            with self._site.store.begin(by=person.id, action="crm.lead.convert") as tx:
                made = lead_conversion.convert(
                    tx,
                    person,
                    self._site.processes,
                    lead_id,
                    form.get("account", type=int),
                    confirmed=form.get("confirmed") == "1",
                )
        except EngineError as refusal:
            if refusal.status == 404:
                raise
            return self._page(lead_id, refusal.status, refusal=refusal.text(lang()))
        flash(_("The lead is an opportunity now."), "ok")
        return redirect(catalogue.entity("opportunity").url(made), code=303)

    def _page(self, lead_id: int, status: int = 200, *, refusal: str = "") -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, LEAD, lead_id, "edit")
            locked = LEAD.locked(row)
            twins = lead_conversion.twins(connection, row)
            people = {one.row.owner_id for one in twins} - {None}
            html = render_template(
                "crm/sales/convert.html",
                entity=LEAD,
                row=row,
                title=LEAD.called(row, lang()),
                twins=twins,
                matched=row.account_id,
                owners={one: organisation.person(connection, one) for one in people},
                visible={
                    one.row.id
                    for one in twins
                    if access.allows(connection, person, ACCOUNT, one.row.id, "view")
                },
                may_approve=organisation.may(connection, person, "account", "approve") is not None,
                refusal=refusal or (locked.text(lang()) if locked else ""),
                locked=locked is not None,
                back=LEAD.url(lead_id),
            )
        return Response(html, status, mimetype="text/html")
