from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import product as pairs
from typing import Any

import pytest
from sqlalchemy import select, update

from adapters.crm import changes, facts, quotes, tables
from adapters.crm.errors import NothingToSubmit, OtherInstance, QuoteLocked, StateRefused
from adapters.crm.operations.quotes import EVALUATE, LOCK, MARK
from adapters.crm.quotes import MOVES
from engine import organisation
from engine.errors import BusinessError, Conflict, InputRefused, NotFound
from engine.organisation import NotGranted
from engine.ports import AdapterCall
from engine.store.uow import Store

Company = Any
D = Decimal


def _row(company: Company, quote_id: int) -> Any:
    with company.store.read() as connection:
        return changes.row_of(connection, tables.quote, quote_id)


def _call(company: Company, adapter: Any, **inputs: object) -> dict[str, Any]:
    with company.store.begin(by=None, action="test.step") as tx:
        call = AdapterCall(
            name=adapter.name, inputs=inputs, idempotency_key="k", transaction=tx, instance_id=500
        )
        return adapter(call)  # type: ignore[no-any-return]


def test_a_new_quote_is_priced_and_numbered(company: Company) -> None:
    one, two = company.quote(), company.quote()
    row = _row(company, one)
    assert (row.no, _row(company, two).no) == ("Q-0001", "Q-0002")
    assert (row.state, row.version, row.revision) == ("draft", 1, 1)
    assert (row.list_total, row.total, row.max_discount) == (D(76000), D(66880), D("0.12"))
    assert row.margin == D("0.2955")


def test_saving_replaces_lines_and_totals(company: Company) -> None:
    quote_id = company.quote()
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        draft = company.draft(("GX-SR", "20", "0.07"), ("SV-INS", "1", "0"), title="二期")
        quotes.save(tx, seller, quote_id, draft, revision=1)
    row = _row(company, quote_id)
    assert (row.total, row.title, row.revision) == (D(58800), "二期", 2)
    with company.store.read() as connection:
        assert [x.code for x in quotes.lines(connection, quote_id)] == ["GX-SR", "SV-INS"]


def test_a_stale_page_cannot_overwrite_a_newer_one_even_if_only_a_line_changed(company: Company) -> None:
    quote_id = company.quote(("GX-SR", "1", "0"), ("GX-SE", "1", "0"))
    seller = company.person("salesperson")

    def save(revision: int, *lines: tuple[str, str, str]) -> None:
        with company.store.begin(by=seller.id, action="test") as tx:
            quotes.save(tx, seller, quote_id, company.draft(*lines), revision=revision)

    save(1, ("GX-SE", "1", "0"), ("GX-SR", "1", "0"))  # the order changes, the totals do not
    assert _row(company, quote_id).revision == 2
    with pytest.raises(Conflict):
        save(1, ("GX-SR", "5", "0"))
    assert _row(company, quote_id).total == D("3211")


def test_saving_the_same_again_changes_nothing(company: Company) -> None:
    quote_id = company.quote()
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        quotes.save(tx, seller, quote_id, company.draft(), revision=1)
    assert _row(company, quote_id).revision == 1


def test_only_the_listed_moves_are_possible(company: Company) -> None:
    quote_id = company.quote()
    for state, wanted in ((a, b) for a, b in pairs(MOVES, MOVES) if a != b):
        with company.store.begin(by=None, action="test") as tx:
            tx.connection.execute(update(tables.quote).values(state=state, instance_id=500))
            if wanted in MOVES[state]:
                assert quotes.mark(tx, quote_id, wanted, instance_id=500).state == wanted
            else:
                with pytest.raises(StateRefused):
                    quotes.mark(tx, quote_id, wanted, instance_id=500)
                assert quotes.reprice(tx, quote_id).state == state


def test_a_locked_quote_cannot_be_changed_and_says_why(company: Company) -> None:
    quote_id = company.quote()
    seller = company.person("salesperson")
    for state in ("in_approval", "approved", "rejected", "sent"):
        with company.store.begin(by=seller.id, action="test") as tx:
            tx.connection.execute(update(tables.quote).values(state=state))
            with pytest.raises(QuoteLocked) as refusal:
                quotes.save(tx, seller, quote_id, company.draft(), revision=1)
        assert refusal.value.status == 423
        assert "Q-0001" in refusal.value.text("zh")


