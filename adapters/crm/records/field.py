"""One field of a record as people see it: its words, its type, and what may be typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.organisation.snapshot import COMPANY_ZONE
from forms.expressions import Variable

Kind = Literal[
    "text",
    "long",  # several lines
    "email",
    "phone",
    "url",
    "integer",
    "number",  # a quantity
    "money",
    "ratio",  # stored 0.1, typed and shown 10 %
    "date",
    "moment",
    "boolean",
    "choice",  # one code of `words` or of a lookup
    "choices",  # several codes, a JSON list
    "tags",  # free words, a JSON list
    "person",  # id of a person
    "persons",  # ids of people, a JSON list
    "plate",  # id of a plate; follows from who owns the row, never typed
    "record",  # id of a row of another entity
    "records",  # ids, a JSON list
    "json",  # shown, not typed
]
#: Kinds whose values are picked from a search.
CHOSEN = frozenset({"record", "records", "person", "persons"})
ME, NOW, TODAY = "=me", "=now", "=today"
Words = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """`name` is the column. People type it unless `typed` is false (computed, or moved by a process).

    `words`: code → Chinese, English of a fixed list; `lookup`: kind of the administrators' list (13.2), which holds
    instead of `words` as soon as it has entries.
    `refers`: key of the entity that a `record` points to. `least`/`most` bound numbers (ratios as fractions).
    `mask`: resource whose `view` right is needed to see the field at all (`cost`, `credit`, `private`).
    `group`: heading under which pages show it, `中文|English`. `currency`: column with the currency of a `money`.
    `default`: a value, or `ME` (the person who adds it), `NOW` or `TODAY`.
    `reads`: of a `long` that is a condition in FEEL, the names it may read; its input helps to write it.
    """

    name: str
    zh: str
    en: str
    kind: Kind = "text"
    required: bool = False
    length: int = 200
    least: str = ""
    most: str = ""
    words: Words = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)  # code → tone of its chip
    lookup: str = ""
    refers: str = ""
    currency: str = ""
    group: str = ""
    mask: str = ""
    default: Any = None
    null: bool = False  # a text or code that nobody gave is stored as NULL, not as ""
    typed: bool = True
    quick: bool = False  # asked for when created in a hurry
    listed: bool = False  # a column of the list by default
    filtered: bool = False
    searched: bool = False
    attribute: str = ""  # key in the record's `attrs`, of fields that administrators defined
    rule: str = ""  # FEEL over `value` that must hold
    unique: bool = False
    reads: Sequence[Variable] = ()
    zh_hint: str = ""
    en_hint: str = ""

    def begun(self, *, me: int, now: datetime) -> Any:
        """The default value for a new row of this person at this moment."""
        zone = now.astimezone(COMPANY_ZONE)
        known = {ME: me, NOW: now, TODAY: zone.date()}
        return known.get(self.default, self.default) if isinstance(self.default, str) else self.default

    def label(self, lang: str) -> str:
        """The word in the reader's language."""
        return self.zh if lang == "zh" else self.en

    def hint(self, lang: str) -> str:
        """A sentence below the input, if any."""
        return self.zh_hint if lang == "zh" else self.en_hint
