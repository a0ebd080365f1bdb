"""The lists that administrators keep: kind → Chinese, English."""

from __future__ import annotations

from adapters.crm.words import Words

LOOKUP_KINDS: Words = {
    "customer_type": ("客户类型", "Customer types"),
    "customer_stage": ("客户阶段", "Customer stages"),
    "customer_level": ("客户级别", "Customer levels"),
    "customer_source": ("客户来源", "Customer sources"),
    "customer_state": ("客户状态", "Customer states"),
    "industry": ("行业", "Industries"),
    "relation_type": ("关系类型", "Kinds of relations"),
    "intention": ("意向", "Intentions"),
    "salutation": ("称呼", "Salutations"),
    "decision_role": ("决策角色", "Roles in decisions"),
    "comm_type": ("交流方式", "Ways of contact"),
    "hot_spot": ("热点话题", "Topics"),
    "event_type": ("客户事件类型", "Customer events"),
    "opportunity_stage": ("机会阶段", "Opportunity stages"),
    "close_reason": ("关闭原因", "Reasons for closing"),
    "return_reason": ("退货原因", "Reasons for returns"),
    "payment_method": ("付款方式", "Methods of payment"),
    "settlement_method": ("结算方式", "Settlement methods"),
    "expense_type": ("费用类型", "Expense types"),
    "fault_type": ("故障类型", "Kinds of faults"),
    "knowledge_category": ("知识分类", "Knowledge categories"),
    "product_line": ("产品线", "Product lines"),
    "unit": ("计量单位", "Units"),
    "currency": ("币种", "Currencies"),
    "service_level": ("服务级别", "Service levels"),
    "compensation_kind": ("补偿方式", "Ways of compensation"),
    "credit_rating": ("信用等级", "Credit ratings"),
    "feedback_category": ("反馈分类", "Categories of feedback"),
    "sales_method": ("销售方法", "Sales methods"),
}
