"""Codes that CRM rows store, with their words: code → Chinese, English."""

from __future__ import annotations

from collections.abc import Mapping

Words = dict[str, tuple[str, str]]

STATES: Words = {
    "draft": ("草稿", "a draft"),
    "in_approval": ("审批中", "in approval"),
    "returned": ("已退回修改", "returned for changes"),
    "approved": ("已批准", "approved"),
    "rejected": ("已驳回", "rejected"),
    "withdrawn": ("已撤回", "withdrawn"),
    "sent": ("已发送", "sent"),
    "accepted": ("已成交", "accepted by the customer"),
    "refused": ("客户未接受", "refused by the customer"),
    "expired": ("已过期", "expired"),
}

#: The same as labels on chips.
STATE_LABELS: Words = {
    "draft": ("草稿", "Draft"),
    "in_approval": ("审批中", "In approval"),
    "returned": ("已退回", "Returned"),
    "approved": ("已批准", "Approved"),
    "rejected": ("已驳回", "Rejected"),
    "withdrawn": ("已撤回", "Withdrawn"),
    "sent": ("已发送", "Sent"),
    "accepted": ("已成交", "Accepted"),
    "refused": ("客户未接受", "Refused"),
    "expired": ("已过期", "Expired"),
}

STATE_TONES = {
    "draft": "outline",
    "in_approval": "accent",
    "returned": "warn",
    "approved": "ok",
    "accepted": "ok",
    "refused": "bad",
    "expired": "warn",
    "rejected": "bad",
    "withdrawn": "",
    "sent": "ok",
}
LEVEL_TONES = {"A": "accent", "C": "outline"}

SENT_HOW: Words = {
    "mail": ("邮件", "Mail"),
    "fax": ("传真", "Fax"),
    "portal": ("门户", "Portal"),
    "post": ("邮寄", "Post"),
    "hand": ("面交", "By hand"),
}

ANSWERS: Words = {
    "accepted": ("接受", "Accepted"),
    "negotiate": ("还要谈", "Wants to negotiate"),
    "refused": ("不接受", "Refused"),
}

KINDS: Words = {
    "prospect": ("潜在客户", "Prospect"),
    "customer": ("客户", "Customer"),
    "agent": ("代理", "Agent"),
    "partner": ("合作伙伴", "Partner"),
    "supplier": ("供应商", "Supplier"),
}

POOL_STATES: Words = {
    "claimed": ("已归属", "Owned"),
    "public": ("公共池", "In the pool"),
    "recycled": ("回收站", "In the recycle bin"),
}

LEVELS: Words = {
    "A": ("A 级", "Level A"),
    "B": ("B 级", "Level B"),
    "C": ("C 级", "Level C"),
}

INDUSTRIES: Words = {
    "precision": ("精密制造", "Precision engineering"),
    "metal": ("金属材料", "Metals"),
    "chemical": ("化工", "Chemicals"),
    "electronics": ("电子", "Electronics"),
    "automotive": ("汽车零部件", "Automotive parts"),
    "energy": ("能源装备", "Energy equipment"),
    "medical": ("医疗器械", "Medical devices"),
    "logistics": ("物流仓储", "Logistics"),
    "food": ("食品饮料", "Food and drink"),
    "paper": ("造纸包装", "Paper and packaging"),
}

SOURCES: Words = {
    "fair": ("展会", "Trade fair"),
    "referral": ("老客户介绍", "Referral"),
    "web": ("网站", "Website"),
    "call": ("电话开发", "Cold call"),
    "agent": ("代理推荐", "Agent"),
}

DECISION_ROLES: Words = {
    "decider": ("决策者", "Decider"),
    "influencer": ("影响者", "Influencer"),
    "user": ("使用者", "User"),
    "buyer": ("采购", "Buyer"),
    "gatekeeper": ("把关人", "Gatekeeper"),
    "coach": ("内线", "Coach"),
}

TASK_KINDS: Words = {
    "market": ("市场", "Marketing"),
    "sales": ("销售", "Sales"),
    "service": ("服务", "Service"),
    "other": ("其他", "Other"),
    "all": ("全部", "All"),
}

CURRENCIES: Words = {"CNY": ("人民币", "Renminbi"), "USD": ("美元", "US dollar"), "EUR": ("欧元", "Euro")}

DISCOUNTS: Words = {
    "volume": ("销量", "Volume"),
    "customer": ("客户", "Customer"),
    "agent": ("代理", "Agent"),
    "position": ("职位", "Position"),
}

FIELDS: Words = {
    "name": ("名称", "Name"),
    "name_en": ("英文名称", "English name"),
    "short_name": ("简称", "Short name"),
    "level": ("级别", "Level"),
    "kind": ("类型", "Kind"),
    "industry": ("行业", "Industry"),
    "source": ("来源", "Source"),
    "province": ("省份", "Province"),
    "city": ("城市", "City"),
    "address": ("地址", "Address"),
    "phone": ("电话", "Phone"),
    "mobile": ("手机", "Mobile"),
    "email": ("邮箱", "Email"),
    "homepage": ("网址", "Website"),
    "tax_no": ("税号", "Tax number"),
    "employee_count": ("人数", "Employees"),
    "introduction": ("简介", "Introduction"),
    "payment_terms": ("付款", "Payment"),
    "delivery_terms": ("交货", "Delivery"),
    "credit_limit": ("信用额度", "Credit limit"),
    "receivable": ("应收", "Receivable"),
    "overdue": ("逾期款", "Overdue"),
    "owner_id": ("负责人", "Owner"),
    "state": ("状态", "State"),
    "version": ("版本", "Version"),
    "total": ("总额", "Total"),
    "list_total": ("目录价合计", "List total"),
    "rule_total": ("自动折扣", "Automatic discount"),
    "given_total": ("职位折扣", "Granted discount"),
    "tax_total": ("税额", "Tax"),
    "max_discount": ("最大行折扣", "Largest line discount"),
    "margin": ("毛利率", "Margin"),
    "below_minimum": ("低于公司底价", "Below company minimum"),
    "valid_to": ("有效期至", "Valid until"),
    "quoted_on": ("报价日期", "Quoted on"),
    "title": ("标题", "Title"),
    "contact_id": ("联系人", "Contact"),
    "remark": ("备注", "Remark"),
    "currency": ("币种", "Currency"),
    "instance_id": ("流程实例", "Process instance"),
    "submitted_at": ("提交时间", "Submitted at"),
    "decided_at": ("决定时间", "Decided at"),
    "sent_at": ("发送时间", "Sent at"),
    "sent_how": ("发送方式", "Sent by"),
    "answer": ("客户答复", "Customer's answer"),
    "answered_at": ("答复时间", "Answered at"),
    "answer_note": ("答复说明", "Note on the answer"),
    "competitor_id": ("竞争对手", "Competitor"),
    "price_gap": ("价差", "Price gap"),
    "minimum_reason": ("低于底价的理由", "Reason below the minimum"),
    "snapshot_sha256": ("版本校验值", "Checksum of the version"),
    "price_list_id": ("价格表", "Price list"),
    "opportunity_id": ("销售机会", "Opportunity"),
    "post": ("职务", "Post"),
    "is_main": ("主要联系人", "Main contact"),
    "decision_role": ("决策角色", "Role in decisions"),
}


def word(words: Mapping[str, tuple[str, str]], code: str | None, lang: str) -> str:
    """The word of a code in the reader's language; an unknown code shows as itself."""
    zh, en = words.get(code or "", (code or "", code or ""))
    return zh if lang == "zh" else en
