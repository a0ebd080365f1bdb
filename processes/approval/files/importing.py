"""Taking the flows of a file in: as drafts, all of them or none, exactly as the preview said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from engine.store.uow import Transaction
from processes.approval import administering, drafting
from processes.approval.documents import Documents
from processes.approval.files.errors import ChangedSincePreview, NothingToImport
from processes.approval.files.planning import Into, Plan, Planned, plan
from processes.approval.files.reading import read
from processes.approval.naming import Lang


def take(
    tx: Transaction, documents: Documents, text: str, into: Into, *, stamp: str | None, lang: Lang = "zh"
) -> Sequence[Planned]:
    """Write the drafts; what was written. `stamp`: of the preview that was seen; None: whatever is there now.

    Raises FileRefused, NothingToImport, ChangedSincePreview, DraftChanged.
    """
    found = plan(tx.connection, documents, text, read(text), into, lang, at=tx.now)
    _demand_same(found, stamp)
    written = [one for one in found.flows if one.is_taken]
    if not written:
        raise NothingToImport
    for one in written:
        _write(tx, one)
    return written


def _demand_same(found: Plan, stamp: str | None) -> None:
    if stamp is not None and stamp != found.stamp:
        raise _changed()


def _changed() -> ChangedSincePreview:
    return ChangedSincePreview(what="a flow was changed", what_zh="流程已被修改")


def _write(tx: Transaction, one: Planned) -> None:
    file = one.file
    if one.target is None:
        names = {"name": file.name, "name_en": file.name_en}
        try:
            administering.add(tx, file.document_type, **names, flow=file.flow, key=one.key)
        except IntegrityError as error:  # somebody added one of this key in the same moment
            raise _changed() from error
    else:
        drafting.save_draft(tx, one.key, file.flow, seen=one.draft.token if one.draft else None)
    payload = {"policy": one.key, "of": file.key, "version": file.version}
    tx.audit("policy.imported", payload=payload)
