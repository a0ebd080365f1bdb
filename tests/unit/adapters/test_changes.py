from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import changes, numbering, parties, tables
from adapters.crm.errors import InvalidFields
from engine.audit import read_event, verify
from engine.errors import Conflict, NotFound
from engine.organisation import NotGranted
from tests.support.crm import posted

Company = Any
FOLDER = Path(changes.__file__).parents[1]


def _history(company: Company, table: Any, row_id: int) -> list[tuple[str, Any, Any]]:
    with company.store.read() as connection:
        return [(x.field, x.old, x.new) for x in changes.history(connection, table, row_id)]


def test_an_edit_records_each_field_with_both_values_and_who(company: Company) -> None:
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        parties.edit_account(tx, seller, company.customer, posted(city=" 昆山 ", phone="0512-1", level="A"))
    with company.store.read() as connection:
        city, phone, birth = sorted(
            changes.history(connection, tables.account, company.customer), key=lambda x: x.field or "z"
        )
        event = read_event(connection, city.audit_event)
    assert (city.field, city.old, city.new, city.by_id) == ("city", "苏州", "昆山", seller.id)
    assert phone.new == "0512-1"
    assert birth.new["city"] == "苏州"
    assert event is not None


def test_an_edit_that_changes_nothing_leaves_no_trace(company: Company) -> None:
    before = _history(company, tables.account, company.customer)
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        assert parties.edit_account(tx, seller, company.customer, posted(city="苏州")) is False
    assert _history(company, tables.account, company.customer) == before


def test_amounts_and_dates_are_recorded_exactly(company: Company) -> None:
    with company.store.begin(by=None, action="test") as tx:
        changes.edit(tx, tables.account, company.customer, joined_on=date(2020, 2, 29))
    field, _, new = _history(company, tables.account, company.customer)[0]
    assert (field, new) == ("joined_on", "2020-02-29")
    birth = _history(company, tables.account, company.customer)[-1][2]
    assert birth["credit_limit"] == "500000"


def test_a_stale_revision_is_refused(company: Company) -> None:
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        parties.edit_account(tx, seller, company.customer, posted(city="昆山"), revision=1)
    with company.store.begin(by=seller.id, action="test") as tx, pytest.raises(Conflict):
        parties.edit_account(tx, seller, company.customer, posted(city="太仓"), revision=1)


def test_the_chain_of_audit_events_holds(company: Company) -> None:
    company.quote()
    with company.store.read() as connection:
        assert not list(verify(connection))


def test_a_row_that_is_not_there_cannot_be_edited(company: Company) -> None:
    with company.store.begin(by=None, action="test") as tx, pytest.raises(NotFound):
        changes.edit(tx, tables.account, 1, city="x")


WRONG = [
    ("level", "Z"),
    ("email", "no address"),
    ("email", "a@b.example\r\nBcc: x@y.example"),
    ("phone", "<script>"),
    ("homepage", "javascript:alert(1)"),
    ("name", "  "),
    ("name", "x" * 201),
    ("city", "a\x00b"),
    ("owner_id", "1"),
    ("credit_limit", "1"),
]


def test_values_that_do_not_fit_are_named_by_field_in_both_languages(company: Company) -> None:
    seller = company.person("salesperson")
    for field, value in WRONG:
        with company.store.begin(by=seller.id, action="test") as tx, pytest.raises(InvalidFields) as refusal:
            parties.edit_account(tx, seller, company.customer, posted(**{field: value}))
        assert set(refusal.value.by_field("zh")) == {field}, value
        assert set(refusal.value.by_field("en")) == {field}, value


def test_a_customer_of_a_colleague_cannot_be_seen_or_changed(company: Company) -> None:
    stranger, finance = company.person("salesperson2"), company.person("finance")
    with company.store.begin(by=stranger.id, action="test") as tx:
        with pytest.raises(NotFound):
            parties.edit_account(tx, stranger, company.customer, posted(city="昆山"))
        assert company.customer not in {
            x.id for x in tx.connection.execute(parties.accounts(tx.connection, stranger))
        }
        assert company.customer in {
            x.id for x in tx.connection.execute(parties.accounts(tx.connection, finance))
        }


def test_seeing_a_customer_is_not_changing_it(company: Company) -> None:
    boss = company.person("supervisor")
    with company.store.begin(by=boss.id, action="test") as tx, pytest.raises(NotGranted):
        parties.edit_account(tx, boss, company.customer, posted(city="昆山"))


def test_there_is_one_main_contact_at_most(company: Company) -> None:
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        added = parties.add_contact(tx, seller, company.customer, posted(name="方慧", email="fang@a.example"))
        parties.set_main_contact(tx, seller, company.customer, added)
    with company.store.read() as connection:
        found = parties.contacts(connection, company.customer)
    assert [x.id for x in found if x.is_main] == [added]
    assert found[0].id == added


def test_the_first_contact_of_a_customer_is_the_main_one(company: Company) -> None:
    seller = company.person("salesperson")
    with company.store.begin(by=seller.id, action="test") as tx:
        account = parties.add_account(tx, seller, posted(name="新客户有限公司"))
        parties.add_contact(tx, seller, account, posted(name="一"))
        parties.add_contact(tx, seller, account, posted(name="二"))
        assert [x.is_main for x in parties.contacts(tx.connection, account)] == [True, False]
        row = changes.row_of(tx.connection, tables.account, account)
    assert row is not None
    assert (row.code, row.kind, row.owner_id) == ("K-00061", "prospect", seller.id)


def test_numbers_start_again_with_the_year_where_the_rule_says_so(company: Company) -> None:
    with company.store.begin(by=None, action="test") as tx:
        numbering.start_at(tx, "quote", 7, pattern="B{year}-{no:03d}", reset="year")
        assert numbering.next_number(tx, "quote") == "B2026-007"
        assert numbering.next_number(tx, "quote") == "B2026-008"
    company.store.clock.set(company.store.clock.now().replace(year=2027))
    with company.store.begin(by=None, action="test") as tx:
        assert numbering.next_number(tx, "quote") == "B2027-001"


def test_a_number_of_a_rolled_back_document_is_given_again(company: Company) -> None:
    class Undo(Exception):
        pass

    given: list[str] = []

    def take() -> None:
        with company.store.begin(by=None, action="test") as tx:
            given.append(numbering.next_number(tx, "quote"))
            raise Undo

    for _ in range(2):
        with pytest.raises(Undo):
            take()
    assert given[0] == given[1]


def test_crm_tables_are_written_in_the_named_modules_only() -> None:
    # what a repository calls `self.insert` or a command `insert(tx, …)` ends in changes.py
    writes = re.compile(
        r"(?<!def )(?<![.\w])(insert|update|delete)\((?!tx\b|self\b)|\.(insert|delete|update)\(\)"
    )
    # a counter, the indexes, the marks of one reader and the state of an import are no business records
    aside = {"numbering.py", "writing.py", "keys.py", "purging.py", "bookmarks.py", "jobs.py"}
    allowed = {"changes.py", "imports.py", *aside}
    found = {path.name for path in (FOLDER / "crm").rglob("*.py") if writes.search(path.read_text("utf-8"))}
    assert found == allowed


def test_every_crm_table_begins_with_its_prefix(company: Company) -> None:
    with company.store.read() as connection:
        names = set(connection.scalars(select(tables.change.c.table_name)))
    assert names
    assert all(name.startswith("crm_") for name in names)
