"""The page of a release: what the second person sees and says, in both languages."""

from __future__ import annotations

import html

import pytest
from sqlalchemy import select

from adapters.crm import tables as crm
from engine import organisation
from processes.approval import policies

TWELVE = {"tests-0-max_discount": "> 12%"}


@pytest.fixture
def submitted(site):
    client = site.client()
    site.save(client, **TWELVE)
    answer = site.publish(client, "放宽到 12%")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules/quote/release")
    return site


def _in_force(site):
    with site.store.read() as connection:
        return policies.in_force(connection, "quote", site.store.clock.now()).version


def test_the_form_says_that_a_second_person_is_needed(site):
    client = site.client("admin", "en")
    site.save(client, **TWELVE)
    text = html.unescape(client.get("/rules/quote/release").text)
    assert "A second person must agree before it is in force." in text
    assert "is not asked about some any more (for example largest line discount 11%)" in text


def test_the_second_person_sees_everything_on_one_page_and_agrees(submitted):
    client = submitted.client("supervisor")
    text = html.unescape(client.get("/rules/quote/release").text)
    for said in (
        "放宽到 12%",
        "<del>最大行折扣大于 10%</del>",
        "不再审批部分单据（例如 最大行折扣 11%）",
        "最近 90 天没有审批：无法测算影响。",
    ):
        assert said in text
    answer = submitted.post(client, "/rules/quote/agree", {"opinion": "同意"})
    assert answer.status_code == 303
    assert _in_force(submitted) == 2


def test_whoever_submitted_it_is_not_offered_to_agree_and_may_not(submitted):
    client = submitted.client()
    assert "同意并生效" not in client.get("/rules/quote/release").text
    assert submitted.post(client, "/rules/quote/agree", {}).status_code == 403
    assert _in_force(submitted) == 1


def test_sending_back_needs_a_reason_which_the_submitter_reads(submitted):
    client = submitted.client("supervisor", "en")
    assert submitted.post(client, "/rules/quote/send-back", {"opinion": ""}).status_code == 422
    assert submitted.post(client, "/rules/quote/send-back", {"opinion": "Why?"}).status_code == 303
    text = submitted.client("admin", "en").get("/rules/quote").text
    assert "Version 2 was sent back." in text
    assert "Why?" in text


def test_a_former_version_is_restored_as_a_draft_once(site):
    client = site.client()
    site.save(client)
    site.publish(client)
    assert site.post(client, "/rules/quote/restore", {"version": "1"}).status_code == 303
    with site.store.read() as connection:
        draft = policies.draft(connection, "quote")
        assert draft.flow == policies.version(connection, "quote", 1).flow
    again = site.post(client, "/rules/quote/restore", {"version": "1"})
    assert again.status_code == 303
    assert "草稿已被他人修改" in client.get("/rules/quote").text


def test_the_second_person_is_told_and_led_there_and_the_submitter_hears_the_answer(submitted):
    (told,) = _messages(submitted, "supervisor")
    assert told.text == "“报价审批”第 2 版已提交，请复核：放宽到 12%"
    client = submitted.client("supervisor")
    led = client.get(f"/rules/releases/{told.ref_id}")
    assert (led.status_code, led.headers["Location"]) == (303, "/rules/quote/release")
    assert "待复核" in client.get("/rules/").text
    submitted.post(client, "/rules/quote/agree", {"opinion": "同意"})
    assert [one.text for one in _messages(submitted, "admin")] == ["“报价审批”第 2 版已同意：同意"]
    assert client.get(f"/rules/releases/{told.ref_id}").headers["Location"] == "/rules/quote/versions"
    assert client.get("/rules/releases/1").status_code == 404
    assert "待复核" not in client.get("/rules/").text


def _messages(site, login):
    message = crm.message
    with site.store.read() as connection:
        person = organisation.by_login(connection, login)
        query = select(message).where(message.c.to_id == person.id, message.c.ref_type == "release")
        return connection.execute(query).all()
