"""The addresses of the CRM's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, url_for
from sqlalchemy import Row
from werkzeug.wrappers import Response

from adapters.crm import words
from adapters.crm.follow_ups import WAYS
from adapters.crm.processes import Processes
from adapters.crm.web import (
    analysis,
    contracts,
    links,
    money,
    orders,
    parties,
    products,
    records,
    returns,
    sales,
    service,
    settings,
    work,
)
from adapters.crm.web.account_pages import AccountPages
from adapters.crm.web.hooks import Hooks
from adapters.crm.web.quote_outcomes import QuoteOutcomes
from adapters.crm.web.quote_pages import QuotePages
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import NotFound
from engine.store.uow import Store
from forms.accounts import signed_in
from forms.accounts.refusals import not_found_handler
from forms.shell import lang
from forms.shell.listing import Lists

AREAS = (
    records,
    parties,
    sales,
    contracts,
    products,
    orders,
    money,
    returns,
    service,
    work,
    analysis,
    settings,
)


def blueprint(*, store: Store, lists: Lists, processes: Processes, hooks: Hooks | None = None) -> Blueprint:
    """The blueprint `crm` at /crm."""
    crm = Blueprint(
        "crm", __name__, url_prefix="/crm", template_folder="../templates", static_folder="../static"
    )
    given = hooks or Hooks()
    site = Site(store=store, lists=lists, hooks=given, processes=processes)
    _add_accounts(crm, AccountPages(site))
    _add_quotes(crm, QuotePages(site))
    _add_quote_outcomes(crm, QuoteOutcomes(store=store, hooks=given))
    for area in AREAS:
        area.register(crm, site)

    def home() -> Response:
        """The customers, or the desktop of somebody who may not see them."""
        person = signed_in()
        with store.read() as connection:
            sees = organisation.may(connection, person, "account", "view") is not None
        return redirect(url_for("crm.accounts" if sees else "crm.desktop"))

    def called(login: str) -> str:
        """Who has this login."""
        with store.read() as connection:
            found = organisation.by_login(connection, login)
        return found.label(lang()) if found is not None else login

    crm.add_url_rule("/", "home", home)
    crm.register_error_handler(NotFound, not_found_handler(store))
    crm.app_template_global("crm_word")(_word)
    crm.app_template_global("crm_options")(_options)
    crm.app_template_global("crm_ways")(lambda: [(way, _said(both)) for way, both in WAYS.items()])
    crm.app_template_global("crm_contacts")(_contacts)
    crm.app_template_global("crm_contracts")(_contracts)
    crm.app_template_global("crm_link")(links.for_templates(store))
    crm.app_template_global("crm_opportunities")(_opportunities)
    crm.app_template_global("crm_person")(called)
    crm.app_template_global("crm_route_page")(given.route_page)
    crm.app_template_global("crm_named")(_named)
    crm.app_template_global("crm_tone")(lambda state: words.STATE_TONES.get(state, ""))
    crm.app_template_global("crm_level_tone")(lambda level: words.LEVEL_TONES.get(level, ""))
    return crm


def _add_accounts(crm: Blueprint, pages: AccountPages) -> None:
    crm.add_url_rule("/accounts/", "accounts", pages.index)
    crm.add_url_rule("/accounts/new", "new_account", pages.new)
    crm.add_url_rule("/accounts/new", "create_account", pages.create, methods=["POST"])
    crm.add_url_rule("/accounts/<int:account_id>", "account", pages.show)
    one = "/accounts/<int:account_id>"
    crm.add_url_rule(f"{one}/notes", "add_note", pages.add_note, methods=["POST"])
    crm.add_url_rule(f"{one}/notes/<int:note_id>/pin", "pin_note", pages.pin_note, methods=["POST"])
    crm.add_url_rule(f"{one}/favourite", "mark_account", pages.mark, methods=["POST"])
    crm.add_url_rule(
        "/accounts/<int:account_id>/contacts", "add_contact", pages.add_contact, methods=["POST"]
    )
    crm.add_url_rule(
        "/accounts/<int:account_id>/contacts/<int:contact_id>/main",
        "main_contact",
        pages.set_main_contact,
        methods=["POST"],
    )


def _add_quotes(crm: Blueprint, pages: QuotePages) -> None:
    crm.add_url_rule("/quotes/", "quotes", pages.index)
    crm.add_url_rule("/quotes/new", "new_quote", pages.new)
    crm.add_url_rule("/quotes/new", "create_quote", pages.create, methods=["POST"])
    crm.add_url_rule("/quotes/price", "price_quote", pages.recalculate, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>", "quote", pages.show)
    crm.add_url_rule("/quotes/<int:quote_id>", "save_quote", pages.save, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/revise", "revise_quote", pages.revise, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/withdraw", "withdraw_quote", pages.withdraw, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/print", "quote_sheet", pages.sheet)


def _add_quote_outcomes(crm: Blueprint, pages: QuoteOutcomes) -> None:
    crm.add_url_rule("/quotes/<int:quote_id>/answer", "quote_answer", pages.answer)
    crm.add_url_rule("/quotes/<int:quote_id>/answer", "tell_quote_answer", pages.tell, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/sent", "note_quote_sent", pages.note_sent, methods=["POST"])
    crm.add_url_rule("/quotes/<int:quote_id>/versions", "quote_versions", pages.versions)
    crm.add_url_rule("/quotes/<int:quote_id>/approval-sheet", "quote_approval_sheet", pages.approval_sheet)


def _word(name: str, code: str) -> str:
    """`crm_word('LEVELS', 'A')` in the reader's language."""
    return words.word(getattr(words, name), code, lang())


def _said(both: tuple[str, str]) -> str:
    """The word of the reader's language."""
    return both[0] if lang() == "zh" else both[1]


def _options(name: str) -> list[tuple[str, str]]:
    """The choices of a select."""
    return [(code, word) for code in getattr(words, name) if (word := _word(name, code))]


def _named(found: Sequence[Row[Any]]) -> list[tuple[str, str]]:
    """Rows with names in both languages as choices of a select."""
    return [(str(one.id), _said((one.name, one.name_en or one.name))) for one in found]


def _contacts(found: Sequence[Row[Any]]) -> list[tuple[str, str]]:
    """Contacts as choices of a select."""
    chinese = lang() == "zh"
    return [(str(one.id), one.name if chinese else one.name_en or one.name) for one in found]


def _contracts(found: Sequence[Row[Any]]) -> list[tuple[str, str]]:
    """Contracts as choices of a select."""
    return [(str(one.id), f"{one.no} {one.title}".strip()) for one in found]


def _opportunities(found: Sequence[Row[Any]]) -> list[tuple[str, str]]:
    """Opportunities as choices of a select."""
    return [(str(one.id), f"{one.no} {one.name}") for one in found]
