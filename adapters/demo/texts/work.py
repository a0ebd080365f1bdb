"""Everyday work: calls, visits, tasks, announcements."""

from __future__ import annotations

#: type of contact, direction, subject, content
TALKS: tuple[tuple[str, str, str, str], ...] = (
    ("call", "out", "例行回访", "设备运行正常，年底有扩产计划。"),
    ("call", "out", "跟进报价", "对方说下周评审，价格压力较大。"),
    ("call", "in", "询问交期", "客户询问发货时间，已答复本周内。"),
    ("call", "in", "索取样本", "新来的设备工程师需要产品样本，已发电子版。"),
    ("visit", "out", "上门拜访", "与采购经理和设备主管见面，了解明年预算。"),
    ("visit", "out", "现场勘察", "查看二号线安装位置，拍照并测量空间。"),
    ("mail", "out", "发送技术方案", "附技术方案和配置清单。"),
    ("mail", "in", "图纸与工况", "客户发来产线图纸和速度范围。"),
    ("chat", "out", "节日问候", "发送节日问候。"),
    ("chat", "in", "技术咨询", "询问探头量程，已回复。"),
    ("call", "out", "催收货款", "对方财务承诺本月安排。"),
    ("visit", "out", "验收陪同", "陪同客户验收，签署验收单。"),
)
#: kind, subject, content, result
TASKS: tuple[tuple[str, str, str, str], ...] = (
    ("sales", "整理年度采购计划", "向客户了解明年备件需求", "拿到明年预算表，备件约 12 万"),
    ("sales", "送样测试", "带便携测厚仪到现场做样件测试", "测试 20 件，重复性 1 μm，客户认可"),
    ("sales", "拜访总工", "介绍 X 射线方案", "总工认可方案，要求补充辐射安全材料"),
    ("sales", "提交技术方案", "按图纸准备方案与配置", "方案已提交并讲解"),
    ("sales", "催收到期货款", "联系客户财务确认付款日", "对方确认下周三付款"),
    ("sales", "续签维保合同", "维保下月到期，准备续签", "客户同意续签一年"),
    ("market", "工博会邀约", "邀请客户到展台参观", "确认参加，两人"),
    ("market", "案例采集", "征得客户同意拍摄应用案例", "已拍摄，文字稿待客户确认"),
    ("service", "年度保养", "按合同上门保养", "保养完成，更换滤芯"),
    ("service", "操作工培训", "新员工操作培训", "培训 6 人，全部通过考核"),
    ("service", "回访安装质量", "安装后一个月回访", "运行稳定，客户满意"),
    ("other", "更新客户资料", "核对开票信息与收货地址", "已更新"),
)
#: title, English, body
NEWS: tuple[tuple[str, str, str], ...] = (
    ("公司通过质量体系年度审核", "Quality audit passed", "本年度质量体系监督审核顺利通过，无不符合项。"),
    ("春节放假与值班安排", "New Year holiday and duty", "放假期间售后热线照常，值班表见附件。"),
    ("GX-220 双探头测厚仪新版上市", "New GX-220 released", "新版支持 Profinet，交期四周。"),
    ("华东展会总结", "Trade fair report", "收集线索 46 条，重点客户 12 家。"),
    ("新价目表生效通知", "New price list in force", "备件类价格调整，请使用新价目表报价。"),
    ("应收款专项清理", "Collecting what is overdue", "逾期 60 天以上的客户由主管牵头制定对策。"),
    ("第三季度销售冠军", "Best seller of the quarter", "祝贺李伟获得第三季度销售冠军。"),
    ("年终盘点安排", "Stock count at the end of the year", "请仓库与各部门配合完成盘点。"),
)
#: Meetings of the coming days: title, hour, minutes
MEETINGS: tuple[tuple[str, int, int], ...] = (
    ("拜访客户", 10, 90), ("技术交流会", 14, 120), ("部门周会", 9, 60), ("方案评审", 15, 60), ("验收陪同", 10, 180),
    ("电话会议", 16, 45),
)  # fmt: skip
INTERESTS = ("钓鱼", "羽毛球", "书法", "登山", "摄影", "茶", "足球", "围棋")
