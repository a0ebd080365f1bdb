"""`guanxi migrate`, `guanxi demo`, `guanxi verify`, `guanxi reindex`."""

from __future__ import annotations

import argparse

from adapters.crm import catalogue
from adapters.crm.catalogue.files import FILE
from adapters.crm.duplicates import keys
from adapters.crm.index import writing
from admin.cli.command import Call, Command, no_options
from admin.cli.demo_past import load_past
from admin.cli.logins import tell_logins
from engine.store.verify import verify


def _migrate(call: Call) -> int:
    revision = call.platform.migrate()
    call.platform.prepare()
    call.say.line(f"the store is at {revision or 'its first state'}", f"数据库版本：{revision or '初始版本'}")
    return 0


def _demo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--history", action=argparse.BooleanOptionalAction, default=True)


def _demo(call: Call) -> int:
    platform = call.ready_platform()
    logins = platform.load_demo()
    if not logins:
        return call.say.fault(
            "The store has people of its own; demo data is for an empty store.",
            "数据库中已有真实人员；演示数据只能装入空数据库。",
        )
    if call.arguments.history:
        load_past(platform, call.say)
    else:
        platform.open_demo_cases()
    tell_logins(call.say, logins)
    return 0


def _verify(call: Call) -> int:
    platform = call.platform
    platform.migrate()
    with platform.store.snapshot() as connection:
        breaches = verify(connection, platform.checks)
    for breach in breaches:
        rows = ", ".join(breach.rows)
        call.say.text(f"{breach.code}  {breach.text(call.say.lang)}" + (f"  [{rows}]" if rows else ""))
    call.say.line(
        f"{len(platform.checks)} checks, {len(breaches)} breaches",
        f"{len(platform.checks)} 项检查，{len(breaches)} 处违反",
    )
    return 1 if breaches else 0


def _reindex(call: Call) -> int:
    platform = call.platform
    platform.migrate()
    for entity in (*catalogue.entities(), FILE):
        if not writing.is_indexed(entity):
            continue
        with platform.store.begin(by=None, action="crm.reindex") as tx:
            count = writing.rebuild(tx.connection, entity)
        call.say.line(f"{entity.many_en}: {count}", f"{entity.many_zh}：{count}")
    with platform.store.begin(by=None, action="crm.reindex") as tx:
        count = keys.rebuild(tx.connection)
    call.say.line(f"numbers and names that identify customers: {count} rows", f"识别客户的键：{count} 行")
    return 0


MIGRATE = Command(
    en="bring the store to this release",
    zh="将数据库升级到当前版本",
    options=no_options,
    run=_migrate,
)
DEMO = Command(
    en="fill an empty store with the demo company",
    zh="向空数据库装入演示公司",
    options=_demo_options,
    run=_demo,
)
VERIFY = Command(
    en="check the invariants of the store; exit 1 with the list of breaches",
    zh="检查数据库不变式；如有违反则列出并以 1 退出",
    options=no_options,
    run=_verify,
)
REINDEX = Command(
    en="write the search index anew",
    zh="重建搜索索引",
    options=no_options,
    run=_reindex,
)
