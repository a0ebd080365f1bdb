"""Contracts: what they are about, and the text of the standard one."""

from __future__ import annotations

#: kind, title, amount in yuan
CONTRACTS: tuple[tuple[str, str, int], ...] = (
    ("supply", "年度备件供货框架", 180000), ("service", "年度维保合同", 66000), ("sales", "测厚仪采购合同", 312000),
    ("quality", "质量保证协议", 20000), ("service", "校准服务合同", 36000), ("supply", "传感器框架协议", 240000),
    ("sales", "控制系统改造合同", 420000), ("service", "远程支持合同", 24000), ("agency", "华东代理协议", 500000),
    ("sales", "二期检测设备合同", 560000), ("service", "三年维保合同", 198000), ("supply", "易损件寄售协议", 90000),
)  # fmt: skip
TERMS = "质保十二个月；验收以双方签字为准；争议由供方所在地法院管辖。"
BODY = (
    "合同编号：{no}\n\n甲方：{customer}\n乙方：衡川测控\n\n一、合同金额：{amount}。\n二、期限：{start} 至 {end}。\n"
    "三、付款方式：{payment}\n四、主要条款：{terms}\n\n签署人：{signers}\n"
)
