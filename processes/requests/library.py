"""Setting up kinds of request: from nothing or from one there is; a draft package, then published for use."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from engine import organisation
from engine.errors import NotFound
from engine.organisation import NotGranted, Person
from engine.ports import Actor
from engine.store.definitions import draft_keys
from engine.store.uow import Store
from processes import drafts
from processes.approval import tables as approval_tables
from processes.approval.errors import Fault, FlowRefused
from processes.approval.findings.limits import unmet
from processes.approval.model import Flow
from processes.deploy import Deployer
from processes.deploy.bundle import from_files
from processes.package import read_files
from processes.requests import flows
from processes.requests.field_reading import read as read_fields
from processes.requests.fields import Field
from processes.requests.head import Head, read_head
from processes.requests.kind import raw_form
from processes.requests.number_prefix import proposed
from processes.requests.packaging import FORM, PREFIX, Design, package_files
from processes.requests.published import RequestKinds
from processes.requests.sheet_columns import columns_of, columns_text
from processes.requests.sheet_points import is_simple
from processes.requests.sheet_words import slug

#: What a kind that is begun from nothing has: the superior decides within a working day.
BEGINNING = (
    {
        "name": {"zh": "直接上级", "en": "The superior"},
        "rules": [{"kind": "superior", "levels": 1}],
        "deadline": "P1D",
    },
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A kind being set up. `fields` is None where its form holds what the editor of fields cannot say.

    `has_flow`: its points are administered on the rules pages by now.
    """

    key: str
    design: Design
    simple: bool
    revision: str
    version: int
    definition_id: int | None
    is_draft: bool
    has_flow: bool
    files: Mapping[str, bytes]


class Library:
    """The kinds of request as designers and administrators work on them."""

    def __init__(self, *, deployer: Deployer, kinds: RequestKinds) -> None:
        self._deployer = deployer
        self._store: Store = deployer.engine.store
        self._kinds = kinds

    def open(self, connection: Connection, key: str) -> Opened:
        """The draft of a kind, else what is published. Raises NotFound."""
        if not key.startswith(PREFIX):
            raise NotFound(what="kind of request", what_zh="申请类型", id=key)
        work = drafts.open_work(connection, key)
        design, simple = read_design(key, work.bundle.files)
        policy = approval_tables.policy
        flow = connection.scalar(select(policy.c.key).where(policy.c.key == key))
        return Opened(
            key=key,
            design=design,
            simple=simple,
            revision=work.revision,
            version=work.published.version if work.published else 0,
            definition_id=work.published.id if work.published else None,
            is_draft=work.draft is not None,
            has_flow=flow is not None,
            files=work.bundle.files,
        )

    def begin(self, person: Person, zh: str, en: str, template: str) -> str:
        """A new kind as a draft, empty or like another one; its key."""
        with self._store.begin(by=person.id, action="request.kind.begin") as tx:
            key = PREFIX + (slug(en) or "kind")
            known = {*draft_keys(tx.connection), *self._keys(tx.connection)}
            number = 1
            while key in known:
                number += 1
                key = f"{PREFIX}{slug(en) or 'kind'}_{number}"
            number_pattern = proposed(zh, en)
            design = Design(key=key, zh=zh, en=en, head=Head(points=BEGINNING, number=number_pattern))
            if template:
                copied = self.open(tx.connection, template).design
                design = replace(
                    copied, key=key, zh=zh, en=en, head=replace(copied.head, number=number_pattern)
                )
            drafts.save(tx, key=key, files=package_files(design), revision=0)
        return key

    def save(self, person: Person, opened: Opened, design: Design, revision: str) -> None:
        """Keep the design as the draft. Raises DraftExists, PublishedMeanwhile."""
        with self._store.begin(by=person.id, action="request.kind.save") as tx:
            work = drafts.open_work(tx.connection, opened.key)
            drafts.demand_unchanged(work, revision)
            held = work.draft.revision if work.draft else 0
            drafts.save(tx, key=opened.key, files=self._files(opened, design), revision=held)

    def publish(self, person: Person, opened: Opened, design: Design, revision: str, note: str) -> int:
        """Publish it for use at once, with its approval flow; the version. Raises Refused, FlowRefused, conflicts."""
        self._demand_possible(flows.flow_of(design.head))
        self.save(person, opened, design, revision)
        with self._store.read() as connection:
            work = drafts.open_work(connection, opened.key)
        bundle = from_files(self._files(opened, design), name=opened.key)
        [done] = self._deployer.publish(bundle, reason=note, by=Actor(person.login, person.id))
        self._kinds.forget()
        with self._store.begin(by=person.id, action="request.kind.publish") as tx:
            kind = self._kinds.latest(tx.connection, opened.key)
            document = self._kinds.document_in(tx.connection, opened.key)
            assert document is not None
            flows.install(tx, kind, document)
            if work.draft is not None:
                drafts.discard(tx, key=opened.key, revision=work.draft.revision)
        return done.version

    def _demand_possible(self, flow: Flow) -> None:
        """Whether somebody could meet the limits of a composed route. Raises FlowRefused."""
        with self._store.read() as connection:
            wrong = list(unmet(connection, flow))
        if wrong:
            raise FlowRefused([Fault(place="limits", zh=one.zh, en=one.en) for one in wrong])

    def _files(self, opened: Opened, design: Design) -> dict[str, bytes]:
        """The package's files with the design in them; a form that the editor cannot say stays as it is."""
        made = package_files(design)
        kept = {path: data for path, data in opened.files.items() if path not in made}
        if not opened.simple:
            made[FORM] = opened.files[FORM]
            made["messages/en.po"] = opened.files.get("messages/en.po", made["messages/en.po"])
        return {**kept, **made}

    def _keys(self, connection: Connection) -> list[str]:
        return [one.key for one in self._kinds.all(connection)]


