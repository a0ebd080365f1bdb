"""What is missing, too much, or put together as other languages do it."""

from __future__ import annotations

import re

from engine.feel.builtins.registry import BUILTIN_NAMES
from engine.feel.mending.place import COMPARATORS, Edit, Place

_OPERATORS = COMPARATORS | {"and", "or", "+", "-", "*", "/", "**", ","}
_FUNCTIONS = sorted(BUILTIN_NAMES, key=len, reverse=True)


def doubled(place: Place) -> Edit | None:
    """> > 5, and and"""
    before = place.before
    if before is None or before.text != place.token.text or before.text not in _OPERATORS:
        return None
    return Edit("doubled", before.start, place.token.start, "")


def without_subject(place: Place) -> Edit | None:
    """amount > 10 and < 20"""
    before = place.before
    if before is None or before.text not in ("and", "or") or place.token.text not in COMPARATORS:
        return None
    comparison = max(
        (n for n, token in enumerate(place.tokens[: place.index]) if token.text in COMPARATORS), default=0
    )
    start = place.operand_before(comparison)
    subject = place.source[start : place.tokens[comparison].start].strip()
    return Edit("subject", place.position, place.position, subject + " ") if comparison and subject else None


def trailing(place: Place) -> Edit | None:
    """An operator that nothing follows."""
    before = place.before
    ends = place.token.kind == "end" or place.token.text in (")", "then", "else", "]")
    if before is None or place.expected != "expression" or not ends:
        return None
    if before.text not in ("and", "or", ","):
        return Edit("unfinished", before.start, before.end, before.text)
    start = place.tokens[place.index - 2].end if place.index > 1 else before.start
    return Edit("trailing", start, place.token.start, " " if place.token.kind == "name" else "")


def leading(place: Place) -> Edit | None:
    """= amount > 5, as in a spreadsheet; and amount > 5"""
    if place.index or place.token.text not in ("=", "and", "or", "+"):
        return None
    after = place.tokens[1] if len(place.tokens) > 1 else place.token
    return Edit("leading", place.token.start, after.start, "")


def surplus(place: Place) -> Edit | None:
    """One closing bracket too many."""
    if place.expected != "operator" or place.token.text not in (")", "]", "}"):
        return None
    return Edit("surplus", place.token.start, place.token.end, "")


def unclosed(place: Place) -> Edit | None:
    """An opening bracket that is never closed, once the rest of the text has been read."""
    closing = place.unclosed()
    if not closing or place.token.kind != "end":
        return None
    end = len(place.source.rstrip())
    return Edit("unclosed", end, len(place.source), closing)


def range_ends(place: Place) -> Edit | None:
    """[1 to 5]"""
    if place.before is None or place.expected != "]" or place.token.text not in ("to", "到", "至", "~", "～"):
        return None
    following = place.tokens[place.index + 1].start
    return Edit("range_dots", place.before.end, following, "..")


def missing_comma(place: Place) -> Edit | None:
    """contains(level "A")"""
    inside = bool(place.unclosed()) or place.expected in (",", "]", "}", ")")
    starts = place.token.kind in ("string", "number", "name", "temporal")
    if place.before is None or not inside or not starts or place.expected not in (",", "]", ")", "}"):
        return None
    return Edit("missing_comma", place.before.end, place.token.start, ", ")


def missing_else(place: Place) -> Edit | None:
    """if … then … without else"""
    if place.expected != "else":
        return None
    end = place.before.end if place.before is not None else place.position
    if place.token.text in (",", ";") and re.match(r"[,;]\s*else\b", place.source[place.position :]):
        return Edit("comma_else", end, place.token.end, "")
    return Edit(
        "missing_else", end, place.token.start, " else null" + (" " if place.token.kind == "name" else "")
    )


def missing_then(place: Place) -> Edit | None:
    """if amount > 5, "A" else "B" """
    if place.expected != "then" or place.before is None:
        return None
    end = place.token.end if place.token.text in (",", ":") else place.token.start
    return Edit("missing_then", place.before.end, end, " then ")


