"""Who a customer belongs to: its owners, its shares, and what can be done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, Row, select
from werkzeug.wrappers import Response

from adapters.crm import parties, tables
from adapters.crm.catalogue.parties import ACCOUNT
from adapters.crm.duplicates import finding
from adapters.crm.errors import InvalidFields
from adapters.crm.ownership import conversions, owner, pool, sharing, validity
from adapters.crm.processes import OpenItem
from adapters.crm.records import access
from adapters.crm.web.parties.people import chosen_person, level_choices, sellers, typed_day
from adapters.crm.web.site import Site
from engine import organisation
from engine.errors import Conflict, EngineError, NotFound
from engine.organisation import Person
from engine.store.uow import Transaction
from forms.accounts import require, signed_in
from forms.shell import gettext as _
from forms.shell import lang

ACTIONS = ("share", "transfer", "assign", "edit", "delete", "restore", "convert", "submit", "claim")
#: The task of a new customer's application that waits for his data.
COMPLETE = "complete"
_GONE = frozenset({"recycle"})


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnershipPage:
    """What `crm/parties/ownership.html` draws. `may`: actions this person may do with this customer.

    `lacking`: an application waits for data.
    """

    party: Row[Any]
    owner: Person | None
    owners: Sequence[tuple[Row[Any], Person | None]]
    shares: Sequence[tuple[Row[Any], Person | None]]
    people: Sequence[tuple[str, str]]
    twins: Sequence[finding.Candidate]
    twin_owners: Mapping[int, str]
    visible_twins: frozenset[int]
    waiting: Sequence[OpenItem]
    applied: bool
    lacking: bool
    may: frozenset[str]
    kinds: Sequence[str]
    refusal: str = ""
    errors: Mapping[str, str] | None = None


class OwnershipPages:
    """The views of /crm/accounts/<id>/ownership."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._commands: Mapping[str, Callable[[Transaction, Person, int], None]] = {
            "share": _share,
            "withdraw": _withdraw,
            "transfer": _transfer,
            "release": pool.release,
            "recycle": pool.recycle,
            "convert": _convert,
            "submit": self._submit,
            "take_back": self._take_back,
            "claim": self._claim,
            "dispute": self._dispute,
            "invalidate": _invalidate,
            "validate": _validate,
        }

    @require("account", "view")
    def show(self, account_id: int) -> Response:
        """The page."""
        return self._page(account_id)

    @require("account", "view")
    def change(self, account_id: int, command: str) -> Response:
        """One command about a customer; what is refused is said on the page."""
        person = signed_in()
        if command not in self._commands:
            raise NotFound(what="command", what_zh="操作", id=command)
        try:
            with self._site.store.begin(by=person.id, action=f"crm.account.{command}") as tx:
                parties.find_account(tx.connection, person, account_id)
                self._commands[command](tx, person, account_id)
        except InvalidFields as refusal:
            return self._page(account_id, refusal.status, errors=refusal.by_field(lang()))
        except EngineError as refusal:
            if refusal.status in (403, 404):
                raise
            return self._page(account_id, refusal.status, refusal=refusal.text(lang()))
        flash(_("Saved."), "ok")
        with self._site.store.read() as connection:
            seen = access.allows(connection, person, ACCOUNT, account_id, "view")
        gone = command in _GONE or not seen
        target = url_for("crm.accounts") if gone else url_for("crm.ownership", account_id=account_id)
        return redirect(target, code=303)

    def _submit(self, tx: Transaction, person: Person, account_id: int) -> None:
        """Apply for the approval of a new customer (P-02)."""
        row = access.find(tx.connection, person, ACCOUNT, account_id, "submit")
        if row.approved or self._applied(tx.connection, row):
            raise Conflict(what="it is approved or in approval already", what_zh="该客户已审批或正在审批")
        self._site.processes.start_in(
            tx,
            "new_customer",
            {"account_id": account_id, "applicant": person.login, "customer": row.short_name or row.name},
            business_key=row.code,
            by=person,
        )

    def _take_back(self, tx: Transaction, person: Person, account_id: int) -> None:
        """Take an application back while nobody has decided."""
        row = access.find(tx.connection, person, ACCOUNT, account_id, "submit")
        if row.instance_id is None:
            raise Conflict(what="there is nothing to take back", what_zh="没有可以撤回的申请")
        self._site.processes.withdraw_in(tx, row.instance_id, person)

    def _claim(self, tx: Transaction, person: Person, account_id: int) -> None:
        """Claim a customer of the pool (P-04)."""
        claim(self._site, tx, person, account_id)

    def _dispute(self, tx: Transaction, person: Person, account_id: int) -> None:
        """Claim the ownership of a customer, or say that two are one (P-03)."""
        row = access.find(tx.connection, person, ACCOUNT, account_id)
        other = request.form.get("other_id", type=int)
        if other is not None:
            access.find(tx.connection, person, ACCOUNT, other)
        self._site.processes.start_in(
            tx,
            "duplicate_case",
            {"account_a_id": account_id, "account_b_id": other, "claimant": person.login, "evidence": ""},
            business_key=row.code,
            by=person,
        )

    def _page(self, account_id: int, status: int = 200, **shown: Any) -> Response:
        person = signed_in()
        with self._site.store.read() as connection:
            page = self._gather(connection, person, account_id, **shown)
        html = render_template(
            "crm/parties/ownership.html",
            page=page,
            levels=level_choices(),
            reasons=owner.REASONS,
            typed=request.form,
        )
        return Response(html, status, mimetype="text/html")

    def _gather(self, connection: Connection, person: Person, account_id: int, **shown: Any) -> OwnershipPage:
        party = parties.find_account(connection, person, account_id)
        found = {
            action for action in ACTIONS if access.allows(connection, person, ACCOUNT, account_id, action)
        }
        twins = finding.of_account(connection, account_id)
        waiting = self._waiting(connection, party)
        return OwnershipPage(
            party=party,
            owner=_person(connection, party.owner_id),
            owners=[(row, _person(connection, row.person_id)) for row in _owners(connection, account_id)],
            shares=[
                (row, _person(connection, row.person_id))
                for row in sharing.of_account(connection, account_id)
            ],
            people=sellers(connection, but=party.owner_id),
            twins=twins,
            twin_owners={one.row.id: _name(connection, one.row.owner_id) for one in twins},
            visible_twins=frozenset(
                one.row.id for one in twins if access.allows(connection, person, ACCOUNT, one.row.id, "view")
            ),
            waiting=waiting,
            applied=self._applied(connection, party),
            lacking=any(one.element == COMPLETE for one in waiting),
            may=frozenset(found),
            kinds=conversions.WAYS.get(party.kind, ()),
            **shown,
        )

    def _waiting(self, connection: Connection, party: Row[Any]) -> Sequence[OpenItem]:
        running = {
            self._site.processes.running(connection, process, party.code)
            for process in ("new_customer", "pool_claim", "duplicate_case")
        }
        # the application may be one that the process of an opportunity made: it has no number of the customer
        found = {*running, party.instance_id} - {None}
        return self._site.processes.items(connection, sorted(one for one in found if one is not None))

    def _applied(self, connection: Connection, party: Row[Any]) -> bool:
        """Whether somebody applied for the approval, be it the process of an opportunity."""
        if party.instance_id is not None:
            return True
        return self._site.processes.running(connection, "new_customer", party.code) is not None


