"""What keeps lists fast with 100,000 customers: no table read whole, few statements, the same rows either way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from adapters.crm import catalogue, changes, tables
from adapters.crm.index import narrowing
from adapters.crm.records import access
from adapters.crm.web.service import callers
from engine import organisation
from engine.store.uow import Store
from forms.shell.listing import conditions
from tests.integration.adapters.conftest import Site

RECORDS = "/crm/records"
LARGE = (
    "crm_account",
    "crm_contact",
    "crm_quote",
    "crm_order",
    "crm_task",
    "crm_match_key",
    "crm_search_term",
)
PAGES = (
    "/crm/accounts/",
    "/crm/accounts/?q=远景",
    "/crm/accounts/?q=yj",
    "/crm/accounts/?sort=name",
    f"{RECORDS}/contacts/",
    f"{RECORDS}/contacts/?q=138",
    f"{RECORDS}/contacts/?sort=-mobile",
    "/crm/quotes/",
    "/crm/quotes/?sort=-total",
    "/crm/orders/",
    f"{RECORDS}/orders/",
    f"{RECORDS}/tasks/",
    "/crm/pipeline/",
    "/search?q=远景",
)


@contextmanager
def statements(store: Store) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the store meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, text: str, given: Any, *_rest: Any) -> None:
        if text.lstrip().startswith(("SELECT", "WITH")):
            seen.append((text, given))

    event.listen(store.engine, "before_cursor_execute", note)
    yield seen
    event.remove(store.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("login", ["salesperson", "manager", "general"])
def test_pages_read_no_large_table_whole_and_ask_few_questions(
    site: Site, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_WIDE", 0 if login == "manager" else 5_000)
    client = site.client(login)
    for url in PAGES:
        with statements(site.store) as seen:
            assert client.get(url).status_code == 200, url
        assert len(seen) < 90, url
        with site.store.engine.connect() as connection:
            for text, given in seen:
                plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", given)]
                whole = [
                    step
                    for step in plan
                    if (found := re.fullmatch(r"SCAN (\w+?)(_\d+)?", step)) and found[1] in LARGE
                ]
                stops = "LIMIT" in text and not any("FOR ORDER BY" in step for step in plan)
                assert stops or not whole, (url, text, plan)


def _ids(store: Store, login: str) -> dict[str, list[int]]:
    with store.read() as connection:
        connection.info.pop("crm.reach", None)
        person = organisation.by_login(connection, login)
        assert person is not None
        return {
            entity.key: sorted(
                row.id for row in connection.execute(access.readable(connection, person, entity))
            )
            for entity in catalogue.entities()
        }


@pytest.mark.parametrize("login", ["salesperson", "manager", "assistant", "finance", "warehouse"])
def test_a_reach_is_the_same_from_the_customers_and_row_by_row(
    demo_store: Store, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = _ids(demo_store, login)
    monkeypatch.setattr(access, "_WIDE", -1)
    assert _ids(demo_store, login) == narrow
    assert login == "warehouse" or narrow["account"]


def test_a_list_finds_the_same_for_rare_and_for_frequent_words(
    demo_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote, account = catalogue.entity("quote"), catalogue.entity("account")

    def found(entity: Any, text: str) -> list[int]:
        with demo_store.read() as connection:
            query = select(entity.table.c.id).where(narrowing.having(connection, entity, text))
            return sorted(connection.scalars(query))

    with demo_store.read() as connection:
        name = connection.scalar(select(tables.account.c.name).where(tables.account.c.code == "K-00001"))
    assert name
    words = [(account, name[:2]), (quote, name[:4]), (quote, "Q-"), (account, "有限 公司"), (account, "鲲鹏")]
    rare = [found(entity, text) for entity, text in words]
    assert [bool(ids) for ids in rare] == [True, True, True, True, False]
    monkeypatch.setattr(narrowing, "RARE", 0)
    assert [found(entity, text) for entity, text in words] == rare


@pytest.mark.parametrize("text", ["苏", "a", "%", "鲲鹏"])
def test_a_text_filter_finds_the_same_whichever_way_it_reads(
    store: Store, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = tables.account
    with store.begin(by=None, action="test.cities") as tx:
        for number, city in enumerate(("苏州", "Anqing", "100 % 苏", "", "姑苏")):
            changes.add(tx, account, name=f"客户{number}", code=f"K-{number}", kind="customer", city=city)
        table = tx.connection.execute(select(account.c.id, account.c.city)).all()
        expected = {row.id for row in table if text in row.city.lower()}
        for most in (0, 4000):
            monkeypatch.setattr(conditions, "LISTED", most)
            one = conditions.looked_up(tx.connection, account.c.city, text)
            assert set(tx.connection.scalars(select(account.c.id).where(one))) == expected


def test_a_caller_is_found_by_how_the_number_ends_whatever_is_written_before_it(demo_store: Store) -> None:
    def found(typed: str) -> list[tuple[str, str]]:
        called = callers.by_phone(tx.connection, seller, typed)
        return [(one.account.code, one.contact.name if one.contact else "") for one in called]

    with demo_store.begin(by=None, action="test.callers") as tx:
        seller = organisation.by_login(tx.connection, "salesperson")
        assert seller is not None
        shared = {"kind": "customer", "owner_id": seller.id}
        one = changes.add(tx, tables.account, name="甲", code="K-1", phone="6777 8899", **shared)
        changes.add(tx, tables.account, name="乙", code="K-2", phone="+86 512 7777-1234", **shared)
        person = changes.add(tx, tables.contact, account_id=one, name="华", home_phone="(0512) 5555 4321")
        assert found("67778899") == found("0086-21-67778899") == found("78899") == [("K-1", "")]
        assert found("051277771234") == found("77771234") == [("K-2", "")]
        assert found("54321") == [("K-1", "华")]
        assert found("8899") == found("00000000") == []
        changes.edit(tx, tables.contact, person, home_phone="")
        assert found("54321") == []
        other = organisation.by_login(tx.connection, "salesperson3")
        assert other is not None
        assert callers.by_phone(tx.connection, other, "67778899") == []


def test_every_kind_is_found_by_characters_initials_and_numbers_within_reach(site: Site) -> None:
    with site.store.begin(by=None, action="test.kinds") as tx:
        seller = organisation.by_login(tx.connection, "salesperson")
        assert seller is not None
        own = changes.add(
            tx, tables.account, name="湘江翠岭仪器", code="K-77881", kind="customer", owner_id=seller.id
        )
        changes.add(tx, tables.contact, account_id=own, name="阮翠岭", mobile="13977881234")
        state = tx.connection.scalar(select(tables.task_state_def.c.id).limit(1))
        changes.add(
            tx,
            tables.task,
            no="T-77881",
            kind="sales",
            subject="翠岭回访",
            owner_id=seller.id,
            state_id=state,
        )
        changes.add(
            tx,
            tables.quote,
            no="Q-77881",
            title="备件",
            account_id=own,
            owner_id=seller.id,
            quoted_on=tx.now.date(),
            valid_to=tx.now.date(),
        )
        changes.add(
            tx,
            tables.knowledge,
            title="翠岭传感器的零点",
            question="",
            answer="",
            state="published",
            author_id=seller.id,
        )
    client, colleague = site.client("salesperson"), site.client("salesperson2")
    shown = ("湘江翠岭仪器", "阮翠岭", "翠岭回访", "Q-77881", "翠岭传感器")
    for text, hits in (("翠岭", shown), ("cl", shown), ("77881", shown[:1] + shown[2:4])):
        page = client.get(f"/search?q={text}").text
        assert [one for one in hits if one not in page] == [], text
    theirs = colleague.get("/search?q=翠岭").text
    assert [one for one in shown if one in theirs] == ["翠岭传感器"]
