"""The leave slip from nothing: an administrator sets it up, people ask, decide and file it. All by clicking."""

from __future__ import annotations

from tests.journeys.stage import Stage

SLIP = "请假条"
#: Chinese, English, kind, what belongs to the kind and its words
FIELDS = (
    ("请假类别", "Sort of leave", "选项", "年假 | Annual leave\n事假 | Unpaid leave\n病假 | Sick leave"),
    ("请假时间", "Period", "起止日期", ""),
    ("请假天数", "Days off", "自动计算", "=period_workdays"),
    ("事由", "Why", "多行文本", ""),
)
DETAILS = {"选项": "选项，每行一个：中文 | English", "自动计算": "公式（FEEL）"}


def is_set_up(stage: Stage) -> None:
    admin = stage.person("admin")
    admin.open("/requests/kinds/")
    admin.fill({"中文名称": SLIP, "英文名称": "Leave slip"})
    admin.press("开始")
    admin.sees("QJT-{year}-{no:04d}")
    admin.fill({"分组": "人事与考勤", "图标": "休假"})
    for line, (zh, en, kind, detail) in enumerate(FIELDS, start=1):
        admin.press("添加字段")
        admin.fill({"中文标签": zh, "英文标签": en}, line=line)
        admin.fill({"类型": kind}, line=line)
        if detail:
            admin.fill({DETAILS[kind]: detail})
    admin.fill({"单位": "天"})
    admin.press("添加审批点")
    admin.fill({"中文名称": "总经理", "英文名称": "General manager"}, line=3)
    admin.fill({"由谁决定": "总经理", "仅当": "请假天数", "值": "3"}, line=2)
    admin.fill({"谁为已批准的申请备案": "销售内勤"})
    admin.press("发布")
    admin.sees("第 1 版")


def is_asked_for(stage: Stage) -> None:
    """Two days need the superior; ten also the general manager."""
    seller = stage.person("salesperson")
    seller.open("/requests/")
    seller.follow(SLIP)
    seller.fill({"请假类别": "年假"})
    for days, who in ((1, "不需要"), (9, "孙立群")):
        seller.fill({"开始日期": stage.day(10), "结束日期": stage.day(10 + days), "事由": "探亲"})
        seller.settle()
        seller.sees("陈静", who)
    seller.press("提交")
    seller.sees("QJT-")


def is_decided_and_filed(stage: Stage) -> None:
    stage.agrees("manager", "审批", "QJT-")
    stage.agrees("general", "审批", "QJT-")
    assistant = stage.takes("assistant", "备案", "QJT-")
    assistant.press("完成")
    stage.work()
    seller = stage.person("salesperson")
    seller.open("/requests/mine")
    seller.sees("QJT-", "已备案")