def test_a_return_and_a_new_submission_make_the_next_version(company: Company) -> None:
    quote_id = company.quote()
    _call(company, LOCK, quote_id=quote_id)
    _call(company, MARK, quote_id=quote_id, state="returned")
    answer = _call(company, LOCK, quote_id=quote_id)
    assert answer == {"quote_id": quote_id, "quote_state": "in_approval", "version": 2}


def test_repeating_a_move_does_nothing(company: Company) -> None:
    quote_id = company.quote()
    for _ in range(2):
        _call(company, LOCK, quote_id=quote_id)
    for _ in range(2):
        _call(company, MARK, quote_id=quote_id, state="approved")
    row = _row(company, quote_id)
    assert (row.state, row.version, row.instance_id) == ("approved", 1, 500)
    with company.store.read() as connection:
        moves = [x.new for x in changes.history(connection, tables.quote, quote_id) if x.field == "state"]
    assert moves == ["approved", "in_approval"]


def test_another_instance_may_not_decide(company: Company) -> None:
    quote_id = company.quote()
    _call(company, LOCK, quote_id=quote_id)
    with company.store.begin(by=None, action="test") as tx, pytest.raises(OtherInstance):
        quotes.mark(tx, quote_id, "approved", instance_id=501)
    with company.store.begin(by=None, action="test") as tx, pytest.raises(OtherInstance):
        quotes.mark(tx, quote_id, "in_approval", instance_id=501)


def test_a_decided_quote_is_taken_up_again_as_its_next_version(company: Company) -> None:
    quote_id = company.quote()
    _call(company, LOCK, quote_id=quote_id)
    _call(company, MARK, quote_id=quote_id, state="rejected")
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        quotes.revise(tx, seller, quote_id)
    row = _row(company, quote_id)
    assert (row.state, row.version, row.instance_id) == ("draft", 2, None)


@pytest.mark.parametrize(
    ("login", "sees"), [("salesperson", True), ("salesperson2", False), ("manager", True), ("finance", True)]
)
def test_a_quote_outside_ones_reach_looks_as_if_it_did_not_exist(
    company: Company, login: str, sees: bool
) -> None:
    quote_id = company.quote()
    person = company.person(login)
    with company.store.read() as connection:
        listed = connection.execute(quotes.quotes(connection, person)).all()
        assert bool(listed) is sees
        if sees:
            assert quotes.find(connection, person, quote_id).id == quote_id
            return
        with pytest.raises(NotFound) as hidden:
            quotes.find(connection, person, quote_id)
        with pytest.raises(NotFound) as missing:
            quotes.find(connection, person, 1)
    assert hidden.value.text("en").replace(str(quote_id), "1") == missing.value.text("en")


def test_seeing_is_not_changing(company: Company) -> None:
    quote_id = company.quote()
    finance = company.person("finance")
    with company.store.begin(by=finance.id, action="test") as tx, pytest.raises(NotGranted):
        quotes.save(tx, finance, quote_id, company.draft(), revision=1)


def test_a_contact_of_another_customer_is_refused(company: Company) -> None:
    seller = company.person("salesperson")
    with company.store.read() as connection:
        foreign = connection.scalar(
            select(tables.contact.c.id).where(tables.contact.c.account_id != company.customer)
        )
    with company.store.begin(by=seller.id, action="test") as tx, pytest.raises(NotFound):
        quotes.add(tx, seller, company.customer, company.draft(contact_id=foreign))


def test_evaluating_tells_facts_with_todays_rules(company: Company) -> None:
    quote_id = company.quote(("GX-SR", "20", "0.07"))
    with company.store.begin(by=None, action="test") as tx:
        tx.connection.execute(
            update(tables.discount_rule).where(tables.discount_rule.c.kind == "volume").values(ratio=D("0.1"))
        )
    found = _call(company, EVALUATE, quote_id=quote_id, something_else="ignored")
    assert found["max_discount"] == D("0.17")
    assert found["total"] == D(39840)
    assert found["owner_login"] == "salesperson"
    assert found["owner_position"] == "salesperson"
    assert found["over_limit"] is True
    assert (found["overdue"], found["receivable"]) == (D(0), D(312400))
    assert found["customer"] == "青屿精工"
    assert _row(company, quote_id).total == D(39840)


