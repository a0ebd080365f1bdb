"""Texts that data bring in both languages: `{"zh": "发展", "en": "Develop"}`. The reader's language is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeGuard


def is_bilingual(value: object) -> TypeGuard[Mapping[str, str]]:
    """Whether this is one text in two languages."""
    return (
        isinstance(value, Mapping)
        and value.keys() == {"zh", "en"}
        and all(isinstance(text, str) for text in value.values())
    )


def in_language(value: object, lang: Literal["zh", "en"]) -> object:
    """The text of this language; anything else as it is."""
    return value[lang] if is_bilingual(value) else value
