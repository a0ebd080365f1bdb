"""One unit at a customer's: its warranty, its repairs, and registering another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from adapters.crm import archive, changes, repairs, tables
from adapters.crm.catalogue.returns import ARCHIVE, REPAIR
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records import access
from adapters.crm.records.lookups import codes
from adapters.crm.returns import words
from adapters.crm.web.records import shown
from adapters.crm.web.site import Site
from engine import organisation
from engine.organisation.snapshot import company_today
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

LONGEST = 2000


class UnitPages:
    """The views of /crm/units/."""

    def __init__(self, *, site: Site) -> None:
        self._site = site

    @require("archive", "view")
    def show(self, unit_id: int) -> Response:
        """The unit with its repairs."""
        with self._site.store.read() as connection:
            return self._page(connection, unit_id, {}, {})

    @require("archive", "add")
    def register(self, unit_id: int) -> Response:
        """Register a repair; its process begins."""
        person, form = signed_in(), request.form
        try:
            with self._site.store.begin(by=person.id, action="crm.repair.add") as tx:
                access.find(tx.connection, person, ARCHIVE, unit_id)
                given = _typed(tx.connection, form)
                repair_id = repairs.begin_case(tx, self._site.processes, person, unit_id, **given)
        except InvalidFields as faults:
            with self._site.store.read() as connection:
                return self._page(connection, unit_id, form, faults.by_field(lang()), 422)
        flash(_("The repair is registered."))
        return redirect(url_for("crm.record", path=REPAIR.path, row_id=repair_id), code=303)

    def _page(
        self,
        connection: Connection,
        unit_id: int,
        values: Mapping[str, str],
        faults: Mapping[str, str],
        status: int = 200,
    ) -> Response:
        person = signed_in()
        row = access.find(connection, person, ARCHIVE, unit_id)
        repair = tables.repair_registration
        history = select(repair).where(repair.c.archive_id == unit_id, repair.c.deleted_at.is_(None))
        html = render_template(
            "crm/returns/unit.html",
            row=row,
            values=values,
            faults=faults,
            groups=shown.groups(connection, person, ARCHIVE, row, editable=False),
            product=changes.row_of(connection, tables.product, row.product_id),
            party=changes.row_of(connection, tables.account, row.account_id),
            repairs=connection.execute(history.order_by(repair.c.id.desc())).all(),
            in_warranty=archive.in_warranty(row, company_today()),
            words=words,
            fault_types=[("", "–"), *_choices(codes(connection, "fault_type"))],
            may_add=organisation.may(connection, person, "archive", "add") is not None,
            may_edit=access.allows(connection, person, ARCHIVE, unit_id, "edit"),
        )
        return Response(html, status, mimetype="text/html")


def _typed(connection: Connection, form: Mapping[str, str]) -> dict[str, Any]:
    fault, kind = form.get("fault", "").strip(), form.get("fault_type", "")
    faults = []
    if not fault:
        faults.append(Fault(field="fault", zh="请填写故障描述", en="say what is wrong with it"))
    if len(fault) > LONGEST:
        faults.append(Fault(field="fault", zh="最多 2000 个字", en="at most 2,000 characters"))
    if kind and kind not in codes(connection, "fault_type"):
        faults.append(Fault(field="fault_type", zh="请从列表中选择", en="choose one from the list"))
    urgency = form.get("urgency", "")
    if urgency and urgency not in ("1", "2", "3", "4"):
        faults.append(Fault(field="urgency", zh="1 到 4", en="1 to 4"))
    if faults:
        raise InvalidFields(faults)
    return {"fault": fault, "fault_type": kind, "urgency": int(urgency) if urgency else None}


def _choices(found: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, pair[lang() == "en"]) for code, pair in found.items()]
