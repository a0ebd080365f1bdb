"""The codes of service cases and knowledge items, with their words."""

from __future__ import annotations

from adapters.crm.words import Words

TYPES: Words = {
    "complaint": ("投诉", "Complaint"),
    "consult": ("咨询", "Question"),
    "suggestion": ("建议", "Suggestion"),
    "dispute": ("争议", "Dispute"),
    "defective": ("质量问题", "Defective goods"),
    "order_tracking": ("订单查询", "Order tracking"),
    "repair": ("报修", "Repair request"),
}

STATES: Words = {
    "new": ("新建", "New"),
    "assigned": ("已分派", "Assigned"),
    "in_progress": ("处理中", "In progress"),
    "waiting_customer": ("等待客户", "Waiting for the customer"),
    "solved": ("已解决", "Solved"),
    "confirmed": ("客户已确认", "Confirmed"),
    "closed": ("已关闭", "Closed"),
    "reopened": ("重新打开", "Reopened"),
    "rejected": ("不受理", "Not accepted"),
}

STATE_TONES = {
    "new": "accent",
    "assigned": "accent",
    "in_progress": "accent",
    "waiting_customer": "warn",
    "solved": "ok",
    "confirmed": "ok",
    "closed": "outline",
    "reopened": "bad",
    "rejected": "",
}

CHANNELS: Words = {
    "call": ("电话", "Call"),
    "web": ("网站", "Website"),
    "portal": ("客户门户", "Portal"),
    "mail": ("邮件", "Mail"),
    "site": ("驻外办事处", "Site office"),
    "visit": ("上门", "Visit"),
    "fair": ("展会", "Trade fair"),
}

SEVERITIES: Words = {
    "1": ("1 严重", "1 Critical"),
    "2": ("2 较重", "2 Major"),
    "3": ("3 一般", "3 Normal"),
    "4": ("4 轻微", "4 Minor"),
}

URGENCIES: Words = {"1": ("紧急", "Urgent"), "2": ("较急", "Soon"), "3": ("一般", "Normal")}

MOODS: Words = {
    "calm": ("平静", "Calm"),
    "worried": ("担心", "Worried"),
    "annoyed": ("不满", "Annoyed"),
    "angry": ("愤怒", "Angry"),
}

SATISFACTION: Words = {
    "5": ("5 很满意", "5 Very satisfied"),
    "4": ("4 满意", "4 Satisfied"),
    "3": ("3 一般", "3 Neutral"),
    "2": ("2 不满意", "2 Dissatisfied"),
    "1": ("1 很不满意", "1 Very dissatisfied"),
}

ACTIONS: Words = {
    "registered": ("登记", "Registered"),
    "acknowledged": ("已确认收到", "Acknowledged"),
    "merged": ("合并", "Merged"),
    "classified": ("分类", "Classified"),
    "assigned": ("分派", "Assigned"),
    "plan": ("处理计划", "Plan"),
    "first_answer": ("初步答复", "First answer"),
    "finding": ("调查结果", "Finding"),
    "solution": ("解决方案", "Solution"),
    "answer": ("答复客户", "Answered"),
    "customer": ("客户来信", "From the customer"),
    "note": ("备注", "Note"),
    "knowledge": ("采用知识", "Knowledge used"),
    "reminder": ("催办", "Reminder"),
    "escalated": ("升级", "Escalated"),
    "breach": ("超过时限", "Past the promised time"),
    "confirmed": ("客户确认", "Confirmed by the customer"),
    "dissatisfied": ("客户不满意", "Customer not satisfied"),
    "withdrawn": ("客户撤回", "Withdrawn by the customer"),
    "reopened": ("重新打开", "Reopened"),
    "summary": ("总结", "Summary"),
    "closed": ("关闭", "Closed"),
    "ended": ("流程终止", "Process ended"),
    "revisit": ("回访", "Revisit"),
}

ACTION_TONES = {
    "breach": "bad",
    "dissatisfied": "bad",
    "escalated": "warn",
    "reminder": "warn",
    "closed": "ok",
}

KNOWLEDGE_STATES: Words = {
    "draft": ("草稿", "Draft"),
    "review": ("评审中", "In review"),
    "published": ("已发布", "Published"),
    "retired": ("已停用", "Retired"),
}

KNOWLEDGE_TONES = {"draft": "outline", "review": "warn", "published": "ok", "retired": ""}
