"""Search over records: what a person may see is found by any of its words, at once and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import catalogue, changes, tables
from adapters.crm.index import finding, writing
from adapters.demo.company import build_company
from engine import organisation
from engine.store.uow import Store

ACCOUNT = catalogue.entity("account")
Find = Callable[..., list[str]]


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    with store.begin(by=None, action="test.company") as tx:
        return build_company(tx)


@pytest.fixture
def find(store: Store, people: dict[str, int]) -> Find:
    def names(text: str, login: str = "general", limit: int = 10) -> list[str]:
        with store.read() as connection:
            person = organisation.person(connection, people[login])
            assert person is not None
            return [row.name for row in finding.find(connection, person, ACCOUNT, text, limit)]

    return names


def add(store: Store, name: str, owner: int, code: str = "", **values: Any) -> int:
    with store.begin(by=None, action="test.account") as tx:
        row = {
            "name": name,
            "code": code or f"K-{len(name)}",
            "kind": "customer",
            "owner_id": owner,
            **values,
        }
        return changes.add(tx, tables.account, **row)


def test_two_characters_initials_and_numbers_find_a_customer(store, people, find) -> None:
    add(store, "苏州华星电子有限公司", people["salesperson"], "K-00042")
    add(store, "无锡海天测控有限公司", people["salesperson"], "K-00043")
    for words in ("华星", "hxdz", "huaxing", "00042", "苏州 电子", "K-00042"):
        assert find(words) == ["苏州华星电子有限公司"], words
    assert find("有限公司 海天") == ["无锡海天测控有限公司"]
    assert find("华天") == []
    assert find("、；") == []


def test_a_colleague_does_not_find_what_he_may_not_see(store, people, find) -> None:
    add(store, "苏州华星电子", people["salesperson"])
    assert find("华星", "salesperson") == ["苏州华星电子"]
    assert find("华星", "salesperson2") == []
    assert find("华星", "manager") == ["苏州华星电子"]


def test_a_new_name_is_found_and_the_old_one_is_not(store, people, find) -> None:
    row = add(store, "苏州华星电子", people["salesperson"])
    with store.begin(by=None, action="test.rename") as tx:
        changes.edit(tx, tables.account, row, name="苏州明德电子")
    assert (find("华星"), find("明德"), find("苏州")) == ([], ["苏州明德电子"], ["苏州明德电子"])


def test_what_lies_in_the_recycle_bin_is_found_again_once_it_is_recovered(store, people, find) -> None:
    row = add(store, "苏州华星电子", people["salesperson"])
    with store.begin(by=None, action="test.recycle") as tx:
        changes.edit(tx, tables.account, row, deleted_at=tx.now)
    with store.read() as connection:
        assert connection.execute(select(tables.search_term)).all() == []
    with store.begin(by=None, action="test.recover") as tx:
        changes.edit(tx, tables.account, row, deleted_at=None)
    assert find("华星") == ["苏州华星电子"]


def test_the_exact_name_comes_before_longer_ones(store, people, find) -> None:
    for name in ("华星电子有限公司", "新华星", "华星"):
        add(store, name, people["salesperson"])
    assert find("华星") == ["华星", "华星电子有限公司", "新华星"]


def test_writing_the_index_anew_gives_the_same_terms(store, people) -> None:
    add(store, "苏州华星电子", people["salesperson"], short_name="华星")
    query = select(tables.search_term).order_by(*tables.search_term.c)
    with store.begin(by=None, action="test.rebuild") as tx:
        before = tx.connection.execute(query).all()
        assert writing.rebuild(tx.connection, ACCOUNT) == 1
        assert tx.connection.execute(query).all() == before != []


def test_a_transaction_that_fails_leaves_no_terms(store, people, find) -> None:
    def fail() -> None:
        with store.begin(by=None, action="test.fail") as tx:
            changes.add(tx, tables.account, name="苏州华星", code="K-1", kind="customer")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert find("华星") == []
