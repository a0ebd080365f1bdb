"""`guanxi check`: everything that is wrong with files, without a store."""

from __future__ import annotations

import argparse
import json

from admin.cli.command import Call, Command
from engine.definition.findings import Finding, has_errors
from processes.check import check_paths

_SIGNS = {"error": "✗", "warning": "!", "info": "i"}


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(call: Call) -> int:
    adapters = set(call.build(call.settings).engine.context.adapters)
    found = check_paths(call.arguments.paths, adapters=adapters)
    if call.arguments.format == "json":
        listed = [one.as_dict(call.say.lang) for one in found]
        call.say.text(json.dumps(listed, ensure_ascii=False, indent=1))
    else:
        _tell(call, found)
    return 1 if has_errors(found) else 0


def _tell(call: Call, found: list[Finding]) -> None:
    for one in found:
        place = ":".join(str(part) for part in (one.file, one.line) if part)
        element = one.element or ""
        if one.cell is not None:
            element = f"{element}  [{one.cell.text(call.say.lang)}]".strip()
        call.say.text(f"{_SIGNS[one.severity]} {place}  {element}  {one.message(call.say.lang)}")
        if one.suggestion(call.say.lang):
            call.say.text(f"    → {one.suggestion(call.say.lang)}")
    errors = sum(one.severity == "error" for one in found)
    warnings = sum(one.severity == "warning" for one in found)
    call.say.line(f"{errors} errors, {warnings} warnings", f"{errors} 个错误，{warnings} 个警告")


CHECK = Command(
    en="check diagrams, decisions, forms and packages; several paths are one set",
    zh="检查流程图、决策、表单和流程包；多个路径视为一组",
    options=_options,
    run=_run,
)
