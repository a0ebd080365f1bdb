"""The page of document numbers: a pattern, the next count and when to start again, for every kind of document."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.crm import number_rules
from adapters.crm.errors import InvalidFields
from adapters.crm.number_rules import Rule
from adapters.crm.web.site import Site
from engine.organisation.snapshot import company_today
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang


class NumberPages:
    """The views of /crm/settings/numbers."""

    def __init__(self, site: Site) -> None:
        self._site = site

    @require("settings", "define")
    def index(self) -> Response:
        """All rules."""
        return self._page({})

    @require("settings", "define")
    def save(self) -> Response:
        """All rules that were changed, or none of them."""
        person, form = signed_in(), request.form
        try:
            with self._site.store.begin(by=person.id, action="crm.set_numbers") as tx:
                held = number_rules.rules(tx.connection)
                wanted = [_typed(form, rule) for rule in held.values() if f"pattern-{rule.entity}" in form]
                changed = number_rules.set_rules(tx, wanted)
        except InvalidFields as refusal:
            return self._page(refusal.by_field(lang()))
        flash(_("Saved.") if changed else _("Nothing was changed."), "ok")
        return redirect(url_for("crm.numbers"), code=303)

    def _page(self, errors: Mapping[str, str]) -> Response:
        with self._site.store.read() as connection:
            page = render_template(
                "crm/settings/numbers.html",
                rules=list(number_rules.rules(connection).values()),
                words=words(),
                resets=[
                    ("none", _("never")),
                    ("year", _("every year")),
                    ("month", _("every month")),
                ],
                today=company_today(),
                form=request.form,
                errors=errors,
            )
        return make_response(page, 422 if errors else 200)


def words() -> dict[str, str]:
    """What is numbered, in the reader's language."""
    return {
        "quote": _("Quotes"),
        "return": _("Returns"),
        "repair": _("Repairs"),
        "task": _("Tasks"),
        "account": _("Customers"),
        "lead": _("Leads"),
        "duplicate_case": _("Cases of duplicates"),
        "handover": _("Hand-overs"),
        "order": _("Orders"),
        "delivery": _("Deliveries"),
        "opportunity": _("Opportunities"),
        "contract": _("Contracts"),
        "feedback": _("Service cases"),
        "receipt": _("Receipts"),
        "payment": _("Payments"),
    }


def _typed(form: Mapping[str, str], held: Rule) -> Rule:
    """The rule as typed; what cannot be a number becomes 0, which is refused beside its field."""
    count = form.get(f"next-{held.entity}", "").strip()
    reset = form.get(f"reset-{held.entity}", "")
    return Rule(
        entity=held.entity,
        pattern=form.get(f"pattern-{held.entity}", "").strip(),
        next_no=int(count) if count.isascii() and count.isdigit() and len(count) < 12 else 0,
        reset=reset if reset in number_rules.RESETS else held.reset,
    )
