"""An administrator who has never seen the product redefines an entry condition, and dares to. All by clicking."""

from __future__ import annotations

from sqlalchemy import select

from adapters.crm import tables
from tests.journeys.stage import Stage

FLOW, POINT = "报价审批", "销售总监"


def quotes(stage: Stage, given: str = "9%") -> int:
    """A quote of the salesperson to a customer without arrears, submitted; its id."""
    account = tables.account
    customer = stage.one(
        select(account.c.id)
        .where(account.c.owner_id == stage.site.person("salesperson"), account.c.overdue == 0)
        .where(account.c.level != "A", account.c.kind != "agent")
        .limit(1)
    )
    seller = stage.person("salesperson")
    seller.open(f"/crm/quotes/new?account={customer}")
    seller.fill({"产品": "GX-150", "数量": "3", "职位": given})
    seller.press("提交审批")
    return stage.newest(tables.quote)


def number(stage: Stage, quote: int) -> str:
    return str(stage.one(select(tables.quote.c.no).where(tables.quote.c.id == quote)))


def state(stage: Stage, quote: int) -> str:
    return str(stage.one(select(tables.quote.c.state).where(tables.quote.c.id == quote)))


def is_redefined(stage: Stage) -> None:
    """From 10 % to 8 % or customer overdue, tried on the past, submitted."""
    admin = stage.person("admin")
    admin.open("/rules/")
    admin.follow(FLOW)
    admin.follow(POINT)
    admin.fill({"最大行折扣": "> 8%"})
    admin.press("添加一行：任一行成立即进入")
    admin.fill({"客户逾期款": "> 0"}, line=2)
    admin.settle()
    admin.sees("最大行折扣大于 8%，或者客户逾期款大于 ¥0")
    admin.press("存草稿")


def is_tried_on_the_past(stage: Stage) -> None:
    admin = stage.person("admin")
    admin.follow("回测")
    admin.press("运行")
    admin.settle()
    admin.sees("路线改变", "销售总监")


def is_submitted(stage: Stage, running: str = "也用于尚未到达的审批点") -> None:
    admin = stage.person("admin")
    admin.open("/rules/quote")
    admin.follow("发布…")
    admin.sees("最大行折扣大于 8%，或者客户逾期款大于 ¥0", running)
    admin.fill({"原因": "毛利压力"})
    admin.sees("改变路径，超过 5%")
    admin.press("提交")
    admin.sees("第 2 版")


def is_agreed_to(stage: Stage) -> None:
    """The second person finds it among the flows, and sees what it changes and why he is asked."""
    supervisor = stage.person("supervisor")
    supervisor.open("/rules/")
    supervisor.follow(FLOW)
    supervisor.follow("查看")
    supervisor.sees("须复核的理由", "回测")
    supervisor.press("同意并生效")


def behaves_as_chosen(stage: Stage, running: int, new: int) -> None:
    """Both pass the manager and wait for the director: the one that ran took the new version at its next point."""
    for quote in (running, new):
        stage.agrees("manager", "审批（销售经理）", number(stage, quote))
        assert state(stage, quote) == "in_approval"
    for quote in (running, new):
        stage.agrees("director", "审批（销售总监）", number(stage, quote))
        assert state(stage, quote) == "sent"


def is_rolled_back(stage: Stage) -> None:
    """The first version is in force again once another person agreed: the director is not asked at 9 %."""
    admin = stage.person("admin")
    admin.open("/rules/quote")
    admin.follow("全部版本")
    admin.follow("恢复…")
    admin.sees("不再审批部分单据")
    admin.press("提交")
    is_agreed_to(stage)
    quote = quotes(stage)
    stage.agrees("manager", "审批（销售经理）", number(stage, quote))
    assert state(stage, quote) == "sent"
