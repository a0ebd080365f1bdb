"""Pages of contracts: the record with its way through review, and the sheet that is signed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from adapters.crm import catalogue, changes, contracts, tables
from adapters.crm.records import access
from adapters.crm.web.records import page
from adapters.crm.web.site import Site
from engine.errors import Conflict, NotFound
from forms.accounts import require, signed_in
from forms.shell import gettext as _

PROCESS = "contract"


class ContractPages:
    """The views of /crm/contracts/<id>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("contract", "view")
    def show(self, contract_id: int) -> Response:
        """The record with what can be done about it."""
        entity, person = catalogue.entity("contract"), signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, entity, contract_id)
            made = page.gather(connection, self._site, person, entity, row)
            waits = self._site.processes.running(connection, PROCESS, row.no) is not None
        submits = row.state in contracts.EDITABLE and not waits
        html = render_template("crm/contract.html", page=made, entity=entity, submits=submits)
        return Response(html, mimetype="text/html")

    @require("contract", "submit")
    def submit(self, contract_id: int) -> Response:
        """Start its process: the text is written and legal and finance are asked."""
        entity, person = catalogue.entity("contract"), signed_in()
        with self._site.store.begin(by=person.id, action="crm.contract.submit") as tx:
            row = access.find(tx.connection, person, entity, contract_id, "submit")
            if self._site.processes.running(tx.connection, PROCESS, row.no) is not None:
                raise Conflict(what="the contract is under way already", what_zh="该合同已在流程中")
            self._site.processes.start_in(
                tx, PROCESS, {"contract_id": contract_id}, business_key=row.no, by=person
            )
            state = contracts.of(tx, contract_id).state
        if state == "in_approval":
            flash(_("Sent to legal and finance."), "ok")
        else:
            flash(_("Something is missing: the task to complete the contract is in your worklist."), "warn")
        return redirect(url_for("crm.contract", contract_id=contract_id), code=303)

    @require("contract", "print")
    def sheet(self, contract_id: int) -> Response:
        """The contract's text as a sheet of paper."""
        entity, person = catalogue.entity("contract"), signed_in()
        with self._site.store.read() as connection:
            row = access.find(connection, person, entity, contract_id, "print")
            if not row.body:
                raise NotFound(what="sheet", what_zh="打印页", id=row.no)
            party = changes.row_of(connection, tables.account, row.account_id)
        html = render_template("crm/contract_sheet.html", contract=row, party=party, kinds=contracts.KINDS)
        return Response(html, mimetype="text/html")


def register(crm: Blueprint, site: Site) -> None:
    """Add the addresses."""
    pages = ContractPages(site)
    crm.add_url_rule("/contracts/<int:contract_id>", "contract", pages.show)
    crm.add_url_rule("/contracts/<int:contract_id>/submit", "submit_contract", pages.submit, methods=["POST"])
    crm.add_url_rule("/contracts/<int:contract_id>/print", "contract_sheet", pages.sheet)
