"""The package `customer_mail`: a mail from a template is kept with the customer and sent, or somebody is asked."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.crm import changes, letters, tables
from adapters.crm.errors import InvalidFields
from adapters.mail.send import Mailer
from adapters.registry import adapters as registry
from engine.errors import BusinessError, NotFound
from engine.service import Engine
from tests.support.paths import Paths
from tests.support.selling import BPMN, Selling

MAIL = {
    "to": "chen@qingyu.example",
    "subject": "样机",
    "text": "您好：\n\n样机已寄出。",
    "language": "zh",
    "next_step": "问问收到没有",
}


class Post:
    """A mail server that knows one address only."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def deliver(self, message: Any) -> None:
        if "nowhere" in str(message["To"]):
            raise BusinessError("MAIL_REFUSED", "no such mailbox")
        self.sent.append(message)


def _world() -> Selling:
    made = Selling.open(["customer_mail"])
    post = Post()
    mailer = Mailer(store=made.store, transport=post, sender="sales@hengchuan.example")
    made.engine = Engine(store=made.store, adapters=registry(mailer=mailer))
    made.post = post  # type: ignore[attr-defined]
    return made


def _send(selling: Selling, submission: str = "one", **typed: str) -> Any:
    person = selling.person("salesperson")
    with selling.store.begin(by=person.id, action="test.mail") as tx:
        letter = letters.send(
            tx, person, selling.processes, selling.customer, {**MAIL, **typed}, submission=submission
        )
    selling.settle()
    return selling.row(tables.communication, letter)


def it_is_sent_once_and_kept(selling):
    row = _send(selling)
    assert _send(selling).id == row.id
    [message] = selling.post.sent
    assert message["To"] == "chen@qingyu.example"
    assert "样机已寄出" in message.get_body(("plain",)).get_content()
    assert (row.delivery, row.type, row.direction) == ("sent", "mail", "out")
    assert [one.subject for one in selling.rows(tables.task)] == ["问问收到没有"]
    assert selling.breaches() == []


def a_wrong_address_is_corrected(selling):
    row = _send(selling, to="chen@nowhere.example")
    assert row.delivery == "failed"
    selling.do(row.instance_id, "correct", {"again": "yes", "address": "chen@qingyu.example"})
    selling.settle()
    row = selling.row(tables.communication, row.id)
    assert (row.delivery, row.channel_ref) == ("sent", "chen@qingyu.example")


def it_is_on_its_way_again(selling):
    row = _send(selling, to="chen@nowhere.example")
    person = selling.person("salesperson")
    with selling.store.begin(by=person.id, action="test.again") as tx:
        assert selling.processes.complete_in(tx, row.instance_id, "correct", {"again": "yes"}, by=person)
        assert changes.row_of(tx.connection, tables.communication, row.id).delivery == "sending"
    selling.settle()
    assert selling.row(tables.communication, row.id).delivery == "failed"


def it_is_given_up(selling):
    row = _send(selling, to="chen@nowhere.example")
    selling.do(row.instance_id, "correct", {"again": "no"})
    assert selling.row(tables.communication, row.id).delivery == "failed"
    assert selling.state(row.instance_id) == "completed"


PATHS = Paths(
    package=BPMN / "customer_mail",
    world=_world,
    stories=[it_is_sent_once_and_kept, a_wrong_address_is_corrected, it_is_on_its_way_again, it_is_given_up],
)


@pytest.mark.parametrize("story", PATHS.names)
def test_a_mail_comes_to_its_end(story):
    PATHS.walk(story)


def test_every_flow_is_taken_and_the_table_says_by_which_story():
    PATHS.check()


def test_what_is_wrong_is_refused_and_nothing_is_kept():
    selling = _world()
    with pytest.raises(InvalidFields):
        _send(selling, to="nobody")
    person = selling.person("salesperson2")
    with pytest.raises(NotFound), selling.store.begin(by=person.id, action="test.mail") as tx:
        letters.send(tx, person, selling.processes, selling.customer, MAIL, submission="two")
    assert selling.rows(tables.communication) == []
    selling.store.close()


def test_a_template_is_filled_in_and_what_is_no_placeholder_stays():
    selling = _world()
    with selling.store.begin(by=None, action="test.template") as tx:
        changes.add(tx, tables.text_template, kind="mail", name="样机", body="{customer}{unknown}{person}")
    with selling.store.read() as connection:
        [kept] = [one for one in letters.templates(connection) if one.name == "样机"]
        party = selling.row(tables.account, selling.customer)
        person = selling.person("salesperson")
        text = letters.filled(connection, person, party, None, kept.body, "zh", "2026-03-02")
    assert text == f"青屿精工{{unknown}}{person.label('zh')}"
    selling.store.close()
