"""Fixed lists of words as a page's choices."""

from __future__ import annotations

from adapters.crm.words import Words, word
from forms.shell import lang


def choices(words: Words) -> list[tuple[str, str]]:
    """The codes with their words in the reader's language."""
    return [(code, word(words, code, lang())) for code in words]
