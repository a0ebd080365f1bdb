"""When a second person is needed though no control is lowered: parameters that administrators set.

Lowered control always needs one: no parameter takes that away.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import Connection

from adapters.crm.parameters import values_of
from processes.approval.backtest.report import Report
from processes.approval.releasing.lowered import Lowering
from processes.approval.releasing.measuring import DAYS

WHEN, PERCENT, COUNT, AMOUNT = (
    "release.second_person",
    "release.changed_percent",
    "release.changed_count",
    "release.unasked_amount",
)
DEFAULTS = {WHEN: "lowered", PERCENT: 5, COUNT: 100, AMOUNT: 100_000}
CURRENCY = "CNY"
"""Of the amount that is set."""


def crossed(connection: Connection, report: Report | None) -> list[Lowering]:
    """Every threshold that a draft crosses, with its numbers. `report`: of the last 90 days, None for none."""
    limits = {**DEFAULTS, **values_of(connection, DEFAULTS)}
    found = []
    if limits[WHEN] == "always":
        found.append(
            _said("ALWAYS", "按参数设置，每次发布都须复核", "every release needs one, as the parameter says")
        )
    if report is not None:
        found += _routes(report, int(limits[PERCENT]), int(limits[COUNT]))
        found += _money(report, Decimal(limits[AMOUNT]))
    return found


def _routes(report: Report, percent: int, most: int) -> Iterator[Lowering]:
    """Exactly at a threshold it is not crossed."""
    share = Decimal(report.changed) / report.runs if report.runs else Decimal(0)
    shown = f"{(share * 100).quantize(Decimal('0.1')).normalize():f}%"
    if share * 100 > percent:
        yield _said(
            "CHANGED_SHARE",
            f"最近 {DAYS} 天 {report.runs} 次审批中有 {report.changed} 次（{shown}）改变路径，超过 {percent}%",
            f"{report.changed} of {report.runs} approvals of the last {DAYS} days ({shown}) would take another"
            f" route: more than {percent}%",
        )
    if report.changed > most:
        yield _said(
            "CHANGED_COUNT",
            f"最近 {DAYS} 天有 {report.changed} 次审批改变路径，超过 {most} 次",
            f"{report.changed} approvals of the last {DAYS} days would take another route: more than {most}",
        )


def _money(report: Report, most: Decimal) -> Iterator[Lowering]:
    """Amounts in another currency have no threshold of their own: any is too much."""
    for currency, amount in report.unasked.money.items():
        limit = most if currency == CURRENCY else Decimal(0)
        if amount > limit:
            sums = [f"{currency} {one:,.2f}" for one in (amount, limit)]
            yield _said(
                "UNASKED_AMOUNT",
                f"最近 {DAYS} 天有 {sums[0]} 无需任何审批即通过，超过 {sums[1]}",
                f"{sums[0]} of the last {DAYS} days would pass without any approval: more than {sums[1]}",
            )


def _said(code: str, zh: str, en: str) -> Lowering:
    return Lowering(point=0, code=code, zh=zh, en=en)
