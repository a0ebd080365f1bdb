"""Lists of the administrators in forms of tasks: what they add is offered by the next task and kept in words."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm import feedback, tables
from engine.ports import Actor
from engine.store.schema.runtime import work_item
from tests.support.application import Application

ADDED = {
    "kind": "feedback_category",
    "code": "noise",
    "name": "噪音扰民",
    "name_en": "Noise at night",
    "active": "1",
}


def opened(site: Application) -> int:
    """The task to classify a complaint, claimed by the service desk."""
    engine, service = site.platform.engine, site.person("service")
    with site.store.begin(by=service, action="test.complain") as tx:
        said = {"subject": "夜里很吵", "content": "夜里很吵", "type": "complaint", "channel": "call"}
        case = feedback.register(tx, account_id=site.account(), **said)
        about = {"feedback_id": case}
        root = engine.start_in(tx, "complaint_handling", variables=about, by=Actor("service", service))
    while engine.run_jobs():
        pass
    query = select(work_item.c.id).where(work_item.c.root_id == root, work_item.c.element == "classify")
    item = int(site.one(query))
    engine.claim(item, by="service")
    return item


def complete(site: Application, item: int, category: str) -> int:
    given = {"category": category, "severity": 3, "urgency": 2}
    return site.api("service").post(f"/work-items/{item}/complete", {"variables": given}).status_code


def test_a_category_that_was_added_is_offered_stored_and_shown_in_words(site: Application) -> None:
    assert site.as_("admin").post("/crm/records/lookups/new", ADDED).status_code == 303
    item = opened(site)
    assert "Noise at night" in site.as_("service").get(f"/worklist/{item}").text
    assert complete(site, item, "noise") == 200
    found = site.one(select(tables.feedback.c.id).where(tables.feedback.c.category == "noise"))
    assert "噪音扰民" in site.as_("service", "zh").get(f"/crm/records/feedback/{found}").text


def test_a_category_out_of_use_is_refused_by_the_next_task(site: Application) -> None:
    item = opened(site)
    with site.store.begin(by=None, action="test.out_of_use") as tx:
        lookup = tables.lookup
        tx.connection.execute(lookup.update().where(lookup.c.code == "price").values(active=False))
    assert "Price and billing" not in site.as_("service").get(f"/worklist/{item}").text
    assert complete(site, item, "price") == 422
    assert complete(site, item, "quality") == 200
