"""What somebody asks a backtest: read from the form, and its choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from engine.organisation.snapshot import snapshot
from forms.shell import gettext as _
from processes.approval import policies
from processes.approval.backtest.filters import DAYS, Filters, amount_fact, choice_facts
from processes.approval.documents import DocumentType, FactField
from processes.approval.errors import Fault, VersionNotFound
from processes.approval.policies import Version
from processes.approval.values import BOOLEANS, Unreadable, read_value

RECORDED = ""
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """The versions, the filters, the texts as typed, and what is wrong with them by input name."""

    tried: Version
    base: Version | None
    filters: Filters
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[Fault] = ()

    def fault(self, place: str, lang: str) -> str:
        """What is wrong with one input; empty if nothing is."""
        return next((fault.text(lang) for fault in self.faults if fault.place == place), "")


def question(connection: Connection, key: str, document: DocumentType, form: Mapping[str, str]) -> Question:
    """What the form asks. Raises VersionNotFound for a version that is none."""
    faults: list[Fault] = []
    amount = amount_fact(document)
    days, department = form.get("days", ""), form.get("department", "")
    facts = {
        fact.name: form[f"fact-{fact.name}"]
        for fact in choice_facts(document)
        if form.get(f"fact-{fact.name}") in {code for code, _words in fact_options(fact, "zh")}
    }
    return Question(
        tried=_tried(connection, key, form.get("version", "")),
        base=_numbered(connection, key, form.get("base", "")),
        filters=Filters(
            days=int(days) if days in {str(each) for each in DAYS} else 365,
            department=int(department) if department.isdecimal() and len(department) < 19 else None,
            applicant=form.get("applicant", "").strip()[:64],
            least=_amount(form, "least", amount, faults),
            most=_amount(form, "most", amount, faults),
            facts=facts,
        ),
        texts={name: form.get(name, "")[:40] for name in ("least", "most")},
        faults=faults,
    )


def versions(connection: Connection, key: str) -> list[Version]:
    """Everything that can be tried: the draft, then every version there was."""
    draft = policies.draft(connection, key)
    return [*([draft] if draft else []), *policies.versions(connection, key)]


def fact_options(fact: FactField, lang: str) -> Options:
    """The values of a fact with few of them."""
    words: Mapping[str, Any] = BOOLEANS if fact.type == "boolean" else fact.choices or {}
    return [(code, pair[0] if lang == "zh" else pair[1]) for code, pair in words.items()]


def departments(connection: Connection, lang: str) -> Options:
    """All departments, with an empty choice."""
    found = [
        (str(one.id), one.name if lang == "zh" else one.name_en)
        for one in snapshot(connection).departments.values()
    ]
    return [("", _("All departments")), *found]


def _tried(connection: Connection, key: str, text: str) -> Version:
    chosen = _numbered(connection, key, text)
    if chosen is not None:
        return chosen
    known = versions(connection, key)
    if not known:
        raise VersionNotFound(key=key, version=1)
    return known[0]


def _numbered(connection: Connection, key: str, text: str) -> Version | None:
    if not text.isdecimal() or len(text) > 9:
        return None
    return policies.version(connection, key, int(text))


def _amount(
    form: Mapping[str, str], name: str, fact: FactField | None, faults: list[Fault]
) -> Decimal | None:
    text = form.get(name, "").strip()[:40]
    if not text or fact is None:
        return None
    try:
        value = read_value(fact, "ge", text)
    except Unreadable as unreadable:
        faults.append(Fault(place=name, zh=unreadable.zh, en=unreadable.en))
        return None
    assert isinstance(value, Decimal)
    return value
