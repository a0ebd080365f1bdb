"""`guanxi decide`: ask a decision model."""

from __future__ import annotations

import argparse
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from admin.cli.command import Call, Command
from engine import dmn
from engine.feel.errors import FeelError
from engine.feel.render import render


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.dmn")
    parser.add_argument("--decision", required=True, metavar="NAME")
    parser.add_argument("--input", required=True, metavar="FILE.json")


def _run(call: Call) -> int:
    try:
        model = dmn.load(Path(call.arguments.file).read_bytes())
        text = Path(call.arguments.input).read_text(encoding="utf-8-sig")
        inputs = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_number)
    except OSError as error:
        return call.say.fault(f"{error.filename}: {error.strerror}")
    except dmn.DmnRefused as refused:
        return call.say.fault(refused.finding.message(call.say.lang))
    except (ValueError, RecursionError) as error:
        return call.say.fault(
            f"{call.arguments.input} is not JSON: {error}", f"{call.arguments.input} 不是 JSON：{error}"
        )
    if not isinstance(inputs, dict):
        return call.say.fault("The input must be one JSON object.", "输入必须是一个 JSON 对象。")
    return _decide(call, model, inputs)


def _decide(call: Call, model: dmn.Decisions, inputs: dict[str, Any]) -> int:
    try:
        value, notes = model.decide_with_diagnostics(call.arguments.decision, inputs)
    except dmn.DecisionNotFound as missing:
        return call.say.fault(
            str(missing), f"没有名为“{missing.name}”的决策。现有：{'、'.join(missing.known) or '无'}。"
        )
    except FeelError as error:
        return call.say.fault(str(error))
    for note in notes:
        call.say.fault(str(note))
    call.say.text(json.dumps(_plain(value), ensure_ascii=False))
    return 0


def _plain(value: object) -> object:
    """As JSON has it: whole numbers without a point, dates and durations as FEEL writes them."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, date | datetime | time | timedelta):
        return render(value)
    return render(value)


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


DECIDE = Command(
    en="answer a decision of a DMN file as JSON",
    zh="用 DMN 文件作出决策，以 JSON 输出",
    options=_options,
    run=_run,
)
