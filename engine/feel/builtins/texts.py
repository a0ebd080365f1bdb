"""Functions on strings. Positions count characters from 1."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.feel.functions import BadArgument
from engine.feel.regex import compiled
from engine.feel.run import Run
from engine.feel.values import adopt

_GROUP = re.compile(r"\\(.)|\$(\d+)", re.DOTALL)


def whole(number: Decimal) -> int:
    """The number as an int, without its fraction."""
    if abs(number) > 10**12:
        raise BadArgument(number)
    return int(number)


def substring(run: Run, string: str, start: Decimal, length: Decimal | None = None) -> object:
    first = whole(start)
    if first == 0 or abs(first) > len(string):
        raise BadArgument(start)
    begin = first - 1 if first > 0 else len(string) + first
    if length is None:
        return string[begin:]
    count = int(length)
    if count < 1:
        raise BadArgument(length)
    return string[begin : begin + count]


def string_length(run: Run, string: str) -> object:
    return Decimal(len(string))


def upper_case(run: Run, string: str) -> object:
    return string.upper()


def lower_case(run: Run, string: str) -> object:
    return string.lower()


def substring_before(run: Run, string: str, match: str) -> object:
    return string.partition(match)[0] if match and match in string else ""


def substring_after(run: Run, string: str, match: str) -> object:
    return string.partition(match)[2] if match else string


def contains(run: Run, string: str, match: str) -> object:
    return match in string


def starts_with(run: Run, string: str, match: str) -> object:
    return string.startswith(match)


def ends_with(run: Run, string: str, match: str) -> object:
    return string.endswith(match)


def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> object:
    program = compiled(pattern, flags or "")
    if program.search("", run.tick) is not None:
        raise BadArgument(pattern)
    template = [replacement] if "q" in (flags or "") else _template(replacement, program.groups)
    parts: list[str] = []
    end = 0
    for match in program.matches(text, run.tick):
        parts.append(text[end : match.start])
        parts.extend(each if isinstance(each, str) else match.group(each) for each in template)
        end = match.end
        run.check_length(sum(map(len, parts[-len(template) :])) + len(parts))
    result = "".join((*parts, text[end:]))
    run.check_length(len(result))
    return result


def _template(replacement: str, groups: int) -> list[str | int]:
    """The replacement in parts: texts and numbers of groups; `$0` is the whole match."""
    parts: list[str | int] = []
    end = 0
    for match in _GROUP.finditer(replacement):
        parts.append(replacement[end : match.start()])
        end = match.end()
        if match[1] is not None:
            if match[1] not in "\\$":
                raise BadArgument(replacement)
            parts.append(match[1])
        else:
            parts.extend(_reference(match[2], groups))
    tail = replacement[end:]
    if "$" in tail or any("$" in part for part in parts if isinstance(part, str) and part != "$"):
        raise BadArgument(replacement)
    return [*parts, tail]


def _reference(digits: str, groups: int) -> list[str | int]:
    """The group that the digits name: as many digits as there are groups for, the others are text."""
    length = len(digits)
    while length > 1 and int(digits[:length]) > groups:
        length -= 1
    number = int(digits[:length])
    return [number if number <= groups else "", digits[length:]]


def matches(run: Run, text: str, pattern: str, flags: str | None = None) -> object:
    return compiled(pattern, flags or "").search(text, run.tick) is not None


def split(run: Run, string: str, delimiter: str) -> object:
    parts: list[object] = []
    end = 0
    for match in compiled(delimiter, "").matches(string, run.tick):
        if match.end > match.start or 0 < match.start < len(string):
            parts.append(string[end : match.start])
            end = match.end
    return [*parts, string[end:]]


def string_join(run: Run, items: list[object], delimiter: str | None = None) -> object:
    run.tick(len(items))
    texts = [adopt(item) for item in items]
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise BadArgument()
    found = [text for text in texts if isinstance(text, str)]
    run.check_length(sum(map(len, found)) + len(delimiter or "") * len(found))
    return (delimiter or "").join(found)
