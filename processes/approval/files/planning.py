"""What an import would do, flow by flow: into which draft, what changes in words, what does not fit here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal

from sqlalchemy import Connection

from processes.approval import policies
from processes.approval.checking import faults
from processes.approval.comparing import Change, compare
from processes.approval.documents import Documents, DocumentType
from processes.approval.errors import DocumentTypeUnknown, Fault
from processes.approval.files.errors import Placed
from processes.approval.files.reading import FlowFile, placed
from processes.approval.model import Flow
from processes.approval.naming import Lang, naming
from processes.approval.policies import Policy, Version

NEW: Final = "+new"
LEFT_OUT: Final = "+none"
Into = Mapping[int, str]
"""Number of a flow in the file → the key of the flow whose draft it becomes, NEW or LEFT_OUT; else the usual."""
What = Literal["new", "changed", "same", "left_out", "impossible"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One flow of the file. `target` is None for a new flow, which gets `key`.

    `before`: what it is compared with. `unfit`: what is not known here; it goes into the draft all the same, and is
    told there until it is put right. `refusal`: why it cannot go in at all.
    """

    file: FlowFile
    what: What
    into: str
    key: str
    document: DocumentType | None
    target: Policy | None = None
    before: Version | None = None
    draft: Version | None = None
    changes: Sequence[Change] = ()
    unfit: Sequence[Placed] = ()
    refusal: Placed | None = None

    @property
    def is_taken(self) -> bool:
        """Whether something is written for it."""
        return self.what in ("new", "changed")


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """All flows of a file. `stamp`: says exactly this, of flows as they are now."""

    flows: Sequence[Planned]
    stamp: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not any(one.is_taken for one in self.flows)


def plan(
    connection: Connection,
    documents: Documents,
    text: str,
    flows: Sequence[FlowFile],
    into: Into,
    lang: Lang,
    *,
    at: datetime,
) -> Plan:
    """What importing the flows of a file would do at a moment. `text`: the file, for lines."""
    taken: set[str] = set()
    found = []
    for number, one in enumerate(flows):
        planner = _Planner(connection, documents, text, one, lang, taken, at)
        found.append(planner.planned(into.get(number, "")))
        taken.add(found[-1].key)
    said = [(one.what, one.key, one.draft.token if one.draft else "") for one in found]
    return Plan(flows=found, stamp=sha256(repr((text, said)).encode()).hexdigest()[:32])


class _Planner:
    def __init__(
        self,
        connection: Connection,
        documents: Documents,
        text: str,
        file: FlowFile,
        lang: Lang,
        taken: set[str],
        at: datetime,
    ) -> None:
        self._connection = connection
        self._documents = documents
        self._text = text
        self._file = file
        self._lang = lang
        self._taken = taken
        self._moment = at

    def planned(self, into: str) -> Planned:
        file = self._file
        known = {one.key: one for one in policies.policies(self._connection)}
        document = self._document()
        wish = into or (file.key if file.key in known else NEW)
        target = known.get(wish)
        refusal = None if wish == LEFT_OUT else self._refusal(wish, target, document)
        if wish == LEFT_OUT or refusal is not None:
            what: What = "left_out" if refusal is None else "impossible"
            return Planned(file=file, what=what, into=wish, key=file.key, document=document, refusal=refusal)
        assert document is not None
        draft = policies.draft(self._connection, target.key) if target else None
        before = draft or (policies.released(self._connection, target.key, self._moment) if target else None)
        return Planned(
            file=file,
            what=self._what(target, before),
            into=wish,
            key=target.key if target else self._free_key(known),
            document=document,
            target=target,
            before=before,
            draft=draft,
            changes=self._changes(before, document),
            unfit=self._unfit(document),
        )

    def _document(self) -> DocumentType | None:
        try:
            return self._documents.of(self._file.document_type)
        except DocumentTypeUnknown:
            return None

    def _refusal(self, wish: str, target: Policy | None, document: DocumentType | None) -> Placed | None:
        if document is None:
            name = self._file.document_type
            return self._at(
                "document_type", f"这里没有单据类型“{name}”", f"There are no documents of type “{name}” here"
            )
        if wish != NEW and target is None:
            return self._at("key", f"这里没有流程“{wish}”", f"There is no flow “{wish}” here")
        if target is not None and target.document_type != document.key:
            return self._at(
                "key", f"流程“{target.key}”用于其他单据", f"The flow “{target.key}” is for other documents"
            )
        if target is not None and target.key in self._taken:
            return self._at(
                "key",
                f"文件中已有另一流程导入“{target.key}”",
                f"Another flow of the file goes into “{target.key}”",
            )
        return None

    def _what(self, target: Policy | None, before: Version | None) -> What:
        if target is None:
            return "new"
        return "same" if before is not None and before.flow == self._file.flow else "changed"

    def _free_key(self, known: Mapping[str, Policy]) -> str:
        """The key it had, where no flow here has it and it is one that a flow of this type may have."""
        key, kind = self._file.key, self._file.document_type
        used = known.keys() | self._taken
        if key not in used and (key == kind or key.startswith(f"{kind}_")):
            return key
        return next(f"{kind}_{n}" for n in range(2, 10_000) if f"{kind}_{n}" not in used)

    def _changes(self, before: Version | None, document: DocumentType) -> list[Change]:
        names = naming(self._connection, self._lang, document)
        return compare(before.flow if before else Flow(points=()), self._file.flow, names)

    def _unfit(self, document: DocumentType) -> list[Placed]:
        place = f"{self._file.place}/content"
        return [
            placed(self._text, Fault(place=f"{place}/{one.place}", zh=one.zh, en=one.en))
            for one in faults(self._connection, self._file.flow, document)
        ]

    def _at(self, name: str, zh: str, en: str) -> Placed:
        return placed(self._text, Fault(place=f"{self._file.place}/{name}", zh=zh, en=en))
