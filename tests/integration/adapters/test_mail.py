"""`mail.send` against a real SMTP server on this machine, and against a folder."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from adapters.contract import Adapter
from adapters.mail.send import Mailer, mail_adapter
from adapters.mail.tables import message as sent
from adapters.mail.transport import Folder, Smtp, open_transport
from engine.errors import BusinessError, TransientError
from engine.ports import AdapterCall
from engine.store.uow import Store

SENDER = "Guanxi <noreply@guanxi.example>"
OFFER = {
    "to": "zhang@customer.example",
    "template": "quote_offer",
    "language": "zh",
    "quote_no": "Q-2031",
    "version": 1,
    "customer": "青屿精工",
    "customer_en": "Qingyu Precision",
    "contact_name": "章明",
    "owner_name": "李伟",
    "currency": "CNY",
    "total": Decimal("188288.0000"),
    "valid_to": "2026-12-18",
    "lines": "1. 在线测厚仪 (GX-210)  2 台 × 33,440.00 = 66,880.00",
}


class Inbox:
    """What the SMTP server accepted; `answer` overrules it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    found = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    yield found, port
    controller.stop()


Send = Callable[..., dict[str, Any]]


def _send(adapter: Adapter, key: str = "activity-1", **inputs: Any) -> dict[str, Any]:
    return adapter(AdapterCall(name="mail.send", inputs={**OFFER, **inputs}, idempotency_key=key))


@pytest.fixture
def smtp(sqlite_store: Store, inbox: tuple[Inbox, int]) -> Adapter:
    transport = Smtp(host="127.0.0.1", port=inbox[1])
    return mail_adapter(Mailer(store=sqlite_store, transport=transport, sender=SENDER))


@pytest.fixture
def folder(sqlite_store: Store, tmp_path: Path) -> Adapter:
    return mail_adapter(Mailer(store=sqlite_store, transport=Folder(path=tmp_path / "out"), sender=SENDER))


