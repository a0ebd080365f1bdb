"""A kind of request (申请类型) as its published package describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.organisation import Language, Person
from engine.store.definitions import Definition
from forms.schema import Form, load
from processes.names import translated
from processes.requests.head import GROUPS, Head, read_head


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestKind:
    """One version of a kind of request. `form` is what the applicant fills in."""

    definition: Definition
    head: Head
    form: Form

    @property
    def key(self) -> str:
        """The key of its process, of its approval flow and of its type of document."""
        return self.definition.key

    def title(self, lang: Language) -> str:
        """What it is called."""
        found = self.definition.title_zh if lang == "zh" else self.definition.title_en
        return found or self.definition.name

    def about(self, lang: Language) -> str:
        """One sentence about it; may be empty."""
        return self.head.about if lang == "zh" else self.head.about_en or self.head.about

    def group(self, lang: Language) -> str:
        """The word of its group."""
        return GROUPS[self.head.group][0 if lang == "zh" else 1]

    def text(self, msgid: str, lang: Language) -> str:
        """A text of the form in the reader's language."""
        return translated(self.definition.messages, msgid, lang) if msgid else ""

    def may_start(self, person: Person) -> bool:
        """Whether a person may ask for it."""
        return not self.head.starters or bool(person.positions & set(self.head.starters))


def kind_of(definition: Definition, files: Mapping[str, bytes]) -> RequestKind | None:
    """The kind of request that a package describes; None for any other package."""
    read = read_head(files.get("package.toml"))
    if read is None or read[1]:
        return None
    path = f"forms/{read[0].form}.form"
    if path not in files:
        return None
    form = load(files[path], file=path)
    if any(one.rule.severity == "error" for one in form.findings):
        return None
    return RequestKind(definition=definition, head=read[0], form=form)


def raw_form(files: Mapping[str, bytes], head: Head) -> dict[str, Any]:
    """The JSON of the form, as the editor of fields reads it; empty where there is none to be read."""
    try:
        found = json.loads(files.get(f"forms/{head.form}.form", b"{}"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
