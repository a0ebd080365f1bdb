"""The page of a lead: what is known, what was done, and the customer who answers after all."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.crm import activities, lead_answers, tables
from adapters.crm.catalogue.leads import LEAD
from adapters.crm.errors import InvalidFields, NobodyWaits
from adapters.crm.records import access
from adapters.crm.web.records import inputs, page
from adapters.crm.web.site import Site
from engine import organisation
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class LeadPage:
    """The views of /crm/leads/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("lead", "view")
    def show(self, lead_id: int) -> Response:
        """The lead."""
        return self._page(lead_id)

    @require("lead", "view")
    def record(self, lead_id: int) -> Response:
        """Write down what was done, and what comes next."""
        person, texts = signed_in(), inputs.posted(request.form)
        try:
            with self._site.store.begin(by=person.id, action="crm.lead.action") as tx:
                activities.record(tx, person, "lead", lead_id, texts)
        except InvalidFields as refusal:
            typed = {name: found[-1] for name, found in texts.items()}
            return self._page(lead_id, 422, typed=typed, errors=refusal.by_field(lang()))
        flash(_("Saved."), "ok")
        return redirect(LEAD.url(lead_id), code=303)

    @require("lead", "edit")
    def answered(self, lead_id: int) -> Response:
        """The customer answered: the first contact is due again."""
        person = signed_in()
        try:
            with self._site.store.begin(by=person.id, action="crm.lead.answered") as tx:
                said = request.form.get("said", "")
                lead_answers.answered(tx, person, self._site.processes, lead_id, said)
        except NobodyWaits as refusal:
            return self._page(lead_id, refusal.status, conflict=refusal.text(lang()))
        flash(_("The process goes on: contact the customer now."), "ok")
        return redirect(LEAD.url(lead_id), code=303)

    def _page(
        self,
        lead_id: int,
        status: int = 200,
        *,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
        conflict: str = "",
    ) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, LEAD, lead_id)
            asked = tables.enquiry.select().where(tables.enquiry.c.lead_id == lead_id)
            made = page.gather(connection, self._site, person, LEAD, row)
            waits = any(one.element in lead_answers.WAITING for one in made.places)
            html = render_template(
                "crm/sales/lead.html",
                page=made,
                entity=LEAD,
                enquiry=connection.execute(asked).first(),
                waits=waits and made.may_edit,
                actions=activities.actions(connection),
                may_record=organisation.may(connection, person, "task", "add") is not None,
                typed=typed or {},
                errors=errors or {},
                conflict=conflict,
            )
        return Response(html, status, mimetype="text/html")
