"""Reads a condition aloud, in Chinese and in English: `max_discount > 0.10` → 最大折扣大于 10%."""

from __future__ import annotations

import re

from engine.feel.aloud.conditions import ConditionReader
from engine.feel.aloud.speaker import Labels, Speaker
from engine.feel.facts import Fact, names_in
from engine.feel.names import odd
from engine.feel.parser import parse_expression
from engine.feel.texts import Lang
from engine.feel.tree import Node

__all__ = ["Fact", "sentence"]


def sentence(tree_or_text: Node | str, lang: Lang, labels: Labels | None = None) -> str:
    """The condition in words. `labels` maps variables, also paths such as customer.level, to human names.

    Raises FeelSyntaxError for a text that is not FEEL. What has no phrase is shown as FEEL.
    """
    labels = labels or {}
    tree = tree_or_text
    if isinstance(tree, str):
        tree = parse_expression(tree, odd(names_in(labels)))
    text = ConditionReader(Speaker(lang, labels)).read(tree)
    return _spaced(text) if lang == "zh" else text


def _spaced(text: str) -> str:
    """A space between Chinese and Latin letters or numbers, as it is printed."""
    text = re.sub(r"([\u4e00-\u9fff])([A-Za-z0-9¥$€£+-])", r"\1 \2", text)
    return re.sub(r"([A-Za-z0-9%])([\u4e00-\u9fff])", r"\1 \2", text)
