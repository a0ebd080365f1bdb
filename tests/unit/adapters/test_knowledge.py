"""Knowledge items: finding them by words of two characters, votes that count once, drafts from cases."""

from __future__ import annotations

from random import Random

import pytest

from adapters.crm import feedback, knowledge, standard
from adapters.crm.errors import KnowledgeStateRefused
from adapters.demo.company import build_company
from adapters.demo.customers import build_customers
from engine.store.uow import Store


@pytest.fixture
def desk(sqlite_store: Store) -> dict[str, int]:
    with sqlite_store.begin(by=None, action="test.set_up") as tx:
        people = build_company(tx)
        standard.install(tx)
        accounts = build_customers(tx, Random(1), people, tx.now.date())
    return {**people, "customer": accounts[0]["id"]}


def _item(store: Store, author: int, title: str, answer: str, *, published: bool = True) -> int:
    with store.begin(by=author, action="test.item") as tx:
        item = knowledge.draft(tx, title=title, question=title, answer=answer, author_id=author)
        if published:
            knowledge.move(tx, item, "review")
            knowledge.publish(tx, item)
    return item


def test_two_chinese_characters_find_an_item_and_drafts_only_their_author(
    sqlite_store: Store, desk: dict[str, int]
) -> None:
    shown = _item(sqlite_store, desk["service"], "压力传感器零点漂移", "断开负载后归零")
    draft = _item(sqlite_store, desk["service"], "漂移的新说法", "未定", published=False)
    with sqlite_store.read() as connection:
        assert [row.id for row in knowledge.search(connection, "漂移")] == [shown]
        found = {row.id for row in knowledge.search(connection, "漂移", mine=desk["service"])}
        assert found == {shown, draft}
        assert knowledge.search(connection, "漂移 没有的词") == []
        assert knowledge.search(connection, "%") == []


def test_items_that_share_words_with_a_case_are_suggested(sqlite_store: Store, desk: dict[str, int]) -> None:
    drift = _item(sqlite_store, desk["service"], "传感器读数漂移", "检查膜片")
    _item(sqlite_store, desk["service"], "发票抬头怎么改", "联系财务")
    with sqlite_store.read() as connection:
        found = knowledge.suggested(connection, "客户来电：传感器的读数每天都在漂移，怎么办？")
        assert [row.id for row in found] == [drift]
        assert knowledge.suggested(connection, "！？") == []


def test_a_reader_counts_once_and_may_take_his_vote_back(sqlite_store: Store, desk: dict[str, int]) -> None:
    item = _item(sqlite_store, desk["service"], "标题", "解答")
    for useful in (True, True):
        with sqlite_store.begin(by=desk["manager"], action="test.vote") as tx:
            knowledge.vote(tx, item, desk["manager"], useful=useful)
    with sqlite_store.read() as connection:
        row = knowledge.row(connection, item)
    assert (row.views, row.useful_votes) == (1, 1)
    with sqlite_store.begin(by=desk["manager"], action="test.vote") as tx:
        knowledge.vote(tx, item, desk["manager"], useful=False)
        assert knowledge.row(tx.connection, item).useful_votes == 0


def test_a_case_gives_one_draft_however_often_it_is_asked(sqlite_store: Store, desk: dict[str, int]) -> None:
    with sqlite_store.begin(by=desk["service"], action="test.case") as tx:
        case_id = feedback.register(
            tx,
            type="consult",
            channel="call",
            account_id=desk["customer"],
            subject="零点",
            content="怎么校准",
        )
        feedback.answered(tx, case_id, "按归零键")
        case = feedback.row(tx.connection, case_id)
        first = knowledge.draft_of_case(tx, case, desk["service"])
        again = knowledge.draft_of_case(tx, case, desk["service"])
        assert first == again
        assert knowledge.row(tx.connection, first).answer == "按归零键"


def test_a_draft_is_not_published_without_a_review(sqlite_store: Store, desk: dict[str, int]) -> None:
    item = _item(sqlite_store, desk["service"], "标题", "解答", published=False)
    with (
        sqlite_store.begin(by=desk["service"], action="test.publish") as tx,
        pytest.raises(KnowledgeStateRefused, match="标题"),
    ):
        knowledge.publish(tx, item)
