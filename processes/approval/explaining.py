"""Why somebody decides, told in details: the superiors between, whom the rule left out and why, who stands in."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select

from engine import organisation
from engine.organisation import Language, Standing
from engine.organisation.snapshot import COMPANY_ZONE
from engine.store.schema.audit import audit_event, audit_payload
from processes.approval import policies
from processes.approval.approvers import Approver
from processes.approval.naming import Naming
from processes.approval.record_lines import called
from processes.approval.rule_words import words_of

FLOW_CHOSEN = "approval.flow_chosen"
#: Why somebody whom a rule would have found is not asked: Chinese, English.
LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "applicant": ("是申请人本人", "asked for it himself"),
    "inactive": ("已冻结或已离职", "is frozen or has left"),
    "decided": ("已审批过本单，须由他人复核", "has decided about it before: other eyes are asked for"),
    "rank": ("职级不够", "has not the rank"),
    "turn": ("这次没有轮到", "it is not his turn"),
    "away": ("外出，已有代理人", "is away and has a substitute"),
}


def approver_details(connection: Connection, one: Approver, lang: Language) -> tuple[str, ...]:
    """The chain of superiors up to him, and whom the rule left out with why."""
    chinese, found = lang == "zh", []
    if one.via:
        chain = " → ".join(called(connection, login, lang) for login in (*one.via, one.login))
        found.append(f"上级：申请人 → {chain}" if chinese else f"Superiors: the applicant → {chain}")
    for login, why in one.left_out:
        name, words = called(connection, login, lang), LEFT_OUT[why][0 if chinese else 1]
        found.append(f"未选 {name}：{words}" if chinese else f"Not {name}: {words}")
    return tuple(found)


def passed_flows(connection: Connection, instance_id: int, lang: Language) -> tuple[str, ...]:
    """The flows that were asked before the one that was taken, and why they were not for the document."""
    query = (
        select(audit_payload.c.body)
        .join(audit_event, audit_event.c.id == audit_payload.c.event)
        .where(audit_event.c.word == FLOW_CHOSEN, audit_event.c.instance == instance_id)
        .order_by(audit_event.c.id.desc())
    )
    body = json.loads(connection.scalar(query.limit(1)) or "{}")
    return tuple(
        not_this_flow(policies.policy(connection, one["policy"]).title(lang), one[lang], lang)
        for one in body.get("passed", ())
    )


def not_this_flow(title: str, why: str, lang: str) -> str:
    """Why it was another flow."""
    return f"未采用《{title}》：{why}" if lang == "zh" else f"Not by “{title}”: {why}"


def substitute_words(
    connection: Connection,
    login: str,
    kinds: Collection[str],
    amount: tuple[Decimal | None, bool],
    applicant: str,
    at: datetime,
    lang: Language,
) -> tuple[str, ...]:
    """Who stands in for somebody for a document: 李四 for 张三, until 30 Nov. The applicant never does."""
    person = organisation.by_login(connection, login)
    if person is None:
        return ()
    found = organisation.substitutes(connection, [person.id], at).get(person.id, [])
    return tuple(
        standing_words(one, lang)
        for one in found
        if one.holds(kinds, amount[0], comparable=amount[1]) and one.substitute.login != applicant
    )


def standing_words(one: Standing, lang: Language) -> str:
    """李四代张三，至 11-30; through whom, where there is somebody between."""
    chinese = lang == "zh"
    day = "" if one.until is None else _last_day(one.until)
    names = [each.name if chinese else each.name_en for each in (one.substitute, one.principal, *one.through)]
    through = ("、" if chinese else ", ").join(names[2:])
    if chinese:
        text = f"{names[0]} 可代 {names[1]} 办理" + (f"（经 {through}）" if through else "")
        return text + (f"，至 {day}" if day else "")
    text = f"{names[0]} for {names[1]}" + (f" (through {through})" if through else "")
    return text + (f", until {day}" if day else "")


def approver_note(one: Approver, names: Naming) -> str:
    """How he was found, as a sentence."""
    return words_of(one, names)


def _last_day(until: datetime) -> str:
    """The day before a midnight that is not counted any more, else the moment."""
    local = until.astimezone(COMPANY_ZONE)
    if local.hour or local.minute:
        return f"{local:%Y-%m-%d %H:%M}"
    return f"{local - timedelta(days=1):%Y-%m-%d}"
