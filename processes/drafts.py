"""Drafts as sets of files: what a designer goes on with, on top of what is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from engine.errors import Conflict, Invalid, NotFound
from engine.ids import new_id
from engine.store.definitions import Definition, Draft, draft_keys, latest, load_draft, resources, save_draft
from engine.store.definitions import drafts as stored
from engine.store.uow import Transaction
from processes.deploy.bundle import DIAGRAMS, Bundle, from_files, pack
from processes.package.archive import unpack

ZIP = "application/zip"


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What the designer works on: the draft of a key, or its published version where there is none."""

    key: str
    bundle: Bundle
    path: str
    """The diagram's file."""
    draft: Draft | None
    published: Definition | None

    @property
    def revision(self) -> str:
        """`draft.version`: comes back with every saving, so that nobody overwrites what he has not seen."""
        return f"{self.draft.revision if self.draft else 0}.{self.published.version if self.published else 0}"

    @property
    def is_behind(self) -> bool:
        """Whether a version was published after the draft was saved."""
        both = self.draft is not None and self.published is not None
        return both and self.published.created_at > self.draft.at  # type: ignore[union-attr]  # `both`

    @property
    def diagram(self) -> bytes:
        """The XML."""
        return self.bundle.files[self.path]

    def with_diagram(self, xml: bytes) -> Bundle:
        """The set with another diagram."""
        return self.bundle.with_file(self.path, xml)


def open_work(connection: Connection, key: str) -> Work:
    """Draft and published version of a key. Raises NotFound where there is neither."""
    published = latest(connection, key)
    draft = _draft(connection, key)
    if draft is None and published is None:
        raise NotFound(what="definition", id=key)
    files = _files(connection, key, draft, published)
    bundle = from_files(files, name=key)
    path = _diagram_path(bundle, key, published)
    return Work(key=key, bundle=bundle, path=path, draft=draft, published=published)


def drafts(connection: Connection) -> list[Draft]:
    """All of them, the latest saved first."""
    return [load_draft(connection, key) for key in draft_keys(connection)]


def save(tx: Transaction, *, key: str, files: Mapping[str, bytes], revision: int) -> int:
    """Save a set as the draft of a key; the new revision. Raises Conflict naming the other one, TooLarge."""
    try:
        return save_draft(tx, key=key, data=pack(files), revision=revision, media_type=ZIP)
    except Conflict as conflict:
        other = _draft(tx.connection, key)
        if other is None:
            raise
        raise DraftExists(key=key, at=other.at) from conflict


def discard(tx: Transaction, *, key: str, revision: int) -> None:
    """Remove a draft. Raises Conflict if somebody saved it meanwhile."""
    stored.delete_draft(tx, key=key, revision=revision)


class DraftExists(Conflict):
    """There is another draft of “{key}”, saved after you opened yours. Nothing you drew is lost."""

    zh = "“{key}”已有另一份在您打开之后保存的草稿。您绘制的内容没有丢失。"

    def __init__(self, *, key: str, at: datetime) -> None:
        super().__init__(key=key, at=at.isoformat())


class PublishedMeanwhile(Conflict):
    """Version {version} of “{key}” was published after you opened this. Compare before you publish over it."""

    zh = "您打开之后，“{key}”已发布第 {version} 版。请先比较，再决定是否发布。"


def read_revision(text: str) -> tuple[int, int]:
    """`3.1` → draft revision 3 on top of version 1. Raises Invalid."""
    draft, dot, version = text.partition(".")
    if not dot or not draft.isdecimal() or not version.isdecimal() or len(text) > 40:
        raise Invalid(field="revision", message="is missing or malformed", message_zh="缺失或格式有误")
    return int(draft), int(version)


def demand_unchanged(work: Work, revision: str) -> None:
    """Raises DraftExists or PublishedMeanwhile if `revision` is not what is stored now."""
    draft, version = read_revision(revision)
    if work.draft is not None and work.draft.revision != draft:
        raise DraftExists(key=work.key, at=work.draft.at)
    if work.published is not None and work.published.version != version:
        raise PublishedMeanwhile(key=work.key, version=work.published.version)


def _draft(connection: Connection, key: str) -> Draft | None:
    try:
        return load_draft(connection, key)
    except NotFound:
        return None


def _files(
    connection: Connection, key: str, draft: Draft | None, published: Definition | None
) -> Mapping[str, bytes]:
    base = resources(connection, published.id) if published is not None else {}
    if draft is None:
        return base
    if draft.media_type != ZIP:  # a bare diagram
        return {**base, published.path if published is not None else f"{key}.bpmn": draft.data}
    files, _findings = unpack(draft.data, file=key)
    return files


def _diagram_path(bundle: Bundle, key: str, published: Definition | None) -> str:
    if published is not None and published.path in bundle.files:
        return published.path
    diagrams = bundle.diagrams()
    own = (one.file for one in diagrams if any(process.id == key for process in one.processes))
    found = next(own, None) or next((path for path in bundle.files if path.endswith(DIAGRAMS)), None)
    if found is None:
        raise NotFound(what="diagram", id=key)
    return found


def new_key() -> str:
    """An id for a process that nobody named."""
    return f"process_{new_id():x}"
