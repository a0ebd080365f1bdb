"""How complaints end, over the pages: for a customer whose three instruments were delivered."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from adapters.crm import tables
from tests.journeys.lead_to_money import COMPANY
from tests.journeys.stage import Stage

DAY = timedelta(days=1)
SUBJECT = "读数漂移"


def a_second_complaint_is_merged(stage: Stage) -> None:
    _complains(stage)
    _complains(stage)
    second, first, *_ = _cases(stage)
    assert (second.state, second.duplicate_of_id) == ("closed", first.id)


def a_complaint_is_withdrawn(stage: Stage) -> None:
    """Before anybody answers."""
    _complains(stage)
    _classifies(stage)
    desk = stage.person("service")
    desk.open(_page(stage))
    desk.fill({"原因": "客户自行解决"})
    desk.press("客户撤回投诉")
    stage.work()
    _summarises(stage, "service")
    assert _cases(stage)[0].state == "closed"


def the_general_manager_closes_it(stage: Stage) -> None:
    """Nobody takes it up in time."""
    _complains(stage)
    _classifies(stage)
    stage.wait(2 * DAY)
    general = stage.takes("general", "升级决定", SUBJECT)
    general.fill({"决定": "结案", "理由": "客户已另行解决"})
    general.press("完成")
    stage.work()
    assert _cases(stage)[0].state == "closed"


def everything_is_late(stage: Stage) -> None:
    """Every reminder and every deadline; reopened once; what was learnt becomes knowledge."""
    _complains(stage)
    stage.wait(1 * DAY)
    _classifies(stage, severity="4 轻微")
    _accepts(stage, departments="技术")
    stage.wait(3 * DAY)
    engineer = stage.takes("technical", "调查", SUBJECT)
    engineer.fill({"调查结果": "探头漂移", "原因": "老化", "建议": "更换"})
    engineer.press("完成")
    stage.wait(8 * DAY)
    _solves(stage)
    desk = stage.person("service")
    desk.open(_page(stage))
    desk.fill({"客户的原话": "还在漂移"})
    desk.press("不满意")
    stage.work()
    assert _cases(stage)[0].reopen_count == 1
    _accepts(stage, "service_manager")
    _solves(stage, "service_manager")
    stage.wait(8 * DAY)
    desk = stage.takes("service", "致电客户", SUBJECT)
    desk.fill({"客户是否满意": "满意", "满意度": "4 满意", "客户的话": "现在稳定了"})
    desk.press("完成")
    _summarises(stage, "service_manager", knowledge=True)
    stage.work()
    reviewer = stage.takes("technical", "评审", SUBJECT)
    reviewer.fill({"评审决定": "同意发布"})
    reviewer.press("完成")
    stage.wait(8 * DAY)
    desk = stage.takes("service", "回访", SUBJECT)
    desk.sees("处理记录")  # what happened, not the knowledge that came of it
    desk.fill({"客户仍然满意吗": "是"})
    desk.press("完成")
    stage.wait(24 * DAY)
    desk = stage.takes("service", "回访", SUBJECT)
    desk.fill({"客户仍然满意吗": "是"})
    desk.press("完成")
    assert _cases(stage)[0].state == "closed"


def an_instalment_is_disputed(stage: Stage) -> None:
    """The customer does not pay because of the goods; dunning goes on when he has his answer."""
    stage.wait(12 * DAY)
    seller = stage.takes("salesperson", "联系客户", COMPANY)
    seller.fill({"客户答复": "有争议", "说明": "读数漂移"})
    seller.press("完成")
    stage.work()
    _classifies(stage, about=COMPANY)
    _accepts(stage, about=COMPANY)
    _solves(stage, about=COMPANY)
    assert _cases(stage)[0].state == "waiting_customer"


def _complains(stage: Stage) -> None:
    account = stage.one(select(tables.order.c.account_id).order_by(tables.order.c.id.desc()))
    desk = stage.person("service")
    desk.open(f"/crm/service/new?account_id={account}")
    desk.fill({"类型": "投诉", "方式": "电话", "主题": SUBJECT, "客户反映的内容": "每天漂移 2%"})
    desk.press("登记")
    stage.work()


def _classifies(stage: Stage, *, severity: str = "2 较重", about: str = SUBJECT) -> None:
    desk = stage.takes("service", "分类定级", about)
    desk.fill({"分类": "产品质量", "严重程度": severity, "紧急程度": "紧急", "客户情绪": "不满"})
    desk.press("完成")
    stage.work()


def _accepts(stage: Stage, login: str = "service", departments: str = "", *, about: str = SUBJECT) -> None:
    handler = stage.takes(login, "受理并计划", about)
    handler.fill({"处理计划": "上门检测", "协查部门": departments, "给客户的初步答复": "今天安排"})
    handler.press("完成")
    stage.work()


def _solves(stage: Stage, login: str = "service", *, about: str = SUBJECT) -> None:
    handler = stage.takes(login, "提出解决方案", about)
    handler.fill({"根本原因": "探头老化", "解决方案": "更换探头", "答复客户的内容": "已更换"})
    handler.press("完成")
    stage.work()
    desk = stage.takes("service", "电话答复", about)  # the customer has no address
    desk.fill({"答复客户的内容": "探头已更换"})
    desk.press("完成")
    stage.work()


def _summarises(stage: Stage, login: str, *, knowledge: bool = False) -> None:
    handler = stage.takes(login, "投诉总结", SUBJECT)
    handler.fill({"根本原因": "探头老化", "预防措施": "出厂加测"})
    if knowledge:
        handler.fill({"写入知识库": "是"})
    handler.press("完成")
    stage.work()


def _page(stage: Stage) -> str:
    return f"/crm/service/{stage.newest(tables.feedback)}"


def _cases(stage: Stage) -> list[object]:
    """The newest first."""
    with stage.site.store.read() as connection:
        return list(connection.execute(select(tables.feedback).order_by(tables.feedback.c.id.desc())))
