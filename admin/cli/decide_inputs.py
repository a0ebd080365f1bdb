"""What `guanxi decide` is asked with: JSON from a file or standard input, one record or many, and NAME=FEEL."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.feel import FeelError, compile_expression
from engine.feel.run import Run

Record = dict[str, Any]


class InputsRefused(Exception):
    """What was given is no input."""

    def __init__(self, en: str, zh: str) -> None:
        self.en, self.zh = en, zh
        super().__init__(en)


def records(source: str | None, *, named: Mapping[str, object]) -> list[Record]:
    """The records of a file (`-`: standard input), each with the named values; one without a file.

    A JSON object is one record, a list of objects or one object per line are several. Raises OSError,
    InputsRefused.
    """
    if source is None:
        return [dict(named)]
    text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    return [{**record, **named} for record in _objects(_read(source, text))]


def _read(source: str, text: str) -> Any:
    try:
        try:
            return _json(text)
        except json.JSONDecodeError as error:
            lines = [line for line in text.splitlines() if line.strip()]
            if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
                raise error from None
            return [_json(line) for line in lines]
    except (ValueError, RecursionError) as error:
        raise InputsRefused(f"{source} is not JSON: {error}", f"{source} 不是 JSON：{error}") from None


def _json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _objects(found: Any) -> list[Record]:
    several = found if isinstance(found, list) else [found]
    if not several or not all(isinstance(each, dict) for each in several):
        raise InputsRefused(
            "The input must be one JSON object, or several in a list or line by line.",
            "输入必须是一个 JSON 对象，或列表、逐行给出的多个对象。",
        )
    return several


def pairs(given: Sequence[str]) -> Record:
    """The values of `name=FEEL`. Raises InputsRefused."""
    found: Record = {}
    for each in given:
        name, _, text = each.partition("=")
        try:
            found[name.strip()] = compile_expression(text).evaluate_in({}, Run(strict=True))
        except FeelError as error:
            raise InputsRefused(
                f'{each}: {error.text("en")} A text stands in quotation marks: {name}="…".',
                f'{each}：{error.text("zh")} 文本须加引号：{name}="…"。',
            ) from None
    return found
