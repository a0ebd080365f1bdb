"""The forms that begin something: a new opportunity of a customer, a new lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from adapters.crm import catalogue, intake
from adapters.crm.errors import InvalidFields
from adapters.crm.web.records import inputs
from adapters.crm.web.records.inputs import QUERY
from adapters.crm.web.site import Site
from engine.ids import new_id
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class IntakePages:
    """/crm/opportunities/new and /crm/leads/new."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("opportunity", "add")
    def new_opportunity(self) -> Response:
        """An empty form; `?account=7` chooses the customer."""
        brought = {"account_id": request.args.getlist("account")}
        return self._opportunity_form(brought)

    @require("opportunity", "add")
    def create_opportunity(self) -> Response:
        """Save it and start its process."""
        person, texts = signed_in(), inputs.posted(request.form)
        if "find" in request.form:
            return self._opportunity_form(texts)
        try:
            with self._site.store.begin(by=person.id, action="crm.opportunity.add") as tx:
                made = intake.begin_opportunity(tx, person, self._site.processes, texts)
        except InvalidFields as refusal:
            return self._opportunity_form(texts, 422, errors=refusal.by_field(lang()))
        flash(_("Saved. Its process has begun."), "ok")
        return redirect(catalogue.entity("opportunity").url(made), code=303)

    @require("lead", "add")
    def new_lead(self) -> Response:
        """An empty form."""
        return self._lead_form({"channel": "call", "submission": str(new_id())})

    @require("lead", "add")
    def create_lead(self) -> Response:
        """Enter the lead: the process that follows it up begins."""
        person = signed_in()
        names = (*intake.LEAD_FIELDS, "channel")
        typed = {name: request.form.get(name, "") for name in names}
        submission = request.form.get("submission", "")[:40] or str(new_id())
        try:
            with self._site.store.begin(by=person.id, action="crm.lead.add") as tx:
                intake.begin_lead(tx, person, self._site.processes, typed, submission)
        except InvalidFields as refusal:
            errors = refusal.by_field(lang())
            return self._lead_form({**typed, "submission": submission}, 422, errors=errors)
        flash(_("Entered. It goes to whoever looks after such leads."), "ok")
        return redirect(f"/crm/records/{catalogue.entity('lead').path}/", code=303)

    def _opportunity_form(
        self,
        texts: Mapping[str, Sequence[str]],
        status: int = 200,
        *,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        person, entity = signed_in(), catalogue.entity("opportunity")
        with self._site.store.read() as connection:
            fields = inputs.typed_fields(connection, person, entity)
            given = {**inputs.defaults(fields, person, self._site.store.clock.now()), **texts}
            searched = {name: text for name, text in request.form.items() if name.endswith(QUERY)}
            made = inputs.sections(connection, person, fields, given, errors=errors, searched=searched)
        html = render_template("crm/sales/new_opportunity.html", entity=entity, sections=made)
        return Response(html, status, mimetype="text/html")

    def _lead_form(
        self, typed: Mapping[str, str], status: int = 200, *, errors: Mapping[str, str] | None = None
    ) -> Response:
        channels = [
            (code, both[0] if lang() == "zh" else both[1]) for code, both in intake.channels().items()
        ]
        html = render_template("crm/sales/new_lead.html", typed=typed, errors=errors or {}, channels=channels)
        return Response(html, status, mimetype="text/html")
