"""The kinds that may be asked for, and what their forms ask."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from forms.accounts import signed_in
from forms.shell import lang
from processes.requests.accepting import form_for
from processes.requests.api import plain, schemas
from processes.requests.web.site import Site


def add_to(api: Blueprint, site: Site) -> None:
    """The calls about kinds."""

    @api.get("/kinds")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.RequestKinds)  # type: ignore[untyped-decorator]
    def kinds() -> dict[str, Any]:
        """Every kind that is published; `may_start` says which of them the caller may ask for."""
        person = signed_in()
        with site.store.read() as connection:
            found = site.kinds.all(connection)
        return {"items": [plain.kind_head(one, person, lang()) for one in found]}

    @api.get("/kinds/<key>")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.OneRequestKind)  # type: ignore[untyped-decorator]
    def kind(key: str) -> dict[str, Any]:
        """One kind with its fields, in the caller's language."""
        person = signed_in()
        with site.store.read() as connection:
            found = site.kinds.latest(connection, key)
            form = form_for(connection, found, {})
        fields = list(plain.kind_fields(found, form.components, lang()))
        return {**plain.kind_head(found, person, lang()), "fields": fields}
