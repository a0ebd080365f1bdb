"""Flows as the text of a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from processes.approval import content, policies
from processes.approval.errors import NothingReleased
from processes.approval.files.layout import laid_out
from processes.approval.policies import Policy, Version

KIND, FORMAT = "approval flows", 1
SUFFIX = ".flows.json"


def one_flow(connection: Connection, key: str, version: int | None, *, at: datetime, origin: str) -> str:
    """The file of one version; without a number of the draft, else of what is in force.

    `origin`: from where it was taken, for people. Raises PolicyNotFound, VersionNotFound, NothingReleased.
    """
    policy = policies.policy(connection, key)
    if version is not None:
        found: Version | None = policies.version(connection, key, version)
    else:
        found = policies.draft(connection, key) or policies.released(connection, key, at)
    if found is None:
        raise NothingReleased(key=key)
    return _text([_flow(policy, found, at)], at, origin)


def all_flows(connection: Connection, document_type: str | None, *, at: datetime, origin: str) -> str:
    """The file of all flows of a type, or of all types, in the order they are asked: what is in force, else drafts.

    Raises NothingReleased where there is none.
    """
    known = policies.of_type(connection, document_type) if document_type else policies.policies(connection)
    shown = [
        (one, policies.released(connection, one.key, at) or policies.draft(connection, one.key))
        for one in known
    ]
    written = [_flow(policy, version, at) for policy, version in shown if version is not None]
    if not written:
        raise NothingReleased(key=document_type or "*")
    return _text(written, at, origin)


def _flow(policy: Policy, version: Version, at: datetime) -> dict[str, Any]:
    return {
        "key": policy.key,
        "document_type": policy.document_type,
        "name": {"zh": policy.name, "en": policy.name_en},
        "version": {"number": version.version, "state": version.standing(at)},
        "content": json.loads(content.dump(version.flow)),
    }


def _text(flows: Sequence[dict[str, Any]], at: datetime, origin: str) -> str:
    head = {"guanxi": KIND, "format": FORMAT, "exported": {"from": origin, "at": at.isoformat()}}
    return laid_out({**head, "flows": list(flows)}) + "\n"
