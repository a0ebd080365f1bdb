"""Setting up kinds of request: begun, saved as a draft, published for use, as on the page."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from forms.accounts import signed_in
from processes.approval.errors import Fault, FlowRefused
from processes.requests import sheet
from processes.requests.api import design_schemas as schemas
from processes.requests.api.design_json import given, typed
from processes.requests.library import Library, demand_may_set_up, kept
from processes.requests.web.site import Site


class DesignRefused(FlowRefused):
    """The kind of request cannot be used as it is: {summary_en}"""

    zh = "申请类型有误：{summary}"


def add_to(api: Blueprint, site: Site, library: Library) -> None:
    """The calls of those who set kinds up."""

    @api.post("/kinds")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.NewKind)  # type: ignore[untyped-decorator]
    @api.response(201, schemas.DesignedKind)  # type: ignore[untyped-decorator]
    def begin_kind(body: dict[str, Any]) -> dict[str, Any]:
        """A new kind as a draft: empty but for one point, or like another one."""
        _demand(site)
        key = library.begin(signed_in(), body["zh"], body["en"], body["template"])
        return _one(site, library, key)

    @api.get("/kinds/<key>/design")  # type: ignore[untyped-decorator]
    @api.response(200, schemas.DesignedKind)  # type: ignore[untyped-decorator]
    def designed(key: str) -> dict[str, Any]:
        """The draft of a kind, else what is published."""
        _demand(site)
        return _one(site, library, key)

    @api.put("/kinds/<key>/design")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.SavedDesign)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.DesignedKind)  # type: ignore[untyped-decorator]
    def save_design(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Keep the whole design as the draft; `revision` is the one that was read."""
        _demand(site)
        with site.store.read() as connection:
            opened = library.open(connection, key)
        design, faults = sheet.design_of(key, typed(body["design"], opened))
        as_it_was = [name for name in ("fields", "points") if body["design"][name] is None]
        wrong = {place: fault for place, fault in faults.items() if place.partition("-")[0] not in as_it_was}
        if wrong:
            raise DesignRefused(
                [
                    Fault(place="design/" + place.replace("-", "/"), zh=zh, en=en)
                    for place, (zh, en) in wrong.items()
                ]
            )
        library.save(signed_in(), opened, kept(opened, design), body["revision"])
        return _one(site, library, key)

    @api.post("/kinds/<key>/publish")  # type: ignore[untyped-decorator]
    @api.arguments(schemas.PublishedDesign)  # type: ignore[untyped-decorator]
    @api.response(200, schemas.DesignedKind)  # type: ignore[untyped-decorator]
    def publish_kind(body: dict[str, Any], key: str) -> dict[str, Any]:
        """Publish the draft: it can be asked for at once, with its approval flow."""
        _demand(site)
        with site.store.read() as connection:
            opened = library.open(connection, key)
        library.publish(signed_in(), opened, opened.design, body["revision"], body["note"])
        return _one(site, library, key)


def _demand(site: Site) -> None:
    with site.store.read() as connection:
        demand_may_set_up(connection, signed_in())


def _one(site: Site, library: Library, key: str) -> dict[str, Any]:
    with site.store.read() as connection:
        opened = library.open(connection, key)
    names = ("key", "version", "revision", "is_draft", "has_flow")
    return {**{name: getattr(opened, name) for name in names}, "design": given(opened)}
