"""`guanxi decide`: ask a decision model, for one record or many, and see why it answers so."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from admin.cli.command import Call, Command
from admin.cli.decide_inputs import InputsRefused, pairs, records
from engine import dmn
from engine.dmn.analysis.declared import Declarations
from engine.dmn.explain import Explained
from engine.dmn.inputs import InputNotOfKind, typed_inputs
from engine.dmn.model import Decision
from engine.feel import FeelError
from engine.feel.errors import Diagnostic
from engine.feel.render import plain


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE.dmn | NAME=FEEL")
    parser.add_argument("--decision", metavar="NAME")
    parser.add_argument("--input", metavar="FILE.json | -")
    parser.add_argument("--explain", action="store_true")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(call: Call) -> int:
    given = [one for one in call.arguments.files if "=" in one and not one.endswith(".dmn")]
    paths = [one for one in call.arguments.files if one not in given]
    try:
        models = _models(paths)
        asked = records(call.arguments.input, named=pairs(given))
    except OSError as error:
        return call.say.fault(f"{error.filename}: {error.strerror}")
    except dmn.DmnRefused as refused:
        return call.say.fault(refused.finding.message(call.say.lang))
    except InputsRefused as refused:
        return call.say.fault(refused.en, refused.zh)
    if not models:
        return call.say.fault("Name a DMN file.", "请指定 DMN 文件。", code=2)
    chosen = _chosen(models, call.arguments.decision)
    if isinstance(chosen, dmn.DecisionNotFound):
        known = "、".join(chosen.known) or "无"
        if not chosen.name:
            text = f"Say which decision with --decision. There are: {', '.join(chosen.known) or 'none'}."
            return call.say.fault(text, f"请用 --decision 指定决策。现有：{known}。")
        return call.say.fault(str(chosen), f"没有名为“{chosen.name}”的决策。现有：{known}。")
    codes = [
        _answer(call, *chosen, inputs, number if asked[1:] else 0) for number, inputs in enumerate(asked, 1)
    ]
    return max(codes, default=0)


def _models(paths: list[str]) -> list[dmn.Decisions]:
    """Each file with the others to import."""
    contents = [Path(path).read_bytes() for path in paths]
    return [
        dmn.load(data, [other for at, other in enumerate(contents) if at != number])
        for number, data in enumerate(contents)
    ]


def _chosen(
    models: list[dmn.Decisions], name: str | None
) -> tuple[dmn.Decisions, str] | dmn.DecisionNotFound:
    """The first model with the decision; without a name, the only one of the first file or the only one that no
    other decision requires."""
    if name is not None:
        found = next((model for model in models if name in model.names or model.has(name)), None)
        return (found, name) if found else dmn.DecisionNotFound(name, models[0].names)
    decisions = [each for each in models[0].definitions.elements if isinstance(each, Decision)]
    required = {href.rpartition("#")[2] for each in decisions for href in each.requirements}
    top = [each for each in decisions if each.id not in required]
    if len(top) != 1:
        return dmn.DecisionNotFound("", tuple(each.name for each in decisions))
    return models[0], top[0].name


def _answer(call: Call, model: dmn.Decisions, name: str, inputs: dict[str, Any], record: int) -> int:
    """One answer on one line; `record` counts them, 0 if there is only one."""
    lang = call.say.lang
    before = f"[{record}] " if record else ""
    try:
        told = model.explain(name, typed_inputs(Declarations(model.definitions, model.imports), inputs))
    except InputNotOfKind as error:
        return call.say.fault(before + error.text("en"), before + error.text("zh"))
    except FeelError as error:
        return call.say.fault(before + error.text("en"), before + error.text("zh"))
    if call.arguments.format == "json":
        call.say.text(json.dumps(_as_json(told, model, lang), ensure_ascii=False))
        return 0
    for note in told.diagnostics:
        call.say.fault(before + _told(note, "en"), before + _told(note, "zh"))
    if call.arguments.explain:
        for line in _explained(told, model):
            call.say.fault(before + line[0], before + line[1])
    call.say.text(json.dumps(plain(told.value), ensure_ascii=False))
    return 0


def _told(note: Diagnostic, lang: str) -> str:
    return note.text("zh" if lang == "zh" else "en")


def _explained(told: Explained, model: dmn.Decisions) -> list[tuple[str, str]]:
    """What was decided on the way and the rows that matched, in English and Chinese."""
    lines = []
    owners = model.tables()
    for hit in told.hits:
        owner, rows = owners.get(id(hit.table), ""), ", ".join(map(str, hit.rows))
        policy = hit.table.hit_policy
        lines.append(
            (
                f"{owner}: {f'row {rows}' if rows else 'no row'} ({policy})",
                f"{owner}：{f'第 {rows} 行' if rows else '没有匹配的行'}（{policy}）",
            )
        )
    for decision, value in told.decided:
        shown = json.dumps(plain(value), ensure_ascii=False)
        lines.append((f"{decision.name} = {shown}", f"{decision.name} = {shown}"))
    return lines


def _as_json(told: Explained, model: dmn.Decisions, lang: str) -> dict[str, object]:
    owners = model.tables()
    return {
        "value": plain(told.value),
        "tables": [
            {
                "decision": owners.get(id(hit.table), ""),
                "hit_policy": hit.table.hit_policy,
                "rows": [{"row": row, "rule": hit.table.rules[row - 1].id} for row in hit.rows],
            }
            for hit in told.hits
        ],
        "decisions": [{"name": each.name, "value": plain(value)} for each, value in told.decided],
        "diagnostics": [{"code": note.code, "message": _told(note, lang)} for note in told.diagnostics],
    }


DECIDE = Command(
    en="answer a decision of a DMN file as JSON",
    zh="用 DMN 文件作出决策，以 JSON 输出",
    options=_options,
    run=_run,
)