def claim(site: Site, tx: Transaction, person: Person, account_id: int) -> None:
    """Start the claim of a customer of the pool. Raises Conflict while somebody's claim is being decided."""
    row = access.find(tx.connection, person, ACCOUNT, account_id, "claim")
    if site.processes.running(tx.connection, "pool_claim", row.code) is not None:
        raise Conflict(what="somebody's claim is being decided", what_zh="已有人申请领用，正在审批")
    site.processes.start_in(
        tx,
        "pool_claim",
        {"account_id": account_id, "claimant": person.login},
        business_key=row.code,
        by=person,
    )


def _share(tx: Transaction, person: Person, account_id: int) -> None:
    sharing.share(
        tx,
        person,
        account_id,
        chosen_person(),
        level=request.form.get("level", ""),
        valid_from=typed_day("valid_from"),
        valid_to=typed_day("valid_to"),
    )


def _withdraw(tx: Transaction, person: Person, _account_id: int) -> None:
    sharing.withdraw(tx, person, request.form.get("share_id", 0, type=int))


def _transfer(tx: Transaction, person: Person, account_id: int) -> None:
    owner.transfer(tx, person, [account_id], chosen_person("to_id"))


def _convert(tx: Transaction, person: Person, account_id: int) -> None:
    form = request.form
    conversions.convert(tx, person, account_id, form.get("kind", ""), form.get("reason", "").strip()[:2000])


def _invalidate(tx: Transaction, person: Person, account_id: int) -> None:
    validity.mark(tx, person, account_id, request.form.get("invalid_reason", ""))


def _validate(tx: Transaction, person: Person, account_id: int) -> None:
    validity.take_back(tx, person, account_id, request.form.get("invalid_reason", ""))


def _owners(connection: Connection, account_id: int) -> Sequence[Row[Any]]:
    log = tables.account_owner_history
    query = select(log).where(log.c.account_id == account_id, log.c.deleted_at.is_(None))
    return connection.execute(query.order_by(log.c.id.desc()).limit(50)).all()


def _person(connection: Connection, person_id: int | None) -> Person | None:
    return None if person_id is None else organisation.person(connection, person_id)


def _name(connection: Connection, person_id: int | None) -> str:
    person = _person(connection, person_id)
    return person.label(lang()) if person else ""
