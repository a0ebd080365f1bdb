"""Emptying the recycle bin by hand: what goes for ever, what stays and why, with a reason."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.crm import catalogue
from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import purging
from adapters.crm.parameters import parameter
from adapters.crm.web.site import Site
from forms.accounts import require, signed_in
from forms.shell import lang
from forms.shell.i18n import ngettext


class PurgePages:
    """The views of /crm/pool/purge."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("system", "administer")
    def look(self) -> Response:
        """The ticked customers, or all of the bin: what can go, and what keeps the others."""
        return self._page(request.args.getlist("row", type=int) or None)

    @require("system", "administer")
    def purge(self) -> Response:
        """Delete them for ever."""
        person, ids = signed_in(), request.form.getlist("row", type=int)
        try:
            with self._site.store.begin(by=person.id, action="crm.purge") as tx:
                gone = purging.purge(tx, person, ids, request.form.get("reason", ""))
        except InvalidFields as refusal:
            return self._page(ids, refusal.status, error=" ".join(refusal.by_field(lang()).values()))
        flash(
            ngettext("%(num)s customer deleted for ever.", "%(num)s customers deleted for ever.", gone), "ok"
        )
        return redirect(url_for("crm.pool"), code=303)

    def _page(self, ids: list[int] | None, status: int = 200, *, error: str = "") -> Response:
        with self._site.store.read() as connection:
            found = purging.in_bin(connection, ids=ids)
            html = render_template(
                "crm/parties/purge.html",
                found=found,
                ready=[one for one in found if one.purgeable],
                word=_word,
                days=parameter(connection, "pool.purge_days", 90),
                typed=request.form,
                error=error,
            )
        return Response(html, status, mimetype="text/html")


def _word(table: str) -> str:
    """What a table's rows are called."""
    entity = catalogue.by_table(table)
    return entity.words(lang()) if entity else table.removeprefix("crm_")
