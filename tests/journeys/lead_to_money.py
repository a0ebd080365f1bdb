"""From the first call of somebody unknown to the last payment, then a return and a complaint: all by clicking.

No stand-ins: every package is the shipped one, every command the one that a page gives.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from adapters.crm import tables
from tests.journeys.stage import Stage

COMPANY = "北岬食品机械"
ADDRESS = "苏州工业园区金鸡湖大道 88 号"
PRODUCT = "GX-150"
#: condition, days after it, part of the order's total, words
INSTALMENTS = (
    ("签约后", "0", "5385.60", "定金"),
    ("交货后", "7", "7180.80", "到货款"),
    ("验收后", "10", "3590.40", "验收款"),
    ("质保期满", "0", "1795.20", "质保金"),
)


def enters_a_lead(stage: Stage) -> None:
    seller = stage.person("salesperson")
    seller.open("/crm/leads/new")
    seller.fill({"方式": "电话", "公司": COMPANY, "联系人": "刘洋", "电话": "138 0000 1111"})
    seller.fill({"关心的产品": "测厚仪", "内容": "想要三台测厚仪"})
    seller.press("登记线索")
    manager = stage.takes("manager", "人工分配", COMPANY)
    manager.sees("138 0000 1111", "想要三台测厚仪")
    manager.fill({"负责人": "销售代表 李伟"})
    manager.press("完成")


def follows_it_up(stage: Stage) -> None:
    seller = stage.takes("salesperson", "首次联系", COMPANY)
    seller.fill({"联系方式": "打电话", "结果": "已联系上", "合格？": "是", "预算": "80000"})
    seller.press("完成")
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "继续推进", "做了什么、结果如何": "上门演示，客户认可"})
    seller.fill({"新阶段": "进入", "下一步": "报价"})
    seller.press("完成")
    seller = stage.takes("salesperson", "推进机会", COMPANY)
    seller.fill({"决定": "去报价"})
    seller.press("完成")


def quotes_above_the_limit(stage: Stage, answer: str = "接受") -> None:
    seller = stage.takes("salesperson", "修改报价", COMPANY)
    seller.follow("打开报价")
    seller.press("输入品名或型号添加，或从电子表格粘贴")
    seller.fill({"产品": PRODUCT, "数量": "3", "职位": "12%", "原因": "竞争对手报价低"})
    seller.press("提交审批")
    stage.agrees("manager", "审批（销售经理）", COMPANY)
    stage.agrees("director", "审批（销售总监）", COMPANY)
    seller = stage.takes("salesperson", "人工发送", COMPANY)
    seller.fill({"发送方式": "传真"})
    seller.press("完成")
    stage.work()
    seller.open(f"/crm/quotes/{stage.newest(tables.quote)}")
    seller.follow("客户答复")
    seller.fill({"答复": answer} if answer == "接受" else {"答复": answer, "说明或原因": "太贵"})
    seller.press("登记答复")
    stage.work()


def has_the_customer_approved(stage: Stage) -> None:
    seller = stage.takes("salesperson", "补充资料", COMPANY)
    seller.sees("缺少：地址、付款条件、结算方式、最低折扣")
    seller.follow("编辑")
    seller.fill({"地址": ADDRESS, "付款条件": "月结 30 天", "结算方式": "月结 30 天", "最低折扣": "12%"})
    seller.press("保存返回")
    seller.press("完成")
    stage.agrees("manager", "审批（销售经理）", "K-00061")


def orders_it(stage: Stage) -> None:
    order = stage.newest(tables.order)
    seller = stage.person("salesperson")
    seller.open(f"/crm/orders/{order}/plan")
    for _ in INSTALMENTS[1:]:
        seller.press("添加一期")
    for line, (event, days, amount, remark) in enumerate(INSTALMENTS, start=1):
        seller.fill({"条件": event, "事件后天数": days, "应收日期": "", "金额": amount, "备注": remark}, line)
    seller.press("保存")
    seller = stage.takes("salesperson", "完善订单", "SO-")
    seller.sees("没有交货日期")
    seller.follow("打开")
    seller.fill({"交货日期": stage.day(30), "收货城市": "苏州", "收货地址": ADDRESS, "原因": "已随报价批准"})
    seller.press("提交")
    stage.agrees("manager", "审批（销售经理）", "SO-")
    stage.agrees("finance_manager", "审批（信用控制）", "SO-")
    stage.agrees("finance", "审批（财务）", "SO-")


def delivers_it(stage: Stage) -> None:
    keeper = stage.takes("warehouse", "拣货", "SO-")
    keeper.sees("涂层测厚仪")
    keeper.press("完成")
    keeper = stage.takes("warehouse", "打包发货", "SO-")
    keeper.fill({"承运人": "顺丰", "运单号": "SF-1"})
    keeper.press("完成")
    keeper = stage.takes("warehouse", "跟踪配送", "SO-")
    keeper.fill({"状态": "已签收", "签收人": "刘洋"})
    keeper.press("完成")
    stage.work()
    finance = stage.takes("finance", "开具发票", "SO-")
    finance.fill({"发票号": "INV-1", "开票日期": stage.day(0), "金额": "17952"})
    finance.press("完成")
    stage.work()


def collects_the_money(stage: Stage) -> None:
    finance = stage.person("finance")
    finance.open("/crm/receipts/new")
    finance.fill({"客户": COMPANY, "金额": "17952", "银行账户": "基本户 · CNY", "银行流水号": "B-1"})
    finance.press("登记")
    if finance.offers("核销"):
        finance.press("核销")
    stage.work()
    opportunity = stage.newest(tables.opportunity)
    assert stage.one(select(tables.order.c.state).order_by(tables.order.c.id.desc())) == "closed"
    assert (
        stage.one(select(tables.opportunity.c.state).where(tables.opportunity.c.id == opportunity)) == "won"
    )


def takes_one_back(stage: Stage) -> None:
    """One of the three is broken: it comes back and its price is paid back."""
    desk = stage.person("service")
    desk.open(f"/crm/returns/new?order={stage.newest(tables.order)}")
    desk.fill({"涂层测厚仪 · 数量": "1", "原因": "质量问题", "处理方式": "退款"})
    desk.press("提交")
    stage.work()
    head = stage.takes("service_manager", "审批", "RT-")
    head.sees("涂层测厚仪")
    head.press("同意")
    stage.work()
    stage.agrees("finance", "审批", "RT-")
    keeper = stage.person("warehouse")
    keeper.open(f"/crm/returns/{stage.newest(tables.return_order)}")
    keeper.press("货物已到")
    stage.work()
    keeper.open(keeper.path)
    keeper.fill({"涂层测厚仪 · 实收": "1", "涂层测厚仪 · 验收状态": "完好", "涂层测厚仪 · 处置": "入库"})
    keeper.press("完成验收")
    stage.work()
    stage.agrees("finance_manager", "审批（财务主管）", COMPANY)
    finance = stage.takes("finance", "填写付款明细", COMPANY)
    finance.fill({"付款账户": "基本户 · 工商银行苏州园区支行 8866", "付款方式": "银行转账"})
    finance.press("完成")
    finance = stage.takes("finance", "登记银行回单", COMPANY)
    finance.fill({"银行结果": "已付款", "银行流水号": "W-1"})
    finance.press("完成")
    stage.work()
    assert (
        stage.one(select(tables.return_order.c.state).order_by(tables.return_order.c.id.desc())) == "closed"
    )


def complains(stage: Stage) -> None:
    """The customer is angry: the general manager decides, and the instrument is repaired."""
    account = stage.one(select(tables.order.c.account_id).order_by(tables.order.c.id.desc()))
    desk = stage.person("service")
    desk.open(f"/crm/service/new?account_id={account}")
    unit = stage.one(select(tables.product_archive.c.serial_no).order_by(tables.product_archive.c.id.desc()))
    desk.fill(
        {
            "类型": "投诉",
            "方式": "电话",
            "产品编号或序列号": unit,
            "主题": "读数漂移",
            "客户反映的内容": "每天漂移 2%",
        }
    )
    desk.press("登记")
    stage.work()
    desk = stage.takes("service", "分类定级", "读数漂移")
    desk.fill({"分类": "产品质量", "严重程度": "2 较重", "紧急程度": "紧急", "客户情绪": "愤怒"})
    desk.press("完成")
    stage.wait(timedelta(days=2))  # nobody takes it up in time
    general = stage.takes("general", "升级决定", "读数漂移")
    general.fill({"决定": "换处理人", "新的处理职位": "服务经理", "理由": "客户重要"})
    general.press("完成")
    head = stage.takes("service_manager", "受理并计划", "读数漂移")
    head.fill({"处理计划": "上门检测", "给客户的初步答复": "今天安排"})
    head.press("完成")
    head = stage.takes("service_manager", "提出解决方案", "读数漂移")
    head.fill(
        {"根本原因": "探头老化", "解决方案": "更换探头", "采取的措施": "维修", "答复客户的内容": "已更换"}
    )
    head.press("完成")
    stage.work()
    engineer = stage.takes("technical", "诊断", "RP-")
    engineer.fill({"诊断": "探头漂移", "配件费": "0", "人工费": "0"})
    engineer.press("完成")
    engineer = stage.takes("technical", "维修", "RP-")
    engineer.fill({"结果": "已修复", "维修内容": "更换探头"})
    engineer.press("完成")
    stage.work()
    desk = stage.takes("service", "电话答复", "读数漂移")
    desk.fill({"答复客户的内容": "探头已更换，读数正常"})
    desk.press("完成")
    stage.work()
    case = stage.newest(tables.feedback)
    desk.open(f"/crm/service/{case}")
    desk.fill({"客户的原话": "现在稳定了", "满意度": "4 满意"})
    desk.press("已确认")
    stage.work()
    head = stage.takes("service_manager", "投诉总结", "读数漂移")
    head.fill({"根本原因": "探头老化", "预防措施": "出厂加测"})
    head.press("完成")
    assert stage.one(select(tables.feedback.c.state).where(tables.feedback.c.id == case)) == "closed"


def sells(stage: Stage) -> None:
    """From the lead to the closed order."""
    enters_a_lead(stage)
    follows_it_up(stage)
    quotes_above_the_limit(stage)
    has_the_customer_approved(stage)
    orders_it(stage)
    delivers_it(stage)
    collects_the_money(stage)