def test_every_fact_of_the_catalogue_is_read_with_its_type(company: Company) -> None:
    quote_id = company.quote()
    with company.store.read() as connection:
        values = facts.read(connection, quote_id)
    types: dict[str, Any] = {"number": (Decimal, int), "string": str, "boolean": bool}
    assert set(values) == {fact.name for fact in facts.QUOTE_FACTS}
    for fact in facts.QUOTE_FACTS:
        assert isinstance(values[fact.name], types[fact.type]), fact.name


@pytest.mark.parametrize(("granted", "over"), [("0.03", False), ("0.0301", True)])
def test_the_limit_counts_the_whole_discount_of_a_line(company: Company, granted: str, over: bool) -> None:
    quote_id = company.quote(("GX-SP", "4", granted))  # five percent come by agreement, eight are allowed
    with company.store.read() as connection:
        assert facts.read(connection, quote_id)["over_limit"] is over


def test_an_empty_quote_cannot_be_evaluated(company: Company) -> None:
    quote_id = company.quote()
    with company.store.begin(by=None, action="test") as tx:
        changes.remove(tx, tables.quote_line, tables.quote_line.c.quote_id == quote_id)
    with company.store.begin(by=None, action="test") as tx, pytest.raises(NothingToSubmit):
        quotes.reprice(tx, quote_id)
    with pytest.raises(BusinessError) as refusal:
        _call(company, EVALUATE, quote_id=quote_id)
    assert refusal.value.error_code == "QUOTE_EMPTY"


@pytest.mark.parametrize(
    ("adapter", "inputs", "code"),
    [
        (EVALUATE, {"quote_id": 1}, "QUOTE_NOT_FOUND"),
        (LOCK, {"quote_id": 1}, "QUOTE_NOT_FOUND"),
        (MARK, {"quote_id": 1, "state": "approved"}, "QUOTE_NOT_FOUND"),
    ],
)
def test_a_quote_that_is_not_there_is_a_business_error(
    company: Company, adapter: Any, inputs: dict[str, object], code: str
) -> None:
    with pytest.raises(BusinessError) as refusal:
        _call(company, adapter, **inputs)
    assert refusal.value.error_code == code


def test_approving_a_draft_is_a_business_error(company: Company) -> None:
    quote_id = company.quote()
    with pytest.raises(BusinessError) as refusal:
        _call(company, MARK, quote_id=quote_id, state="approved")
    assert refusal.value.error_code == "QUOTE_STATE"


def test_inputs_that_are_not_declared_so_are_an_incident(company: Company) -> None:
    wrong: list[dict[str, object]] = [
        {},
        {"quote_id": "x"},
        {"quote_id": None},
        {"quote_id": 1, "state": "in_approval"},
    ]
    for inputs in wrong:
        with pytest.raises(InputRefused):
            _call(company, MARK, **inputs)


def test_what_is_rolled_back_leaves_no_record(company: Company, state_of: Callable[[int], str]) -> None:
    quote_id = company.quote()

    def fail() -> None:
        with company.store.begin(by=None, action="test") as tx:
            quotes.mark(tx, quote_id, "in_approval", instance_id=1)
            raise NotFound(what="x", id=1)

    with pytest.raises(NotFound):
        fail()
    assert state_of(quote_id) == "draft"
    with company.store.read() as connection:
        assert [x.field for x in changes.history(connection, tables.quote, quote_id)] == [""]


def test_owner_who_left_is_still_named(company: Company, store: Store) -> None:
    quote_id = company.quote()
    with store.begin(by=None, action="test") as tx:
        organisation.set_status(tx, company.people["salesperson"], "left")
    with store.read() as connection:
        assert facts.read(connection, quote_id)["owner_name"] == "李伟"
