"""How leads, opportunities and quotes end otherwise than with money, over the pages."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from adapters.crm import tables
from tests.journeys import lead_to_money
from tests.journeys.lead_to_money import COMPANY
from tests.journeys.stage import Hands, Stage

DAY = timedelta(days=1)


def nobody_takes_up_a_lead(stage: Stage) -> None:
    """Not assigned in time, not contacted in time, and then it was nothing."""
    seller = stage.person("salesperson")
    seller.open("/crm/leads/new")
    seller.fill({"方式": "电话", "公司": COMPANY, "联系人": "刘洋", "电话": "138 0000 1111"})
    seller.press("登记线索")
    stage.wait(3 * DAY)
    _assigns(stage)
    stage.wait(5 * DAY)
    _assigns(stage)
    seller = stage.takes("salesperson", "首次联系", COMPANY)
    seller.fill({"联系方式": "打电话", "结果": "已联系上", "合格？": "否", "不合格的原因": "只是询价"})
    seller.press("完成")
    assert _newest(stage, tables.lead) == "disqualified"


def an_opportunity_grows_cold(stage: Stage) -> None:
    """A month without a word, an analysis that warns, and no decision in the end."""
    lead_to_money.enters_a_lead(stage)
    _contacts(stage)
    stage.wait(33 * DAY)
    stage.hear("account.churn_risk", instance=stage.root_of(tables.opportunity), churn_note="三个月没有询价")
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "没有结论，取消", "原因": "项目推迟", "说明": "项目搁置"})
    seller.press("完成")
    _gives_up(stage, "项目推迟")


def a_direct_order_is_cancelled(stage: Stage) -> None:
    """He orders without a quote, thinks again, and buys from somebody else."""
    lead_to_money.enters_a_lead(stage)
    _contacts(stage)
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "直接下单"})
    seller.press("完成")
    lead_to_money.has_the_customer_approved(stage)
    seller = stage.takes("salesperson", "完善订单", "SO-")
    seller.follow("打开")
    seller.press("取消订单…")
    seller.fill({"原因": "客户改变主意"})
    seller.press("取消订单")
    stage.work()
    assert _newest(stage, tables.order) == "cancelled"
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "输单", "原因": "竞争对手", "说明": "从别家买了"})
    seller.press("完成")
    _gives_up(stage, "竞争对手")


def a_refused_quote_ends_the_opportunity(stage: Stage) -> None:
    lead_to_money.enters_a_lead(stage)
    lead_to_money.follows_it_up(stage)
    lead_to_money.quotes_above_the_limit(stage, answer="不接受")
    seller = stage.takes("salesperson", "未成交后的选择", COMPANY)
    seller.fill({"客户没有接受报价，怎么办？": "放弃这个机会"})
    seller.press("完成")
    _gives_up(stage, "价格")


def a_slow_quote_is_rejected(stage: Stage) -> None:
    """Sent back, forgotten for a week, submitted again, and rejected."""
    _quotes(stage)
    manager = stage.takes("manager", "审批（销售经理）", _number(stage))
    manager.fill({"意见（退回、驳回必填）": "请说明原因"})
    manager.press("退回")
    stage.wait(8 * DAY)
    seller = stage.takes("salesperson", "修改报价", _number(stage))
    seller.follow("打开报价")
    seller.press("重新提交")
    manager = stage.takes("manager", "审批（销售经理）", _number(stage))
    manager.fill({"意见（退回、驳回必填）": "低于成本"})
    manager.press("驳回")
    stage.work()
    assert _newest(stage, tables.quote) == "rejected"


def a_quote_is_withdrawn(stage: Stage) -> None:
    seller = _quotes(stage)
    seller.press("撤回…")
    seller.fill({"原因": "客户改了型号"})
    seller.press("撤回")
    stage.work()
    assert _newest(stage, tables.quote) == "withdrawn"


def a_quote_expires(stage: Stage) -> None:
    _is_approved(stage)
    stage.wait(40 * DAY)
    assert _newest(stage, tables.quote) == "expired"


def a_customer_refuses_a_quote(stage: Stage) -> None:
    _is_approved(stage)
    seller = stage.person("salesperson")
    seller.open(f"/crm/quotes/{stage.newest(tables.quote)}")
    seller.follow("客户答复")
    seller.fill({"答复": "不接受", "说明或原因": "太贵", "输给的竞争对手": "恒测", "对方便宜多少": "3000"})
    seller.press("登记答复")
    stage.work()
    assert _newest(stage, tables.quote) == "refused"


def _assigns(stage: Stage) -> None:
    manager = stage.takes("manager", "人工分配", COMPANY)
    manager.fill({"负责人": "销售代表 李伟"})
    manager.press("完成")


def _contacts(stage: Stage) -> None:
    seller = stage.takes("salesperson", "首次联系", COMPANY)
    seller.fill({"联系方式": "打电话", "结果": "已联系上", "合格？": "是", "预算": "80000"})
    seller.press("完成")


def _gives_up(stage: Stage, reason: str) -> None:
    seller = stage.takes("salesperson", "关闭机会", COMPANY)
    seller.fill({"原因": reason})
    seller.press("完成")
    stage.work()
    assert _newest(stage, tables.opportunity) in ("lost", "cancelled")


def _quotes(stage: Stage) -> Hands:
    """A quote above the limit of the salesperson, for a customer of his; submitted."""
    seller = stage.person("salesperson")
    seller.open(f"/crm/quotes/new?account={stage.site.account()}")
    seller.press("输入品名或型号添加，或从电子表格粘贴")
    seller.fill({"产品": "GX-150", "数量": "3", "职位": "9%", "原因": "竞争对手报价低"})
    seller.press("提交审批")
    stage.work()
    return seller


def _is_approved(stage: Stage) -> None:
    _quotes(stage)
    stage.agrees("manager", "审批（销售经理）", _number(stage))
    stage.agrees("director", "审批（销售总监）", _number(stage))
    seller = stage.person("salesperson")
    seller.open("/worklist/?box=mine")
    if any(_number(stage) in task for task in seller.tasks()):  # he has no address, or it was refused
        seller = stage.takes("salesperson", "人工发送", _number(stage))
        seller.fill({"发送方式": "传真"})
        seller.press("完成")
        stage.work()


def _number(stage: Stage) -> str:
    return str(stage.one(select(tables.quote.c.no).order_by(tables.quote.c.id.desc())))


def _newest(stage: Stage, table: object) -> str:
    return str(stage.one(select(table.c.state).order_by(table.c.id.desc())))  # type: ignore[attr-defined]
