"""Pairs of customers that may be one, and the merge of two with the choice of each field."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import parties
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.duplicates import cases, finding
from adapters.crm.duplicates.errors import CaseOpen, SameCustomer
from adapters.crm.duplicates.merging import choosable, merge
from adapters.crm.records import Field, access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

#: What of a form may tell that a customer is there already; a contact's mobile counts as a telephone.
LOOKED_AT = ("name", "name_en", "phone", "mobile", "email", "tax_no", "homepage")


class DuplicatePages:
    """The views of /crm/duplicates/ and /crm/accounts/<id>/merge/<other>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("account", "edit")
    def index(self) -> Response:
        """Pairs with the same name or tax number, both within the reader's reach."""
        person = signed_in()
        with self._site.store.read() as connection:
            found = finding.pairs(connection)
            ids = {row.id for pair in found for row in pair[:2]}
            mine = access.readable(connection, person, ACCOUNT, few=True).where(ACCOUNT.table.c.id.in_(ids))
            reached = {row.id for row in connection.execute(mine)}
            pairs = [pair for pair in found if {row.id for row in pair[:2]} <= reached]
        html = render_template("crm/parties/duplicates.html", pairs=pairs, kinds=finding.KINDS)
        return Response(html, mimetype="text/html")

    @require("account", "edit")
    def compare(self, account_id: int, other_id: int) -> Response:
        """Both side by side; where they differ one value is chosen."""
        person = signed_in()
        with self._site.store.read() as connection:
            keep, drop = self._both(connection, person, account_id, other_id)
            codes = Codebook(connection)
            seen = {field.name: field for field in access.seen_fields(connection, person, ACCOUNT)}
            rows = [
                (seen[name], _text(codes, seen[name], keep), _text(codes, seen[name], drop))
                for name in choosable(keep, drop)
                if name in seen
            ]
            case = self._case(connection, person, account_id, other_id)
        html = render_template("crm/parties/merge.html", keep=keep, drop=drop, rows=rows, case=case)
        return Response(html, mimetype="text/html")

    @require("account", "edit")
    def merge(self, account_id: int, other_id: int) -> Response:
        """Merge them."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.account.merge") as tx:
            keep, drop = self._both(tx.connection, person, account_id, other_id)
            taken = [name for name in choosable(keep, drop) if request.form.get(name) == "other"]
            case = self._case(tx.connection, person, account_id, other_id)
            if case is None:
                merge(tx, person, account_id, other_id, taken=taken)
            else:  # decided in a case: its process merges, with the chosen values
                self._site.processes.complete_in(
                    tx, case.instance_id, "choose_fields", {"taken": taken}, by=person
                )
        flash(_("Merged."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @require("account", "add")
    def likely(self) -> Response:
        """Customers that may be the one whose name, number, address or tax number is being typed."""
        person, typed = signed_in(), request.args
        with self._site.store.read() as connection:
            values = {name: typed.get(name, "")[:200] for name in LOOKED_AT}
            found = [*finding.candidates(connection, values, limit=5)] if any(values.values()) else []
            html = render_template(
                "crm/parties/likely.html",
                found=found,
                owners={one.row.id: _owner(connection, one.row.owner_id) for one in found},
                visible={
                    one.row.id
                    for one in found
                    if access.allows(connection, person, ACCOUNT, one.row.id, "view")
                },
            )
        return Response(html, mimetype="text/html")

    def _case(
        self, connection: Connection, person: Person, account_id: int, other_id: int
    ) -> Row[Any] | None:
        """The case in which the pair was decided to be one and waits for the choice; none if there is no case.

        Raises CaseOpen while something else about the pair is being decided.
        """
        row = cases.open_about(connection, account_id, other_id)
        if row is None:
            return None
        waiting = self._site.processes.items(connection, [row.instance_id] if row.instance_id else [])
        mine = any(one.element == "choose_fields" and one.assignee == person.login for one in waiting)
        if not mine or row.account_a_id != account_id:
            raise CaseOpen(no=row.no)
        return row

    @staticmethod
    def _both(
        connection: Connection, person: Person, account_id: int, other_id: int
    ) -> tuple[Row[Any], Row[Any]]:
        if account_id == other_id:
            raise SameCustomer
        keep = parties.find_account(connection, person, account_id, "edit")
        return keep, parties.find_account(connection, person, other_id, "delete")


def _owner(connection: Connection, person_id: int | None) -> str:
    found = None if person_id is None else organisation.person(connection, person_id)
    return found.label(lang()) if found else ""


def _text(codes: Codebook, field: Field, row: Row[Any]) -> str:
    value = getattr(row, field.name)
    if field.lookup:
        return codes.word(field.lookup, value, lang())
    if field.words:
        zh, en = field.words.get(value, (str(value), str(value)))
        return zh if lang() == "zh" else en
    return str(value)