def test_a_mail_arrives_with_text_and_html_in_chinese(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    answer = _send(smtp)
    (mail,) = inbox[0].messages
    assert mail["To"] == "zhang@customer.example"
    assert mail["Subject"] == "报价单 Q-2031（第 1 版）"
    assert mail["Message-ID"] == answer["message_id"]
    text, html = (part.get_content() for part in mail.iter_parts())  # type: ignore[attr-defined]
    assert "总额（含税）：CNY 188,288.00" in text
    assert '<html lang="zh">' in html


def test_the_reader_of_english_gets_english(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    _send(smtp, language="en", contact_name="")
    (mail,) = inbox[0].messages
    assert mail["Subject"] == "Quote Q-2031 (version 1)"
    assert "Dear Qingyu Precision," in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_the_same_key_is_sent_once(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    first, second = _send(smtp), _send(smtp)
    other = _send(smtp, key="activity-2")
    assert first == second
    assert other != first
    assert len(inbox[0].messages) == 2


@pytest.mark.parametrize("state", ["sending"])
def test_a_crash_after_sending_repeats_the_message_under_its_own_id(
    smtp: Adapter, inbox: tuple[Inbox, int], sqlite_store: Store, state: str
) -> None:
    _send(smtp)
    with sqlite_store.begin(by=None, action="test.crash") as tx:
        tx.connection.execute(sent.update().values(state=state))
    _send(smtp)
    ids = {mail["Message-ID"] for mail in inbox[0].messages}
    assert len(inbox[0].messages) == 2
    assert len(ids) == 1


def test_values_are_escaped_and_cannot_add_a_header(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    _send(
        smtp, quote_no="Q-1\r\nBcc: thief@evil.example", customer="<script>alert(1)</script>", contact_name=""
    )
    (mail,) = inbox[0].messages
    assert mail["Bcc"] is None
    assert mail["Subject"] == "报价单 Q-1 Bcc: thief@evil.example（第 1 版）"
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b\r\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a@@b",
        "a b@c.example",
        "@b",
    ],
)
def test_what_is_not_one_address_is_a_business_error(smtp: Adapter, address: str) -> None:
    with pytest.raises(BusinessError) as refusal:
        _send(smtp, to=address)
    assert refusal.value.error_code == "MAIL_ADDRESS"


def test_a_domain_in_chinese_is_written_as_mail_servers_expect(
    smtp: Adapter, inbox: tuple[Inbox, int]
) -> None:
    _send(smtp, to="office@例子.example")
    assert inbox[0].messages[0]["To"] == "office@xn--fsqu00a.example"


@pytest.mark.parametrize("template", ["no_such", "../secrets", "quote_offer.zh", ""])
def test_an_unknown_template_is_a_business_error(smtp: Adapter, template: str) -> None:
    with pytest.raises(BusinessError) as refusal:
        _send(smtp, template=template)
    assert refusal.value.error_code == "MAIL_TEMPLATE"


@pytest.mark.parametrize(
    ("answer", "error"), [("550 no such user", BusinessError), ("451 try later", TransientError)]
)
def test_a_refusal_is_for_good_and_a_busy_server_is_tried_again(
    smtp: Adapter, inbox: tuple[Inbox, int], answer: str, error: type[Exception]
) -> None:
    inbox[0].answer = answer
    with pytest.raises(error):
        _send(smtp)
    inbox[0].answer = "250 OK"
    if error is TransientError:
        _send(smtp)
        assert len(inbox[0].messages) == 1


def test_after_the_last_attempt_it_is_a_refusal_that_a_diagram_can_catch(
    smtp: Adapter, inbox: tuple[Inbox, int]
) -> None:
    inbox[0].answer = "451 try later"
    for _attempt in (1, 2):
        with pytest.raises(TransientError):
            _send(smtp, give_up_after=3)
    with pytest.raises(BusinessError) as refusal:
        _send(smtp, give_up_after=3)
    assert refusal.value.error_code == "MAIL_UNDELIVERED"


def test_a_server_that_is_not_there_is_tried_again(sqlite_store: Store) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    mailer = Mailer(store=sqlite_store, transport=Smtp(host="127.0.0.1", port=free), sender=SENDER)
    with pytest.raises(TransientError):
        _send(mail_adapter(mailer))
    with sqlite_store.read() as connection:
        assert connection.scalar(select(sent.c.state)) == "sending"


def test_text_and_subject_are_plain_text_not_markup(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    _send(smtp, template="quote_decided", language="en", customer_en="Smith & Sons", outcome="approved")
    (mail,) = inbox[0].messages
    assert mail["Subject"] == "Quote Q-2031 · Smith & Sons: approved"
    assert "Smith & Sons" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Smith &amp; Sons" in mail.get_body(("html",)).get_content()  # type: ignore[union-attr]


def test_an_opinion_is_passed_on_when_there_is_one(smtp: Adapter, inbox: tuple[Inbox, int]) -> None:
    _send(smtp, key="with", template="quote_decided", outcome="已驳回", opinion="毛利 <太低>")
    _send(smtp, key="without", template="quote_decided", outcome="已批准", opinion=None)
    texts = [mail.get_body(("plain",)).get_content() for mail in inbox[0].messages]  # type: ignore[union-attr]
    assert "意见：毛利 <太低>" in texts[0]
    assert "意见" not in texts[1]
    html = inbox[0].messages[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "毛利 &lt;太低&gt;" in html


def test_a_folder_takes_the_mail_when_there_is_no_server(folder: Adapter, tmp_path: Path) -> None:
    answer = _send(folder)
    _send(folder)
    (file,) = (tmp_path / "out").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert mail["Message-ID"] == answer["message_id"]
    assert file.suffix == ".eml"


@pytest.mark.parametrize("name", ["quote_offer", "quote_decided", "work_item_reminder"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_template_renders_in_both_languages(folder: Adapter, name: str, language: str) -> None:
    extra = {"outcome": "ok", "title": "报价审批", "person_name": "陈静", "due_at": "17:50"}
    assert _send(folder, key=name + language, template=name, language=language, **extra)["message_id"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example:2525", Smtp(host="mail.example", port=2525)),
        ("smtp://mail.example", Smtp(host="mail.example", port=25)),
        ("smtp+tls://mail.example", Smtp(host="mail.example", port=587, start_tls=True)),
        ("file:var/mail", Folder(path=Path("var/mail"))),
    ],
)
def test_the_setting_names_a_server_or_a_folder(url: str, expected: object) -> None:
    assert open_transport(url) == expected


def test_any_other_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="mail goes to"):
        open_transport("https://mail.example")
