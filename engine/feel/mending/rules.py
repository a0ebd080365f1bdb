"""All rules, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.mending import cells, quantities, signs, structure, words
from engine.feel.mending.place import Edit, Place

Rule = Callable[[Place], Edit | None]

RULES: tuple[Rule, ...] = (
    cells.bounds,
    cells.ends,
    cells.other_than,
    signs.quotation_marks,
    signs.open_text,
    signs.open_comment,
    signs.possessive,
    signs.template,
    quantities.dates,
    quantities.grouped,
    quantities.percent,
    quantities.units,
    signs.exclamation,
    structure.between,
    structure.ternary,
    words.excluded,
    words.affix,
    words.negation,
    signs.end_signs,
    signs.sign,
    structure.without_subject,
    structure.doubled,
    structure.in_list,
    structure.in_range,
    structure.equals_several,
    signs.joined,
    words.quantifier,
    words.foreign_keyword,
    words.phrase,
    words.glued,
    structure.filtered,
    structure.bare_call,
    structure.leading,
    structure.surplus,
    structure.missing_then,
    structure.missing_else,
    structure.range_ends,
    structure.missing_comma,
    structure.unclosed,
    structure.trailing,
)