def between(place: Place) -> Edit | None:
    """between 1..5, between 1, 5, between (1, 5), between 1 to 5, between 1-5, 介于 1 到 5"""
    listed = place.around(r"between\s*[\[(]\s*([^\[\]()]+?)\s*(?:,|\.\.)\s*([^\[\]()]+?)\s*[\])]")
    if listed is not None:
        return Edit("between", *listed.span(), f"between {listed[1]} and {listed[2]}")
    if place.expected != "and":
        return None
    source, token = place.source, place.token
    whole = re.search(
        r"between\s*(?:[\[(]\s*([^\[\]()]+?)\s*(?:,|\.\.)\s*([^\[\]()]+?)\s*[\])]|([\d.]+)\s*[-~]\s*([\d.]+))\s*$",
        source[: token.start],
    )
    if whole is not None:
        low, high = whole[1] or whole[3], whole[2] or whole[4]
        return Edit("between", whole.start(), whole.end(), f"between {low} and {high}")
    if token.text in (",", "..", "to", "到", "至", "~", "～", "with", "和", "与"):
        start = place.before.end if place.before is not None else token.start
        return Edit("between", start, token.end, " and ")
    return None


def in_list(place: Place) -> Edit | None:
    """level in "A", "B" """
    if place.expected != "operator" or place.token.text != ",":
        return None
    within = max((n for n, token in enumerate(place.tokens[: place.index]) if token.text == "in"), default=0)
    values = re.match(
        r"\s*((?:\"[^\"]*\"|[\w.]+)(?:\s*,\s*(?:\"[^\"]*\"|[\w.]+))+)",
        place.source[place.tokens[within].end :],
    )
    if not within or values is None:
        return None
    end = place.tokens[within].end
    return Edit("in_brackets", end + values.start(1), end + values.end(1), f"({values[1]})")


def in_range(place: Place) -> Edit | None:
    """amount in 10..20, amount from 10 to 20"""
    value = r"(-?[\w.]*\w|@\"[^\"]*\")"
    match = place.around(rf"\b(?:in|from|of)\s+{value}\s*(?:\.\.\.?|~|～|to\b|到|至)\s*{value}")
    return None if match is None else Edit("range", *match.span(), f"in [{match[1]}..{match[2]}]")


def equals_several(place: Place) -> Edit | None:
    """level = "A", "B" """
    if place.cell or place.expected != "operator":
        return None
    value = r"(?:\"[^\"]*\"|[^\W\d]\w*)"
    match = place.around(rf"(?<![<>!=])=\s*({value}(?:\s*[,，、]\s*{value})+)(?!\s*[\w(=<>!.])")
    if match is None:
        return None
    values = ", ".join(each.strip() for each in re.split("[,，、]", match[1]))
    return Edit("in_brackets", *match.span(), f"in ({values})")


def ternary(place: Place) -> Edit | None:
    """a ? b : c"""
    if place.token.text != "?" or not place.tokens:
        return None
    start = place.operand_before(place.index, comparing=True)
    start = _condition_start(place, start)
    match = re.match(r"\?\s*([^?:]+?)\s*:\s*([^?:]+)", place.source[place.token.start :])
    if match is None:
        return None
    condition = place.source[start : place.token.start].strip()
    text = f"if {condition} then {match[1]} else {match[2].rstrip()}"
    return Edit("ternary", start, place.token.start + match.end(), text)


def _condition_start(place: Place, start: int) -> int:
    """The condition goes back over and, or to the bracket or word before it."""
    for number in range(place.index - 1, -1, -1):
        token = place.tokens[number]
        if token.start < start and token.text not in ("and", "or"):
            return start
        start = place.operand_before(number, comparing=True) if token.text in ("and", "or") else start
    return start


def bare_call(place: Place) -> Edit | None:
    """count lines, sum of lines.price"""
    start = place.before.end if place.before is not None else 0
    match = re.search(r"([A-Za-z]+(?: [A-Za-z]+)*?)(?:\s+of)?\s*$", place.source[:start])
    if match is None or place.token.kind not in ("name", "string", "number", "temporal"):
        return None
    first = place.index + (place.token.text == "of")
    name = next((each for each in _FUNCTIONS if re.search(rf"\b{each}$", match[1])), None)
    if name is None or first >= len(place.tokens):
        return None
    begin, end = match.start() + len(match[1]) - len(name), _value_end(place, first)
    return Edit("bare_call", begin, end, f"{name}({place.source[place.tokens[first].start : end]})")


def _value_end(place: Place, index: int) -> int:
    """Where a name with its members and brackets ends."""
    match = re.match(r"[\w.]+(?:\[[^\]]*\])?|\"[^\"]*\"", place.source[place.tokens[index].start :])
    return place.tokens[index].start + (match.end() if match else 0)


def filtered(place: Place) -> Edit | None:
    """lines where discount > 0.1"""
    if place.token.text not in ("where", "when") or place.before is None:
        return None
    end = place.operand_after(place.index + 1)
    condition = place.source[place.token.end : end].strip()
    return Edit("filter", place.before.end, end, f"[{condition}]") if condition else None
