"""The page on which names of other engines' programs are bound to applications."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from adapters.contract import Adapter, Inputs
from engine.store.definitions import load_draft
from engine.store.uow import Store
from processes import drafts
from tests.support.designer import Browser, Site, hidden, package

CAMUNDA = Path(__file__).parents[3] / "integration" / "dialects" / "camunda"
ORDER = (CAMUNDA / "order_fulfilment" / "order_fulfilment.bpmn").read_bytes()
KEYS = (
    "class:com.acme.stock.ReserveStockDelegate",
    "class:com.acme.audit.AuditListener",
    "class:com.acme.notify.NotifyAssignee",
    "topic:shipping",
    "delegateExpression:${apologyMailer}",
    "class:com.acme.notify.Reminder",
)


class Letter(Inputs):
    to = fields.String(required=True)
    why = fields.String()


class Anything(Schema):
    """No outputs of its own."""


LETTERS = Adapter(
    name="letters.send",
    zh="寄信",
    en="Send a letter",
    kind="transactional",
    inputs=Letter,
    outputs=Anything,
    run=lambda call: {},
)


@pytest.fixture
def office(sqlite_store: Store, make_site: Callable[..., Site]) -> Site:
    """The site with one application."""
    return make_site(sqlite_store, {"letters.send": LETTERS})


def uploaded(site: Site, browser: Browser) -> str:
    """The page after the diagram was dropped and kept to be bound."""
    page = browser.upload({"order_fulfilment.bpmn": ORDER})
    assert page.status_code == 422
    assert "Save as draft and bind" in page.text
    form = {name: hidden(page.text, name) for name in ("carried", "complete", "name")}
    answer = browser.post("/definitions/drafts?next=bindings", **form)
    assert answer.location == "/definitions/order_fulfilment/bindings"
    return browser.get(answer.location).text


def posted(page: str, **changed: str) -> dict[str, str]:
    """The form of the page as a browser sends it."""
    form = {"revision": hidden(page, "revision")}
    for name, value in re.findall(
        r'<input[^>]*name="((?:key|was|in|result)-[^"]+)"[^>]*value="([^"]*)"', page
    ):
        form[name] = unescape(value)
    for name, options in re.findall(r'<select[^>]*name="(adapter-\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        form[name] = chosen[1] if chosen else ""
    return form | changed


def save(browser: Browser, page: str, **changed: str) -> Any:
    return browser.post("/definitions/order_fulfilment/bindings", **posted(page, **changed))


def bindings(site: Site) -> dict[str, Any]:
    with site.store.read() as connection:
        head = drafts.open_work(connection, "order_fulfilment").bundle.files["package.toml"]
    found: dict[str, Any] = tomllib.loads(head.decode())["bindings"]
    return found


def everything(page: str) -> dict[str, str]:
    return {f"adapter-{number}": "letters.send" for number in range(len(KEYS))}


def test_every_name_is_shown_with_its_places(office: Site) -> None:
    page = unescape(uploaded(office, office.as_("designer")))
    assert re.findall(r'name="key-\d+" value="([^"]+)"', page) == list(KEYS)
    assert "Reserve stock" in page
    assert "SERVICE_FOREIGN" in page
    assert "Send a letter (letters.send)" in page


def test_a_name_is_bound_and_its_inputs_are_proposed(office: Site) -> None:
    browser = office.as_("designer")
    page = uploaded(office, browser)
    assert save(browser, page, **{"adapter-4": "letters.send"}).status_code == 303
    assert bindings(office) == {
        "delegateExpression:${apologyMailer}": {"adapter": "letters.send", "inputs": {"to": "to"}}
    }
    page = browser.get("/definitions/order_fulfilment/bindings").text
    assert save(browser, page, **{"in-4-to": "order.customer.mail", "in-4-why": '"sorry"'}).status_code == 303
    assert bindings(office)["delegateExpression:${apologyMailer}"] == {
        "adapter": "letters.send",
        "inputs": {"to": "order.customer.mail", "why": '"sorry"'},
    }
    page = unescape(browser.get("/definitions/order_fulfilment/bindings").text)
    assert "Handed over at “Apologise”" in page
    assert "<code>order.customer.mail</code>" in page


def test_what_the_diagram_gives_is_not_asked_for_again(office: Site) -> None:
    browser = office.as_("designer")
    page = uploaded(office, browser)
    save(browser, page, **{"adapter-3": "letters.send"})
    page = unescape(browser.get("/definitions/order_fulfilment/bindings").text)
    assert save(browser, page, **{"in-3-to": "address"}).status_code == 303
    page = unescape(browser.get("/definitions/order_fulfilment/bindings").text)
    shown = page[page.index("Handed over at “Ship”") :]
    assert "<code>${order.customer.address}</code>" in shown[: shown.index("</table>")]


def test_bound_altogether_it_is_published_and_runs(office: Site) -> None:
    browser = office.as_("designer")
    page = uploaded(office, browser)
    save(browser, page, **everything(page))
    page = browser.get("/definitions/order_fulfilment/bindings").text
    texts = {f"in-{number}-to": '"x"' for number in range(len(KEYS))}
    texts |= {"result-3": "tracking"}
    save(browser, page, **texts)
    page = browser.get("/definitions/order_fulfilment/bindings").text
    assert "None: the process can be published." in page
    answer = browser.post(
        "/definitions/order_fulfilment/bindings/publish",
        revision=hidden(page, "revision"),
        reason="from Camunda",
    )
    assert answer.location == "/definitions/order_fulfilment"
    engine = office.deployer.engine
    started = engine.start(
        "order_fulfilment", variables={"order": {"total": 1, "number": "A", "customer": {}}}
    )
    with office.store.read() as connection:
        state = connection.exec_driver_sql(
            "SELECT state FROM engine_instance WHERE id = ?", (started,)
        ).scalar()
    assert state == "completed"
    assert browser.get("/definitions/order_fulfilment/files").text.count("forms/made/release.form")


def test_with_errors_left_it_is_not_published(office: Site) -> None:
    browser = office.as_("designer")
    page = uploaded(office, browser)
    answer = browser.post(
        "/definitions/order_fulfilment/bindings/publish", revision=hidden(page, "revision"), reason="now"
    )
    assert answer.status_code == 422
    assert "SERVICE_FOREIGN" in answer.text


def test_two_who_bind_at_once_do_not_overwrite_each_other(office: Site) -> None:
    first, second = office.as_("designer"), office.as_("other")
    page = uploaded(office, first)
    assert save(first, page, **{"adapter-4": "letters.send"}).status_code == 303
    assert save(second, page, **{"adapter-3": "letters.send"}).status_code == 409
    assert list(bindings(office)) == ["delegateExpression:${apologyMailer}"]


def test_an_unknown_application_is_refused(office: Site) -> None:
    browser = office.as_("designer")
    page = uploaded(office, browser)
    assert save(browser, page, **{"adapter-0": "rm.rf"}).status_code == 422
    assert save(browser, page, **{"key-0": "class:other"}).status_code == 422


def test_who_may_not_edit_sees_and_changes_nothing(office: Site) -> None:
    page = uploaded(office, office.as_("designer"))
    salesperson = office.as_("salesperson")
    assert save(salesperson, page, **{"adapter-4": "letters.send"}).status_code == 403
    with office.store.read() as connection:
        assert load_draft(connection, "order_fulfilment").revision == 1


def test_a_process_of_our_own_has_nothing_to_bind(site: Site) -> None:
    site.publish(package())
    page = site.as_("designer", lang="zh").get("/definitions/review/bindings").text
    assert "该流程没有引用其他引擎的程序" in page


def test_a_package_that_is_there_keeps_what_else_its_head_says(office: Site) -> None:
    files = {
        "package.toml": b'key = "order_fulfilment"\ntitle = "Orders" # shown\n\n[bindings]\n'
        b'"topic:old" = "x"\n\n[roles]\na = "b"\n',
        "order_fulfilment.bpmn": ORDER,
    }
    with office.store.begin(by=None, action="test") as tx:
        drafts.save(tx, key="order_fulfilment", files=files, revision=0)
    browser = office.as_("designer")
    page = browser.get("/definitions/order_fulfilment/bindings").text
    save(browser, page, **{"adapter-3": "letters.send"})
    with office.store.read() as connection:
        head = drafts.open_work(connection, "order_fulfilment").bundle.files["package.toml"].decode()
    assert 'title = "Orders" # shown' in head
    assert tomllib.loads(head)["roles"] == {"a": "b"}
    assert set(tomllib.loads(head)["bindings"]) == {"topic:old", "topic:shipping"}


def test_a_head_that_cannot_be_read_is_not_written_over(office: Site) -> None:
    with office.store.begin(by=None, action="test") as tx:
        files = {"package.toml": b"key = ", "order_fulfilment.bpmn": ORDER}
        drafts.save(tx, key="order_fulfilment", files=files, revision=0)
    browser = office.as_("designer")
    page = browser.get("/definitions/order_fulfilment/bindings").text
    assert "PKG_TOML" in page
    assert save(browser, page, **{"adapter-3": "letters.send"}).status_code == 422
