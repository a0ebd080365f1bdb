"""A start that an application refuses at once, where somebody waits for the answer."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from engine.errors import BusinessError, InputRefused, StartRefused
from engine.store.metadata import metadata

BOOK = "start s\nservice book adapter=book\nuser after\nend e\ns -> book -> after -> e"
CAUGHT = """
start s
service book adapter=book
on book refused error=NO_STOCK
user sorry
user after
end e
s -> book -> after -> e
refused -> sorry -> e
"""
LATER = "start s\nuser ask\nservice book adapter=book\nend e\ns -> ask -> book -> e"
CALLER = "start s\ncall inner calls=p2\nend e\ns -> inner -> e"


def no_stock(_inputs):
    raise BusinessError("NO_STOCK", "none left.", message_zh="没有库存。")


def rows(p):
    """Rows of the tables that a start writes."""
    with p.store.read() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in metadata.tables.items()
            if name.startswith(("engine_inst", "engine_tok", "engine_sco", "engine_inc", "engine_event"))
        }


def test_it_is_refused_in_the_applications_words_and_nothing_remains(play):
    p = play(BOOK, adapters={"book": no_stock})
    before = rows(p)
    with pytest.raises(StartRefused) as refusal:
        p.engine.start("p", by="wang", refusable=True)
    assert refusal.value.text("en") == "It was not started: none left."
    assert refusal.value.text("zh") == "未能启动：没有库存。"
    assert (refusal.value.status, refusal.value.facts["element"]) == (422, "book")
    assert rows(p) == before


def test_inputs_that_the_application_does_not_accept_refuse_it_too(play):
    def strict(_inputs):
        raise InputRefused(name="book", faults="quote_id: missing")

    p = play(BOOK, adapters={"book": strict})
    with pytest.raises(StartRefused, match="quote_id: missing"):
        p.engine.start("p", by="wang", refusable=True)
    assert p.verify() == []


def test_a_called_process_belongs_to_the_first_step(play):
    p = play(CALLER, BOOK, adapters={"book": no_stock})
    with pytest.raises(StartRefused, match="none left"):
        p.engine.start("p", by="wang", refusable=True)


def test_what_the_diagram_catches_is_no_refusal(play):
    p = play(CAUGHT, adapters={"book": no_stock})
    i = p.engine.start("p", by="wang", refusable=True)
    assert [item.element for item in p.work_items(i)] == ["sorry"]


def test_where_nobody_waits_for_the_answer_it_is_an_incident(play):
    p = play(BOOK, adapters={"book": no_stock})
    i = p.start()
    assert [incident["code"] for incident in p.incidents(i)] == ["ERROR_UNCAUGHT"]


def test_further_on_it_is_an_incident_and_the_persons_work_is_kept(play):
    p = play(LATER, adapters={"book": no_stock})
    i = p.engine.start("p", by="wang", refusable=True)
    [item] = p.work_items(i)
    p.complete(item, {"answer": "yes"})
    assert [incident["code"] for incident in p.incidents(i)] == ["ERROR_UNCAUGHT"]
    assert p.variables(i)["answer"] == "yes"


def test_a_fault_of_the_application_is_no_refusal(play):
    def broken(_inputs):
        raise ZeroDivisionError

    p = play(BOOK, adapters={"book": broken})
    i = p.engine.start("p", by="wang", refusable=True)
    assert [incident["code"] for incident in p.incidents(i)] == ["ADAPTER_FAILED"]