def read_design(key: str, files: Mapping[str, bytes]) -> tuple[Design, bool]:
    """The design of a package, and whether its form is one that the editor of fields can say."""
    read = read_head(files.get("package.toml"))
    if read is None:
        raise NotFound(what="kind of request", what_zh="申请类型", id=key)
    head = read[0]
    package = read_files(files, file=key)
    title = tomllib.loads(files["package.toml"].decode()).get("title", {})
    english = package.messages.get("en", {})
    found = read_fields(raw_form(files, head).get("components"), english)
    design = Design(
        key=key,
        zh=str(title.get("zh", key)),
        en=str(title.get("en", key)),
        head=head,
        fields=found or (),
    )
    return design, found is not None and all(_is_simple(one) for one in found)


def kept(opened: Opened, design: Design) -> Design:
    """What the page does not show stays as it was: points that it cannot say, fields of other forms, limits."""
    before, head = opened.design, design.head
    if opened.has_flow or not all(is_simple(point) for point in before.head.points):
        head = replace(head, points=before.head.points, model=before.head.model, limits=before.head.limits)
    elif head.model == "self":
        head = replace(head, limits={**before.head.limits, **head.limits})
    if not opened.simple:
        head = replace(head, form=before.head.form, summary=before.head.summary, amount=before.head.amount)
    return replace(design, head=head)


def _is_simple(one: Field) -> bool:
    """Whether a line of text says each column as it is, with its key and the codes of its choices."""
    return one.kind != "lines" or columns_of(columns_text(one.columns))[0] == one.columns


def demand_may_set_up(connection: Connection, person: Person) -> None:
    """Who publishes processes may, and who publishes approval rules. Raises NotGranted."""
    if not may_set_up(connection, person):
        raise NotGranted.of(connection, "rules", "publish")


def may_set_up(connection: Connection, person: Person) -> bool:
    """Whether a person may set up kinds of request."""
    rights = (("definition", "publish"), ("rules", "publish"))
    return any(organisation.may(connection, person, *right) is not None for right in rights)
