"""Codes of returns and repairs with their words: code → Chinese, English."""

from __future__ import annotations

from adapters.crm.words import Words

STATES: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("审批中", "In approval"),
    "approved": ("已批准", "Approved"),
    "awaiting_goods": ("待收货", "Goods awaited"),
    "received": ("已收货", "Goods received"),
    "inspected": ("已验收", "Inspected"),
    "refund_due": ("待退款", "Refund due"),
    "refunded": ("已退款", "Refunded"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
    "rejected": ("已驳回", "Rejected"),
}
TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "approved": "accent",
    "awaiting_goods": "warn",
    "received": "warn",
    "inspected": "accent",
    "refund_due": "warn",
    "refunded": "ok",
    "closed": "ok",
    "cancelled": "",
    "rejected": "bad",
}
KINDS: Words = {
    "refund": ("退款", "Refund"),
    "replace": ("换货", "Replacement"),
    "repair": ("维修", "Repair"),
}
#: The list that a new CRM starts with (lookup `return_reason`).
REASONS: Words = {
    "defective": ("质量问题", "Defective"),
    "transport": ("运输损坏", "Damaged in transport"),
    "wrong_delivery": ("发错货", "Wrong delivery"),
    "not_needed": ("不再需要", "No longer needed"),
    "other": ("其他", "Other"),
}
INSPECTED: Words = {
    "": ("–", "–"),
    "ok": ("完好", "Sound"),
    "damaged": ("损坏", "Damaged"),
    "missing": ("缺少", "Missing"),
}
DISPOSITIONS: Words = {
    "": ("–", "–"),
    "restock": ("入库", "Back to stock"),
    "scrap": ("报废", "Scrap"),
    "repair": ("维修", "Repair"),
    "send_back": ("退回客户", "Send back"),
}
UNIT_STATES: Words = {
    "in_use": ("使用中", "In use"),
    "in_repair": ("维修中", "In repair"),
    "returned": ("已退回", "Returned"),
    "scrapped": ("已报废", "Scrapped"),
}
REPAIR_STATES: Words = {
    "registered": ("已登记", "Registered"),
    "quoted": ("待客户确认", "Customer asked"),
    "accepted": ("维修中", "In repair"),
    "refused": ("客户拒绝", "Refused"),
    "repaired": ("已修复", "Repaired"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}
REPAIR_TONES = {
    "registered": "outline",
    "quoted": "warn",
    "accepted": "accent",
    "refused": "bad",
    "repaired": "accent",
    "closed": "ok",
    "cancelled": "",
}
REPAIR_RESULTS: Words = {
    "": ("–", "–"),
    "repaired": ("已修复", "Repaired"),
    "replaced": ("已更换", "Replaced"),
    "not_repairable": ("无法修复", "Cannot be repaired"),
    "no_fault": ("未发现故障", "No fault found"),
}
FAULT_TYPES: Words = {
    "electrical": ("电气故障", "Electrical"),
    "mechanical": ("机械故障", "Mechanical"),
    "software": ("软件故障", "Software"),
    "calibration": ("精度超差", "Out of calibration"),
    "damage": ("外部损坏", "Damaged from outside"),
}
