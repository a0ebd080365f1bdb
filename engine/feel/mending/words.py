"""Words of people and of other languages where FEEL has a sign or another word."""

from __future__ import annotations

import re
from itertools import pairwise

from engine.feel.mending.place import Edit, Place
from engine.feel.names import KEYWORDS

#: pattern → what FEEL writes. Longer ones first; where a word of Chinese stands, no space is needed.
PHRASES: tuple[tuple[str, str], ...] = (
    (r"is\s+not\s+(?:null|empty|blank|none)\b|不为空|不是空|非空|有值", "!= null"),
    (r"is\s+(?:null|empty|blank|none)\b|为空|是空|没有值", "= null"),
    (r"is\s+in\b|在", "in"),
    (r"is\s+between\b", "between"),
    (
        r"(?:is\s+)?(?:greater|more|bigger|larger)\s+than\s+or\s+equals?(?:\s+to)?\b|(?:is\s+)?at\s+least\b",
        ">=",
    ),
    (r"(?:is\s+)?(?:less|smaller|fewer)\s+than\s+or\s+equals?(?:\s+to)?\b|(?:is\s+)?at\s+most\b", "<="),
    (r"大于或?等于|不低于|不少于|不小于|至少|达到|gte\b|ge\b", ">="),
    (r"小于或?等于|不超过|不大于|不多于|不高于|至多|lte\b|le\b", "<="),
    (
        r"(?:is\s+)?(?:greater|more|bigger|larger|later|higher)(?:\s+than)?\b|(?:is\s+)?(?:above|over|after)\b",
        ">",
    ),
    (r"(?:is\s+)?(?:less|smaller|fewer|earlier|lower)(?:\s+than)?\b|(?:is\s+)?(?:below|under|before)\b", "<"),
    (r"大于|超过|高于|多于|晚于|gt\b", ">"),
    (r"小于|低于|少于|早于|不足|lt\b", "<"),
    (r"is\s+not\b|not\s+equals?(?:\s+to)?\b|does\s+not\s+equal\b|不等于|不是|neq?\b", "!="),
    (r"(?:is\s+)?equals?(?:\s+to)?\b|等于|eq\b|is\b|是|为", "="),
    (r"并且|而且|同时|以及|但是?|和|与|且", "and"),
    (r"或者|或是|或", "or"),
    (r"属于", "in"),
    (r"介于", "between"),
)
_PHRASES = tuple((re.compile(pattern, re.IGNORECASE), new) for pattern, new in PHRASES)
#: Words that begin or go on with an expression.
WORDS: dict[str, str] = {
    "如果": "if",
    "假如": "if",
    "若": "if",
    "那么": "then",
    "则": "then",
    "否则": "else",
    "elif": "else if",
    "elsif": "else if",
    "elseif": "else if",
    "where": "satisfies",
    "with": "satisfies",
}
_GLUE = re.compile(
    "(大于或?等于|小于或?等于|不等于|不超过|不低于|不少于|大于|小于|等于|超过|低于|高于|属于|不为空|为空"
    "|并且|而且|或者|如果|那么|否则)"
)
_AFFIX = {"contains": "contains", "包含": "contains", "含有": "contains", "has": "contains"}
_AFFIX |= {
    "startswith": "starts with",
    "开头是": "starts with",
    "endswith": "ends with",
    "结尾是": "ends with",
}


def foreign_keyword(place: Place) -> Edit | None:
    """IF, Then, 如果: the first of them up to the place. A name before an operator may be spelt so."""
    for token, after in pairwise(place.tokens[: place.index + 2]):
        if token.kind != "name":
            continue
        lower = token.text.lower()
        if (
            lower in KEYWORDS
            and token.text != lower
            and after.kind in ("name", "number", "string", "operator")
        ):
            return Edit("small_letters", token.start, token.end, lower)
        if token.text in WORDS and (token.text != "where" or place.expected == "satisfies"):
            return Edit("keyword", token.start, token.end, WORDS[token.text])
    return None


