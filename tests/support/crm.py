"""Records of the CRM as people type them."""

from __future__ import annotations


def posted(**values: str) -> dict[str, list[str]]:
    """Fields as a form posts them."""
    return {name: [text] for name, text in values.items()}
