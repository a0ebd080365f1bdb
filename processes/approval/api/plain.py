"""Flows and versions as the API gives them out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from engine import organisation
from forms.shell import lang
from processes.approval import content, policies
from processes.approval.documents import DocumentType, FactField
from processes.approval.model import Flow
from processes.approval.policies import Policy, Version
from processes.approval.releasing import submissions
from processes.approval.releasing.lowered import Lowering
from processes.approval.releasing.submissions import Submission


def flow_of(connection: Connection, policy: Policy, at: datetime) -> dict[str, Any]:
    """A flow with the versions that count at a moment."""
    draft, released = policies.draft(connection, policy.key), policies.released(connection, policy.key, at)
    submitted = submissions.latest(connection, draft) if draft else None
    return {
        "key": policy.key,
        "document_type": policy.document_type,
        "name": policy.name,
        "name_en": policy.name_en,
        "enabled": policy.enabled,
        "in_force": released_version(connection, released, at) if released else None,
        "scheduled": [
            released_version(connection, one, at) for one in policies.coming(connection, policy.key, at)
        ],
        "draft": draft_of(connection, draft) if draft else None,
        "submitted": submission(connection, submitted) if submitted else None,
    }


def whole(connection: Connection, policy: Policy, at: datetime) -> dict[str, Any]:
    """A flow with everything it says."""
    shown = policies.draft(connection, policy.key) or policies.released(connection, policy.key, at)
    return {
        **flow_of(connection, policy, at),
        "content": written(shown.flow) if shown else None,
        "versions": [
            released_version(connection, one, at) for one in policies.versions(connection, policy.key)
        ],
        "running": {str(number): count for number, count in policies.running(connection, policy.key).items()},
    }


def released_version(connection: Connection, version: Version, at: datetime) -> dict[str, Any]:
    """A version that was released."""
    return {
        "version": version.version,
        "state": version.standing(at),
        "at": version.at,
        "by": login(connection, version.by),
        "reason": version.reason,
        "running": version.running,
        "valid_from": version.valid_from,
        "valid_to": version.valid_to,
        "restored_from": version.restored_from,
        "taken_back": version.taken_back_reason or None,
        "replaced_by": version.replaced_by,
    }


def draft_of(connection: Connection, draft: Version) -> dict[str, Any]:
    """A draft, with what saving it must name."""
    return {
        "version": draft.version,
        "token": draft.token,
        "at": draft.at,
        "by": login(connection, draft.by),
    }


def submission(connection: Connection, one: Submission) -> dict[str, Any]:
    """What was submitted for a second person."""
    return {
        "version": one.version,
        "state": one.state,
        "reason": one.reason,
        "at": one.at,
        "by": login(connection, one.by),
        "effective": one.effective,
        "decided_by": login(connection, one.decided_by),
        "opinion": one.opinion,
        "fits": one.fits,
        "running": one.running,
        "lowered": [lowering(each) for each in one.lowered],
    }


def lowering(one: Lowering) -> dict[str, Any]:
    """One way in which less is controlled."""
    return {"point": one.point, "code": one.code, "message": one.text(lang())}


def document_kind(connection: Connection, document: DocumentType, at: datetime) -> dict[str, Any]:
    """A type of document with its facts and flows."""
    return {
        "key": document.key,
        "name": document.zh,
        "name_en": document.en,
        "without_flow": policies.without_flow(connection, document.key),
        "facts": [_fact(one) for one in document.facts],
        "flows": [flow_of(connection, one, at) for one in policies.of_type(connection, document.key)],
    }


def written(flow: Flow) -> dict[str, Any]:
    """The JSON of a version."""
    found: dict[str, Any] = json.loads(content.dump(flow))
    return found


def login(connection: Connection, person_id: int | None) -> str | None:
    """Who it was; None for the system."""
    person = None if person_id is None else organisation.person(connection, person_id)
    return None if person is None else person.login


def _fact(one: FactField) -> dict[str, Any]:
    at = 0 if lang() == "zh" else 1
    choices = None if one.choices is None else {code: words[at] for code, words in one.choices.items()}
    return {
        "name": one.name,
        "type": one.type,
        "unit": one.unit,
        "label": one.label(lang()),
        "choices": choices,
    }
