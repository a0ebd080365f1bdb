"""Finding, deciding and merging duplicates."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.crm import catalogue, changes, parties, tables
from adapters.crm.attachments import hang, living
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.duplicates import cases, finding, keys
from adapters.crm.duplicates.errors import CaseOpen, SameCustomer
from adapters.crm.duplicates.merging import choosable, merge_in
from adapters.crm.records import commands
from engine.store import files
from tests.support.crm import posted

Company = Any


def customer(trial: Company, **values: str) -> int:
    person = trial.person("salesperson2")
    with trial.store.begin(by=person.id, action="test") as tx:
        row = {"kind": "prospect", "owner_id": person.id, **values}  # by hand an exact hit is refused
        return commands.insert(tx, catalogue.entity("account"), row)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("青屿精工有限公司", "青屿精工（中国）股份有限公司"),
        ("ＡＢＣ　Tools", "abc tools Co., Ltd."),
        ("青屿 精工", "青屿精工"),
        ("Hengyue Metals Limited", "HENGYUE METALS, INC."),
    ],
)
def test_names_are_the_same_whatever_their_width_case_and_legal_form(first: str, second: str) -> None:
    assert keys.name_key(first) == keys.name_key(second) != ""


def test_a_company_that_is_called_company_keeps_a_key() -> None:
    assert keys.name_key("有限公司") != ""


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("+86 512 6688-1234", "51266881234"),
        ("0512-66881234", "51266881234"),
        ("1234", ""),
        ("８６６８８１２３４", "866881234"),
    ],
)
def test_numbers_are_compared_without_country_code_and_zeros(typed: str, key: str) -> None:
    assert keys.phone_key(typed) == key


def test_the_same_name_is_exact_and_a_telephone_only_likely(trial: Company) -> None:
    with trial.store.read() as connection:
        row = changes.row_of(connection, tables.account, trial.customer)
        by_name = finding.candidates(connection, {"name": row.name.replace("有限公司", "")})
        by_phone = finding.candidates(connection, {"name": "别的", "phone": row.phone})
    assert [(one.row.id, one.exact) for one in by_name] == [(trial.customer, True)]
    assert [(one.row.id, one.exact, one.hits) for one in by_phone] == [(trial.customer, False, ("phone",))]


def test_contacts_count_and_changes_are_followed(trial: Company) -> None:
    other = customer(trial, name="全新")
    person = trial.person("salesperson2")
    with trial.store.begin(by=person.id, action="test") as tx:
        contact = parties.add_contact(tx, person, other, posted(name="方慧", mobile="13900001234"))
        found = finding.candidates(tx.connection, {"phone": "139 0000 1234"})
        assert [one.row.id for one in found] == [other]
        changes.edit(tx, tables.contact, contact, mobile="13900009999")
        assert finding.candidates(tx.connection, {"phone": "139 0000 1234"}) == []


def test_rebuilding_the_keys_gives_what_the_writer_wrote(trial: Company) -> None:
    columns = tables.match_key.c.account_id, tables.match_key.c.kind, tables.match_key.c.value
    with trial.store.begin(by=None, action="test") as tx:
        before = sorted(map(tuple, tx.connection.execute(select(*columns))))
        keys.rebuild(tx.connection)
        assert sorted(map(tuple, tx.connection.execute(select(*columns)))) == before


def test_a_merge_moves_everything_keeps_what_was_chosen_and_both_histories(trial: Company) -> None:
    other = customer(trial, name="青屿精工", phone="021-5555666", tax_no="91X")
    person = trial.person("salesperson2")
    with trial.store.begin(by=person.id, action="test") as tx:
        parties.add_contact(tx, person, other, posted(name="方慧"))
    with trial.store.begin(by=person.id, action="test") as tx:
        keep = changes.row_of(tx.connection, tables.account, trial.customer)
        drop = changes.row_of(tx.connection, tables.account, other)
        assert keep is not None
        assert drop is not None
        assert "phone" in choosable(keep, drop)
        number = files.save(tx, media_type="application/pdf", data=b"%PDF-")
        hang(tx, ACCOUNT, other, file_id=number, name="营业执照.pdf")
        moved = merge_in(tx, trial.customer, other, taken=("phone",))
        assert moved["crm_contact"] == 1
        assert merge_in(tx, trial.customer, other) == {}
    with trial.store.read() as connection:
        kept = changes.row_of(connection, tables.account, trial.customer)
        gone = changes.row_of(connection, tables.account, other)
        mains = select(func.count()).where(
            tables.contact.c.account_id == trial.customer, tables.contact.c.is_main
        )
        assert connection.scalar(mains) == 1
        assert [one.name for one in living(connection, "account", trial.customer)] == ["营业执照.pdf"]
        assert changes.history(connection, tables.account, other)
    assert (kept.name, kept.phone, kept.tax_no) == (keep.name, "021-5555666", "91X")
    assert (gone.merged_into_id, gone.deleted_at is not None) == (trial.customer, True)


def test_a_customer_is_not_merged_with_itself(trial: Company) -> None:
    with trial.store.begin(by=None, action="test") as tx, pytest.raises(SameCustomer):
        merge_in(tx, trial.customer, trial.customer)


def test_a_pair_has_one_open_case_whichever_is_named_first(trial: Company) -> None:
    other = customer(trial, name="青屿精工")
    pair = {"account_a_id": trial.customer, "account_b_id": other}
    turned = {"account_a_id": other, "account_b_id": trial.customer}
    with trial.store.begin(by=None, action="test") as tx:
        first = cases.open_case(tx, **pair, claimant_id=trial.people["salesperson2"])
        with pytest.raises(CaseOpen):
            cases.open_case(tx, **turned, claimant_id=None)
        cases.decide(tx, first.id, "keep", by_id=None)
        assert cases.open_case(tx, **turned, claimant_id=None).no != first.no


@pytest.mark.parametrize("decision", ["transfer", "share", "merge"])
def test_a_decision_is_carried_out_once(trial: Company, decision: str) -> None:
    other = customer(trial, name="青屿精工")
    claimant = trial.people["salesperson2"]
    with trial.store.begin(by=None, action="test") as tx:
        opened = cases.open_case(tx, account_a_id=trial.customer, account_b_id=other, claimant_id=claimant)
        for _ in range(2):
            cases.decide(tx, opened.id, decision, by_id=trial.people["manager"])
        kept = changes.row_of(tx.connection, tables.account, trial.customer)
        dropped = changes.row_of(tx.connection, tables.account, other)
        shares = tx.connection.scalar(select(func.count()).select_from(tables.account_share))
    assert kept is not None
    assert dropped is not None
    assert (kept.owner_id == claimant) == (decision == "transfer")
    assert (dropped.merged_into_id == trial.customer) == (decision == "merge")
    assert shares == (decision == "share")


def test_repeated_attempts_to_enter_a_customer_again_mark_the_case(trial: Company) -> None:
    claimant = trial.people["salesperson2"]
    with trial.store.begin(by=None, action="test") as tx:
        for _ in range(2):
            cases.attempted(tx, trial.customer, claimant)
        opened = cases.open_case(tx, account_a_id=trial.customer, account_b_id=None, claimant_id=claimant)
    assert opened.malicious is True
