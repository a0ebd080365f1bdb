"""The names that an expression may read, as the page that holds the field tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.feel.sentence import Fact
from engine.feel.texts import Lang
from engine.feel.types import SIMPLE_KINDS
from forms.expressions.errors import QuestionUnreadable

KINDS = SIMPLE_KINDS | {"list", "context", ""}
MOST_NAMES = 1_000
MOST_CHOICES = 500
LONGEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Variable:
    """One name: also a path such as `customer.level`.

    `kind`: a kind of FEEL, "" where it is not known. `unit`: "percent", a currency, or a word.
    `choices`: the values it can take, code → (Chinese, English). `sample`: as somebody would type it.
    `origin`: where it comes from, (Chinese, English).
    """

    name: str
    zh: str = ""
    en: str = ""
    kind: str = ""
    unit: str = ""
    choices: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sample: str = ""
    origin: tuple[str, str] = ("", "")

    def as_json(self) -> dict[str, object]:
        """As pages hand it to the browser; empty parts are left out."""
        parts = {
            "name": self.name,
            "zh": self.zh,
            "en": self.en,
            "kind": self.kind,
            "unit": self.unit,
            "choices": {code: list(words) for code, words in self.choices.items()},
            "sample": self.sample,
            "origin": list(self.origin) if any(self.origin) else [],
        }
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Scope:
    """All names that are known where the expression stands."""

    variables: Sequence[Variable] = ()

    @property
    def kinds(self) -> dict[str, str]:
        """name → kind, for the static checks."""
        return {one.name: one.kind for one in self.variables}

    @property
    def known(self) -> dict[str, Fact | str]:
        """name → what is known about it, for the review."""
        return {
            one.name: Fact(
                name=one.name, zh=one.zh, en=one.en, unit=one.unit, kind=one.kind, values=one.choices
            )
            for one in self.variables
        }

    def find(self, name: str) -> Variable | None:
        """The variable of this name."""
        return next((one for one in self.variables if one.name == name), None)

    def labels(self) -> dict[str, Fact | str]:
        """name → what people call it, for sentences. English labels begin small inside a sentence."""
        return {
            one.name: Fact(name=one.name, zh=one.zh or one.name, en=_small(one.en) or one.name, unit=one.unit)
            for one in self.variables
            if one.zh or one.en or one.unit
        }


def _small(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def read_scope(posted: object) -> Scope:
    """The names of a posted question. Raises QuestionUnreadable."""
    if posted is None:
        return Scope()
    if not isinstance(posted, list) or len(posted) > MOST_NAMES:
        raise QuestionUnreadable(
            detail=f"names must be a list of at most {MOST_NAMES}",
            detail_zh=f"names 应为列表，最多 {MOST_NAMES} 项",
        )
    return Scope(tuple(_variables(posted)))


def _variables(posted: list[object]) -> Iterator[Variable]:
    for one in posted:
        name = one.get("name") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(name, str) or not 0 < len(name) <= LONGEST:
            raise QuestionUnreadable(detail="a name has no name", detail_zh="有一个名称缺少 name")
        kind = _text(one, "kind")
        yield Variable(
            name=name,
            zh=_text(one, "zh"),
            en=_text(one, "en"),
            kind=kind if kind in KINDS else "",
            unit=_text(one, "unit"),
            choices=dict(_choices(one.get("choices"))),
            sample=_text(one, "sample"),
        )


def _text(one: Mapping[str, object], key: str) -> str:
    value = one.get(key, "")
    return value[:LONGEST] if isinstance(value, str) else ""


def _choices(posted: object) -> Iterator[tuple[str, tuple[str, str]]]:
    if not isinstance(posted, dict):
        return
    for code, words in list(posted.items())[:MOST_CHOICES]:
        if isinstance(words, list) and len(words) == 2 and all(isinstance(word, str) for word in words):
            yield str(code)[:LONGEST], (words[0][:LONGEST], words[1][:LONGEST])


def word(pair: tuple[str, str], lang: Lang) -> str:
    """The one of the two words that the reader understands."""
    return pair[0] if lang == "zh" else pair[1]
