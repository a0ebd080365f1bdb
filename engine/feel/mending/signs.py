"""Signs of other languages and of Chinese keyboards."""

from __future__ import annotations

import re

from engine.feel.mending.place import Edit, Place

#: what is written (a pattern) → code of the advice, what FEEL writes. The first that stands there is taken.
SIGNS: tuple[tuple[str, str, str], ...] = (
    (r"!==?", "not_equal", "!="),
    (r"={2,3}", "equal", "="),
    (r"<\s*>|≠|!\s+=|~=|！=|=!(?!=)", "not_equal", "!="),
    (r"=\s*>|>\s+=|≥|≧|＞＝|＞=|>＝|=＞", "at_least", ">="),
    (r"=\s*<|<\s+=|≤|≦|＜＝|＜=|<＝|=＜", "at_most", "<="),
    (r":=", "assignment", "="),
    (r"\+=|-=|\*=|/=", "no_assignment", ""),
    (r"->", "arrow", "."),
    (r"∈", "phrase", "in"),
    (r"#(?!\{)", "comment", "//"),
    (r"&&?|＆+", "and_sign", "and"),
    (r"\|\|?|｜+", "or_sign", "or"),
    (r"\^", "power", "**"),
    (r"[¥￥$€£]|RMB\b|CNY\b|USD\b|人民币", "currency", ""),
    (r"＝+", "full_width", "="),
    (r"＞", "full_width", ">"),
    (r"＜", "full_width", "<"),
    (r"（", "full_width", "("),
    (r"）", "full_width", ")"),
    (r"［|【", "full_width", "["),
    (r"］|】", "full_width", "]"),
    (r"｛", "full_width", "{"),
    (r"｝", "full_width", "}"),
    (r"：", "full_width", ":"),
    (r"？", "full_width", "?"),
    (r"＋", "full_width", "+"),
    (r"[－—–−]", "full_width", "-"),
    (r"×", "full_width", "*"),
    (r"÷", "full_width", "/"),
    (r"．", "full_width", "."),
    (r"，|、", "full_width", ","),
    (r"！", "negation_sign", "!"),
)
_SIGNS = tuple((re.compile(pattern), code, new) for pattern, code, new in SIGNS)
_QUOTED = re.compile(r"[“”「『‘'`＂]([^“”「」『』‘’'`\"＂\n]*)[”“」』’'`\"＂]")
_HALF_QUOTED = re.compile(r"\"([^\"”＂\n]*)[”＂]")


def end_signs(place: Place) -> Edit | None:
    """A full stop or semicolon at the end; a semicolon elsewhere separates nothing in FEEL."""
    match = place.around(r"[;；。]")
    if match is None:
        return None
    if not place.source[match.end() :].strip():
        return Edit("end_sign", match.start(), match.end(), "")
    return Edit("full_width" if match.group() != ";" else "semicolon", match.start(), match.end(), ",")


def joined(place: Place) -> Edit | None:
    """amount > 5, vip: conditions side by side."""
    match = re.compile(r"\s*[,;，；]\s*").match(place.source, place.before.end if place.before else 0)
    if match is None or place.expected != "operator" or place.cell or match.end() == len(place.source):
        return None
    return Edit("and_sign", match.start(), match.end(), " and ")


def sign(place: Place) -> Edit | None:
    """A sign at the place, or one that begins just before it."""
    before = place.before.start if place.before is not None else place.position
    for start in dict.fromkeys((before, place.position)):
        for pattern, code, new in _SIGNS:
            match = pattern.match(place.source, start)
            if match is not None and match.end() > place.position:
                return _of_sign(place, match, code, new)
    return None


def _of_sign(place: Place, match: re.Match[str], code: str, new: str) -> Edit:
    start, end = match.span()
    if code == "no_assignment":
        new = match.group()[0]
    if code == "currency" and place.source[end : end + 1] == " ":
        end += 1
    if new in ("and", "or"):
        new = " ".join(("" if place.source[start - 1 : start].isspace() else " ", new)).lstrip(" ")
        new = f"{'' if place.source[:start].endswith(' ') else ' '}{new.strip()}"
        new += "" if place.source[end : end + 1].isspace() else " "
    return Edit(code, start, end, new)


def quotation_marks(place: Place) -> Edit | None:
    """Text in other quotation marks."""
    for pattern in (_QUOTED, _HALF_QUOTED):
        for match in pattern.finditer(place.source):
            if match.start() <= place.position <= match.end():
                return Edit("quotation_marks", match.start(), match.end(), f'"{match[1]}"')
    return None


def open_text(place: Place) -> Edit | None:
    """A quotation mark that is never closed: behind its word if something follows, else at the end."""
    if place.expected != "string_end":
        return None
    start, rest = place.position, place.source[place.position :]
    word = re.match(r"\"[^\s\",)\]]*(?=\s+(?:and|or|then|else)\b|\s*[,)\]])", rest)
    end = start + len(word.group() if word else rest.rstrip())
    return Edit("unclosed_text", start, end, place.source[start:end] + '"')


def open_comment(place: Place) -> Edit | None:
    """A comment that is never closed."""
    if place.expected != "comment_end":
        return None
    return Edit("unclosed_comment", place.position, len(place.source), place.source[place.position :] + " */")


def possessive(place: Place) -> Edit | None:
    """customer's level"""
    match = place.around(r"['’]s?\s+(?=\w)|['’]s(?=\w)")
    if match is None or not place.source[: match.start()][-1:].isalnum():
        return None
    return Edit("possessive", match.start(), match.end(), ".")


def exclamation(place: Place) -> Edit | None:
    """!overdue"""
    match = place.around(r"(?<!=)!\s*([^\W\d][\w.]*(?:\([^()]*\))?|\([^()]*\))")
    if match is None:
        return None
    inner = match[1][1:-1] if match[1].startswith("(") else match[1]
    return Edit("negation_sign", match.start(), match.end(), f"not({inner})")


def template(place: Place) -> Edit | None:
    """${amount} and {{amount}}, as templates write names."""
    match = place.around(r"[$#]\{\s*([^{}]*?)\s*\}|\{\{\s*([^{}]*?)\s*\}\}")
    return None if match is None else Edit("template", match.start(), match.end(), match[1] or match[2])
