"""Which flow a document takes: the first by priority that is for it, and why the others are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import organisation
from engine.organisation import Person
from engine.organisation.snapshot import snapshot
from processes.approval import policies
from processes.approval.conditions import Undecided, explain, holds
from processes.approval.documents import DocumentType
from processes.approval.errors import FlowUndecided, NothingReleased, PolicyDisabled
from processes.approval.model import Flow
from processes.approval.policies import Policy, Version

Facts = Callable[[], Mapping[str, Any]]
_OFF = ("已停用", "switched off")
_NOT_IN_FORCE = ("没有生效的版本", "no version of it is in force")


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """A flow that was looked at, and why it is for the document or not. `version` is the one in force."""

    policy: Policy
    version: Version | None
    fits: bool
    why_zh: str
    why_en: str

    def why(self, lang: str) -> str:
        """The reason in the reader's language."""
        return self.why_zh if lang == "zh" else self.why_en


def consider(
    connection: Connection, document: DocumentType, applicant: str, facts: Facts, at: datetime
) -> Iterator[Considered]:
    """Every flow of a type, in the order they are asked, as they are at a moment.

    Raises FlowUndecided where a fact is missing.
    """
    asking = organisation.by_login(connection, applicant)
    for policy in policies.of_type(connection, document.key):
        version = policies.released(connection, policy.key, at)
        if not policy.enabled or version is None:
            zh, en = _NOT_IN_FORCE if policy.enabled else _OFF
            yield Considered(policy=policy, version=None, fits=False, why_zh=zh, why_en=en)
        else:
            yield _considered(connection, policy, version, document, asking, facts)


def choose(
    connection: Connection, key: str, document: DocumentType, applicant: str, facts: Facts, at: datetime
) -> tuple[Considered | None, list[Considered]]:
    """The flow a document takes (None: none is for it), and those that were asked before it and are not.

    `key` is what the diagram names: the flow its type came with stands for all flows of the type, any other is
    taken whatever the document is. Raises PolicyNotFound; PolicyDisabled or NothingReleased where no flow of the
    type is in force at all.
    """
    named = policies.policy(connection, key)
    if not named.is_first:
        version = policies.in_force(connection, key, at)
        return Considered(policy=named, version=version, fits=True, why_zh="", why_en=""), []
    passed: list[Considered] = []
    for one in consider(connection, document, applicant, facts, at):
        if one.fits:
            return one, passed
        passed.append(one)
    if all(one.version is None for one in passed):
        raise NothingReleased(key=key) if named.enabled else PolicyDisabled(key=key)
    return None, passed


def in_scope(connection: Connection, flow: Flow, applicant: Person | None) -> bool:
    """Whether the applicant is one of those a flow is for."""
    if not flow.departments and not flow.positions:
        return True
    if applicant is None:
        return False
    if set(flow.positions) & applicant.positions:
        return True
    now = snapshot(connection)
    wanted = [one.id for one in now.departments.values() if one.code in flow.departments]
    return any(applicant.department_id in now.department_tree(one) for one in wanted)


def _considered(
    connection: Connection,
    policy: Policy,
    version: Version,
    document: DocumentType,
    applicant: Person | None,
    facts: Facts,
) -> Considered:
    flow = version.flow
    if not in_scope(connection, flow, applicant):
        zh, en = "申请人不在适用范围内", "not for this applicant"
        return Considered(policy=policy, version=version, fits=False, why_zh=zh, why_en=en)
    if flow.entry.is_always:
        zh, en = "适用于所有单据", "for every document"
        return Considered(policy=policy, version=version, fits=True, why_zh=zh, why_en=en)
    known = facts()
    try:
        fits = holds(flow.entry, known)
    except Undecided as undecided:
        raise FlowUndecided(
            name=policy.name,
            name_en=policy.name_en,
            missing=document.facts_in_words(undecided.missing, "zh"),
            missing_en=document.facts_in_words(undecided.missing, "en"),
        ) from undecided
    return Considered(
        policy=policy,
        version=version,
        fits=fits,
        why_zh=explain(flow.entry, known, document, "zh"),
        why_en=explain(flow.entry, known, document, "en"),
    )