def quantifier(place: Place) -> Edit | None:
    """any line in lines satisfies …"""
    match = place.around(r"\b(any|exists|all|each)\s+(?=\w+\s+in\b)")
    before = match is None and re.match(r"\s*(any|exists|all|each)\s+(?=\w+\s+in\b)", place.source)
    found = match or before
    if not found:
        return None
    return Edit("keyword", found.start(1), found.end(1), "some" if found[1] in ("any", "exists") else "every")


def glued(place: Place) -> Edit | None:
    """金额大于10: a word within a name, because Chinese has no spaces."""
    for token in place.tokens[max(place.index - 1, 0) : place.index + 1]:
        text = apart(token.text) if token.kind == "name" else None
        if text is not None:
            return Edit("glued", token.start, token.end, text)
    return None


def apart(name: str) -> str | None:
    """金额 大于 10 for 金额大于10; None for a name without such a word in it."""
    match = _GLUE.search(name)
    if match is None or match.group() == name:
        return None
    return re.sub(r"\s+", " ", _GLUE.sub(r" \1 ", name)).strip()


def phrase(place: Place) -> Edit | None:
    """is greater than, 大于, equals, and so on, where an operator belongs."""
    before = place.before.start if place.before is not None else place.position
    for start in dict.fromkeys((place.position, before)):
        for pattern, new in _PHRASES:
            match = pattern.match(place.source, start)
            if match is not None and (start == place.position or match.end() >= _end(place)):
                code = {"and": "and_sign", "or": "or_sign"}.get(new, "phrase")
                return Edit(code, start, match.end(), new)
    return None


def _end(place: Place) -> int:
    return place.before.end if place.before is not None else place.position


def excluded(place: Place) -> Edit | None:
    """level not in ("A", "B")"""
    match = place.around(r"\bnot\s+in\s*|不属于\s*", re.IGNORECASE)
    if match is None:
        return None
    rest = place.source[match.end() :]
    values = re.match(r"[(\[]([^()\[\]]*)[)\]]", rest) or re.match(
        r"(\"[^\"]*\"(?:\s*,\s*\"[^\"]*\")*)", rest
    )
    if values is None:
        return None
    return Edit("not_in", match.start(), match.end() + values.end(), f"in (not({values[1]}))")


def affix(place: Place) -> Edit | None:
    """level contains "A", name like "A%": functions in FEEL."""
    match = place.around(
        r"\b(?:(?:does\s+not|not)\s+)?(contains?|has|like|starts?\s*with|ends?\s*with)\s+(\"[^\"]*\"|[\w.]+)"
        r"|(不?包含|不?含有|开头是|结尾是)\s*(\"[^\"]*\"|[\w.]+)",
        re.IGNORECASE,
    )
    if match is None or not place.tokens:
        return None
    index = next((n for n, token in enumerate(place.tokens) if token.start >= match.start()), 0)
    start = place.operand_before(index)
    subject = place.source[start : match.start()].strip()
    if not subject:
        return None
    text = _call(match[1] or match[3], subject, match[2] or match[4])
    negated = re.match(r"not|does|不", match.group(), re.IGNORECASE)
    return Edit("affix", start, match.end(), f"not({text})" if negated else text)


def _call(word: str, subject: str, operand: str) -> str:
    word = re.sub(r"\s+", "", word.lower().removeprefix("不"))
    if word == "like":
        inner = operand.strip('"')
        starts, ends = not inner.startswith("%"), not inner.endswith("%")
        name = "contains" if starts == ends else "starts with" if starts else "ends with"
        return f'{name}({subject}, "{inner.strip("%")}")'
    word = {"contain": "contains", "startwith": "startswith", "endwith": "endswith"}.get(word, word)
    return f"{_AFFIX[word]}({subject}, {operand})"


def negation(place: Place) -> Edit | None:
    """not overdue, NOT overdue, 非逾期"""
    before = place.before
    if before is None or before.text.lower() not in ("not", "非", "不"):
        return None
    end = place.operand_after(place.index)
    if end <= place.token.start:
        return None
    return Edit("negation", before.start, end, f"not({place.source[place.token.start : end]})")
