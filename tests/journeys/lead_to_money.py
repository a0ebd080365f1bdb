"""From the first call of somebody unknown to the last payment, a return and a repair: everything by clicking."""

from __future__ import annotations

from tests.journeys.stage import Stage

COMPANY = "北岬食品机械"


def enters_a_lead(stage: Stage) -> None:
    seller = stage.person("salesperson")
    seller.open("/crm/leads/new")
    seller.fill({"方式": "电话", "公司": COMPANY, "联系人": "刘洋", "电话": "138 0000 1111"})
    seller.fill({"关心的产品": "测厚仪", "内容": "想要三台测厚仪"})
    seller.press("登记线索")
    manager = stage.takes("manager", "人工分配", COMPANY)
    manager.fill({"负责人": "销售代表 李伟"})
    manager.press("完成")


def qualifies_it(stage: Stage) -> None:
    seller = stage.takes("salesperson", "首次联系", COMPANY)
    seller.fill({"联系方式": "打电话", "结果": "已联系上", "合格？": "是", "预算": "80000"})
    seller.press("完成")


def follows_it_up(stage: Stage) -> None:
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill(
        {
            "决定": "继续推进",
            "做了什么、结果如何": "上门演示，客户认可",
            "新阶段": "进入",
            "下一步": "报价",
        }
    )
    seller.press("完成")
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "去报价"})
    seller.press("完成")


def quotes(stage: Stage, quote: int) -> None:
    seller = stage.person("salesperson")
    seller.open(f"/crm/quotes/{quote}")
    seller.press("输入品名或型号添加，或从电子表格粘贴")
    seller.fill({"产品": "GX-150", "数量": "3", "职位": "12%", "原因": "竞争对手报价低"})
    seller.press("提交审批")


def agrees(stage: Stage, login: str, step: str, words: str = COMPANY) -> None:
    person = stage.takes(login, step, words)
    person.press("同意")
    stage.work()
