"""The page of the dunning schedule: a line for all customers and one for each class."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.crm import dunning_days
from adapters.crm.dunning import DAYS
from adapters.crm.dunning_days import STEPS
from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.records.lookups import codes
from adapters.crm.web.site import Site
from adapters.crm.web.spoken import choices
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class DunningPages:
    """The views of /crm/settings/dunning."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("settings", "define")
    def index(self) -> Response:
        """The schedule."""
        return self._page({})

    @require("settings", "define")
    def save(self) -> Response:
        """The whole schedule, or nothing of it."""
        person = signed_in()
        try:
            with self._site.store.begin(by=person.id, action="crm.dunning.schedule") as tx:
                changed = dunning_days.set_days(tx, _typed([code for code, _name in self._classes()]))
        except InvalidFields as refusal:
            return self._page(refusal.by_field(lang()))
        flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
        return redirect(url_for("crm.dunning_schedule"), code=303)

    def _classes(self) -> list[tuple[str, str]]:
        with self._site.store.read() as connection:
            levels = codes(connection, "customer_level")
        at = 0 if lang() == "zh" else 1
        return [("", _("All customers")), *((code, both[at]) for code, both in levels.items())]

    def _page(self, errors: Mapping[str, str]) -> Response:
        with self._site.store.read() as connection:
            kept = dunning_days.kept(connection)
        page = render_template(
            "crm/settings/dunning.html",
            classes=self._classes(),
            steps=choices(dict(STEPS)),
            kept=kept,
            usual=DAYS,
            form=request.form,
            errors=errors,
        )
        return make_response(page, 422 if errors else 200)


def _typed(classes: list[str]) -> dict[str, dict[str, int]]:
    """class → step → days, as far as typed. Raises InvalidFields for what is no whole number."""
    wanted: dict[str, dict[str, int]] = {code: {} for code in classes}
    faults = []
    for code in classes:
        for step in STEPS:
            name = f"{code}-{step}"
            text = request.form.get(name, "").strip().replace("−", "-")
            number = text.removeprefix("-")
            if number.isascii() and number.isdigit() and len(number) < 6:
                wanted[code][step] = int(text)
            elif text:
                faults.append(Fault(field=name, zh="请填写整数天数", en="a whole number of days"))
    if faults:
        raise InvalidFields(faults)
    return wanted
