"""How returns end, over the pages: for a customer whose three instruments were delivered and paid."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from adapters.crm import tables
from tests.journeys.lead_to_money import COMPANY
from tests.journeys.stage import Stage

DAY = timedelta(days=1)
PRODUCT = "涂层测厚仪"


def a_return_is_not_allowed(stage: Stage) -> None:
    """Sent back, forgotten for a week, submitted again, and rejected."""
    _asks(stage)
    _decides(stage, "请补充照片", "退回")
    stage.wait(8 * DAY)
    desk = stage.takes("service", "填写退货单", "RT-")
    desk.press("完成")
    stage.work()
    _decides(stage, "超出保修范围", "驳回")
    assert _state(stage) == "rejected"


def goods_never_come(stage: Stage) -> None:
    _is_allowed(stage)
    stage.wait(16 * DAY)
    stage.wait(16 * DAY)
    assert _state(stage) == "cancelled"


def a_return_is_withdrawn(stage: Stage) -> None:
    _is_allowed(stage)
    desk = stage.person("service")
    desk.open(_page(stage))
    desk.press("撤回…")
    desk.fill({"原因": "客户留用"})
    desk.press("撤回")
    stage.work()
    assert _state(stage) == "cancelled"


def goods_are_scrapped_and_part_is_paid(stage: Stage) -> None:
    """Nobody inspects, nobody decides, nobody reaches the customer: every reminder, and still an end."""
    _is_called_afterwards(stage)
    _is_allowed(stage, reason="不再需要")
    _arrive(stage)
    stage.wait(5 * DAY)
    _inspects(stage, "损坏", "报废")
    stage.wait(5 * DAY)
    manager = stage.takes("manager", "决定扣减", "RT-")
    manager.fill({"认可金额": "3000", "扣减原因": "外壳划伤", "客户已同意扣减": "是"})
    manager.press("完成")
    stage.work()
    _is_paid(stage)
    stage.wait(9 * DAY)
    assert _state(stage) == "closed"


def a_customer_is_called_after_his_refund(stage: Stage) -> None:
    _is_called_afterwards(stage)
    _is_allowed(stage)
    _arrive(stage)
    _inspects(stage, "完好", "入库")
    _is_paid(stage)
    desk = stage.takes("service", "满意度回访", "RT-")
    desk.fill({"满意度": "4 满意", "回访记录": "处理很快"})
    desk.press("完成")
    assert _state(stage) == "closed"


def a_refund_is_not_paid(stage: Stage) -> None:
    _is_allowed(stage)
    _arrive(stage)
    _inspects(stage, "完好", "入库")
    chief = stage.takes("finance_manager", "审批（财务主管）", COMPANY)
    chief.fill({"意见（退回、驳回必填）": "先冲抵欠款"})
    chief.press("驳回")
    stage.work()
    assert _state(stage) == "cancelled"


def an_exchange_is_undone(stage: Stage) -> None:
    """Another one is sent for it, then it turns out that it was booked by mistake."""
    _is_called_afterwards(stage)
    _is_allowed(stage, kind="换货")
    _arrive(stage)
    _inspects(stage, "损坏", "报废")
    desk = stage.person("service_manager")
    desk.open(_page(stage))
    desk.press("撤销…")
    desk.fill({"原因": "登记有误"})
    desk.press("撤销退货")
    stage.work()
    assert _state(stage) == "cancelled"


def _asks(stage: Stage, *, reason: str = "质量问题", kind: str = "退款") -> None:
    desk = stage.person("service")
    desk.open(f"/crm/returns/new?order={stage.newest(tables.order)}")
    desk.fill({f"{PRODUCT} · 数量": "1", "原因": reason, "处理方式": kind})
    desk.press("提交")
    stage.work()


def _decides(stage: Stage, opinion: str, button: str) -> None:
    head = stage.takes("service_manager", "审批", "RT-")
    head.fill({"意见（退回、驳回必填）": opinion})
    head.press(button)
    stage.work()


def _is_allowed(stage: Stage, *, reason: str = "质量问题", kind: str = "退款") -> None:
    _asks(stage, reason=reason, kind=kind)
    stage.agrees("service_manager", "审批", "RT-")
    if kind == "退款":
        stage.agrees("finance", "审批", "RT-")


def _arrive(stage: Stage) -> None:
    keeper = stage.person("warehouse")
    keeper.open(_page(stage))
    keeper.press("货物已到")
    stage.work()


def _inspects(stage: Stage, found: str, disposition: str) -> None:
    keeper = stage.person("warehouse")
    keeper.open(_page(stage))
    keeper.fill({f"{PRODUCT} · 实收": "1", f"{PRODUCT} · 验收状态": found, f"{PRODUCT} · 处置": disposition})
    keeper.press("完成验收")
    stage.work()


def _is_paid(stage: Stage) -> None:
    stage.agrees("finance_manager", "审批（财务主管）", COMPANY)
    finance = stage.takes("finance", "填写付款明细", COMPANY)
    finance.fill({"付款账户": "基本户 · 工商银行苏州园区支行 8866", "付款方式": "银行转账"})
    finance.press("完成")
    finance = stage.takes("finance", "登记银行回单", COMPANY)
    finance.fill({"银行结果": "已付款", "银行流水号": "W-2"})
    finance.press("完成")
    stage.work()


def _is_called_afterwards(stage: Stage) -> None:
    """Good customers are asked whether they are content."""
    seller = stage.person("salesperson")
    account = stage.one(select(tables.order.c.account_id).order_by(tables.order.c.id.desc()))
    seller.open(f"/crm/records/accounts/{account}/edit")
    seller.fill({"级别": "A 级"})
    seller.press("保存返回")


def _page(stage: Stage) -> str:
    return f"/crm/returns/{stage.newest(tables.return_order)}"


def _state(stage: Stage) -> str:
    return str(stage.one(select(tables.return_order.c.state).order_by(tables.return_order.c.id.desc())))
