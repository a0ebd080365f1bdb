"""Requests as documents of approval flows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row

from engine import organisation
from engine.organisation import Person
from processes.approval.documents import DocumentType, Sample
from processes.requests import facts, rows
from processes.requests.form_fields import form_fields
from processes.requests.kind import RequestKind

MOST_SAMPLES = 12


def document_of(kind: RequestKind, version: Callable[[Connection, int], RequestKind]) -> DocumentType:
    """The type of document of a kind. `version` gives the version that a request was filled in by."""

    def read(connection: Connection, request_id: int) -> dict[str, Any]:
        row = rows.of(connection, request_id)
        applicant = organisation.person(connection, row.applicant_id)
        assert applicant is not None
        filled_by = version(connection, row.definition_id)
        return facts.values_of(connection, filled_by, rows.values(row), applicant)

    def samples(connection: Connection, person: Person, words: str, lang: str) -> Sequence[Sample]:
        del lang
        found = rows.submitted(connection, person, kind.key, words, limit=MOST_SAMPLES)
        return [_sample(connection, row) for row in found]

    def called(
        connection: Connection, person: Person, ids: Collection[int], lang: str
    ) -> Mapping[int, tuple[str, str]]:
        del lang
        return {row.id: (row.title, "") for row in rows.among(connection, person, ids)}

    return DocumentType(
        key=kind.key,
        zh=kind.title("zh"),
        en=kind.title("en"),
        facts=facts.facts_of(kind.form, kind.text),
        fields=form_fields(kind),
        title_now=lambda connection, request_id: str(rows.of(connection, request_id).title),
        read=read,
        samples=samples,
        called=called,
        amount=kind.head.amount,
    )


def _sample(connection: Connection, row: Row[Any]) -> Sample:
    applicant = organisation.person(connection, row.applicant_id)
    return Sample(id=row.id, title=row.title, applicant=applicant.login if applicant else "")
