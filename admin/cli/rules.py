"""`guanxi rules`: approval flows as files, taken out, checked, taken in as drafts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from admin.cli.command import Call, Command
from processes.approval.files import importing, writing
from processes.approval.files.errors import FileRefused
from processes.approval.files.planning import Planned, plan
from processes.approval.files.reading import decoded, read

_WHAT = {
    "new": ("new flow", "新流程"),
    "changed": ("into the draft", "写入草稿"),
    "same": ("the same as here", "与现有相同"),
    "left_out": ("left out", "略过"),
    "impossible": ("does not fit", "不适用"),
}


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("export", "check", "import"))
    parser.add_argument("file", nargs="?", default="-", metavar="FILE")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--flow", metavar="KEY", default="")
    which.add_argument("--type", metavar="KEY", default="")


def _run(call: Call) -> int:
    call.ready_platform()
    if call.arguments.what == "export":
        return _export(call)
    try:
        text = decoded(_given(call.arguments.file))
        return _check(call, text) if call.arguments.what == "check" else _import(call, text)
    except OSError as error:
        return call.say.fault(f"{error.filename}: {error.strerror}")
    except FileRefused as refused:
        for one in refused.faults:
            call.say.fault(f"{call.arguments.file}: {one.text(call.say.lang)}")
        return 1


def _export(call: Call) -> int:
    store, arguments = call.platform.store, call.arguments
    at = store.clock.now()
    with store.read() as connection:
        if arguments.flow:
            text = writing.one_flow(connection, arguments.flow, None, at=at, origin="")
        else:
            text = writing.all_flows(connection, arguments.type or None, at=at, origin="")
    if arguments.file == "-":
        call.say.text(text.rstrip("\n"))
        return 0
    try:
        Path(arguments.file).write_text(text, encoding="utf-8")
    except OSError as error:
        return call.say.fault(f"{error.filename}: {error.strerror}")
    return 0


def _check(call: Call, text: str) -> int:
    """Exit 1 where something of the file does not fit here."""
    with call.platform.store.read() as connection:
        found = plan(
            connection,
            call.platform.documents,
            text,
            read(text),
            {},
            call.say.lang,
            at=call.platform.store.clock.now(),
        )
    return max([_tell(call, one) for one in found.flows], default=0)


def _import(call: Call, text: str) -> int:
    with call.platform.store.begin(by=None, action="rules.import") as tx:
        done = importing.take(tx, call.platform.documents, text, {}, stamp=None, lang=call.say.lang)
    for one in done:
        _tell(call, one)
    return 0


def _tell(call: Call, one: Planned) -> int:
    en, zh = _WHAT[one.what]
    call.say.line(f"{one.file.key} → {one.key}: {en}", f"{one.file.key} → {one.key}：{zh}")
    for change in one.changes if one.what == "changed" else ():
        call.say.text(f"  {change.point} {change.aspect}: {change.before or '–'} → {change.after or '–'}")
    unfit = [*([one.refusal] if one.refusal else []), *one.unfit]
    for each in unfit:
        call.say.text(f"  ! {each.text(call.say.lang)}")
    return 1 if unfit else 0


def _given(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


RULES = Command(
    en="approval flows as files: export, check, import as drafts",
    zh="以文件形式导出、检查审批流程，或导入为草稿",
    options=_options,
    run=_run,
)
