"""Pairs of customers that may be one, and the merge of two with the choice of each field."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row
from werkzeug.wrappers import Response

from adapters.crm import parties
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.duplicates import finding
from adapters.crm.duplicates.errors import SameCustomer
from adapters.crm.duplicates.merging import choosable, merge
from adapters.crm.records import Field, access
from adapters.crm.records.lookups import Codebook
from adapters.crm.web.site import Site
from engine.organisation import Person
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class DuplicatePages:
    """The views of /crm/duplicates/ and /crm/accounts/<id>/merge/<other>."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("account", "edit")
    def index(self) -> Response:
        """Pairs with the same name or tax number, both within the reader's reach."""
        person = signed_in()
        with self._site.store.read() as connection:
            pairs = [
                pair
                for pair in finding.pairs(connection)
                if all(access.allows(connection, person, ACCOUNT, row.id, "view") for row in pair[:2])
            ]
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
        html = render_template("crm/parties/merge.html", keep=keep, drop=drop, rows=rows)
        return Response(html, mimetype="text/html")

    @require("account", "edit")
    def merge(self, account_id: int, other_id: int) -> Response:
        """Merge them."""
        person = signed_in()
        with self._site.store.begin(by=person.id, action="crm.account.merge") as tx:
            keep, drop = self._both(tx.connection, person, account_id, other_id)
            taken = [name for name in choosable(keep, drop) if request.form.get(name) == "other"]
            merge(tx, person, account_id, other_id, taken=taken)
        flash(_("Merged."), "ok")
        return redirect(url_for("crm.account", account_id=account_id), code=303)

    @staticmethod
    def _both(
        connection: Connection, person: Person, account_id: int, other_id: int
    ) -> tuple[Row[Any], Row[Any]]:
        if account_id == other_id:
            raise SameCustomer
        keep = parties.find_account(connection, person, account_id, "edit")
        return keep, parties.find_account(connection, person, other_id, "delete")


def _text(codes: Codebook, field: Field, row: Row[Any]) -> str:
    value = getattr(row, field.name)
    if field.lookup:
        return codes.word(field.lookup, value, lang())
    if field.words:
        zh, en = field.words.get(value, (str(value), str(value)))
        return zh if lang() == "zh" else en
    return str(value)
