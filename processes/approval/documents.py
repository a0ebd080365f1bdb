"""What approval flows may know of a type of document: its facts, and how to find and name one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from sqlalchemy import Connection

from engine.organisation import Person
from engine.store.uow import Transaction
from processes.approval.errors import DocumentTypeUnknown

FactType = Literal["number", "string", "boolean"]
Unit = Literal["", "percent", "money", "days"]
AMOUNTS = ("total", "amount")


class FactField(Protocol):
    """One fact that conditions may ask about. `choices`: code → Chinese, English, if there are few."""

    @property
    def name(self) -> str: ...

    @property
    def type(self) -> FactType: ...

    @property
    def unit(self) -> Unit: ...

    @property
    def choices(self) -> Mapping[str, tuple[str, str]] | None: ...

    def label(self, lang: str) -> str:
        """The word in the reader's language."""


class FactSource(Protocol):
    """Reads the facts of one document as they are now, on the caller's connection. Raises NotFound."""

    def __call__(self, connection: Connection, document_id: int, /) -> dict[str, Any]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A document to try a flow with: its id, what it is called, and who would apply."""

    id: int
    title: str
    applicant: str


Calling = Callable[[Connection, Person, Collection[int], Literal["zh", "en"]], Mapping[int, tuple[str, str]]]
"""(connection, person, ids, lang) → id → what the document is called, and its customer (empty for none).

Only those that the person may see.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FormField:
    """A field of the document's form. `editable`: approvers could be let change it; `hideable`: not be shown it."""

    name: str
    zh: str
    en: str
    editable: bool = True
    hideable: bool = True

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentType:
    """A type of document with approval flows. `samples(connection, person, words, lang)` finds some to try.

    `called` names documents of the past.
    `agreed(tx, document_id, person, root)`: what the document keeps of somebody's consent. `fields`: of its form, as
    far as points may have rights about them; documents that are locked while they are in approval have none.
    `title_now(connection, id)`: what the document is called after approvers changed it.
    `amount`: the fact that is the document's amount; empty: `total` or `amount`, where there is one of that name.
    """

    key: str
    zh: str
    en: str
    facts: Sequence[FactField]
    read: FactSource
    samples: Callable[[Connection, Person, str, str], Sequence[Sample]]
    called: Calling
    agreed: Callable[[Transaction, int, Person, int | None], None] | None = None
    fields: Sequence[FormField] = ()
    title_now: Callable[[Connection, int], str] | None = None
    amount: str = ""

    @property
    def amount_fact(self) -> FactField | None:
        """The fact that substitutes' limits are compared with."""
        found = (self.fact(name) for name in ((self.amount,) if self.amount else AMOUNTS))
        return next((fact for fact in found if fact is not None and fact.unit == "money"), None)

    def title(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def fact(self, name: str) -> FactField | None:
        """The fact of this name."""
        return next((fact for fact in self.facts if fact.name == name), None)

    def field(self, name: str) -> FormField | None:
        """The field of the form of this name."""
        return next((one for one in self.fields if one.name == name), None)

    def facts_in_words(self, names: Sequence[str], lang: str) -> str:
        """What these facts are called, each with the name that conditions use."""
        known = [(name, self.fact(name)) for name in names]
        bracket = "（{}）" if lang == "zh" else " ({})"
        found = [fact.label(lang) + bracket.format(name) if fact else name for name, fact in known]
        return ("、" if lang == "zh" else ", ").join(found)


Further = Callable[[str], DocumentType | None]
"""Types that come and go with published packages."""


def _nothing_further(_key: str) -> None:
    """No type but those that are listed."""


class Documents:
    """The types of documents this installation has approval flows for."""

    def __init__(self, types: Sequence[DocumentType], *, further: Further = _nothing_further) -> None:
        self._types = {each.key: each for each in types}
        self._further = further

    @property
    def listed(self) -> Sequence[DocumentType]:
        """The types that are always there."""
        return list(self._types.values())

    def of(self, key: str) -> DocumentType:
        """The type of this key. Raises DocumentTypeUnknown."""
        found = self._types.get(key) or self._further(key)
        if found is None:
            raise DocumentTypeUnknown(key=key)
        return found
