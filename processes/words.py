"""Words for the parts of a diagram, in both languages."""

from __future__ import annotations

#: BPMN element → English, Chinese
KINDS: dict[str, tuple[str, str]] = {
    "task": ("task", "任务"),
    "userTask": ("user task", "用户任务"),
    "serviceTask": ("service task", "服务任务"),
    "sendTask": ("send task", "发送任务"),
    "receiveTask": ("receive task", "接收任务"),
    "scriptTask": ("script task", "脚本任务"),
    "manualTask": ("manual task", "手工任务"),
    "businessRuleTask": ("decision task", "决策任务"),
    "callActivity": ("call activity", "调用活动"),
    "subProcess": ("sub-process", "子流程"),
    "adHocSubProcess": ("ad-hoc sub-process", "自由子流程"),
    "transaction": ("transaction", "事务"),
    "startEvent": ("start event", "开始事件"),
    "endEvent": ("end event", "结束事件"),
    "intermediateCatchEvent": ("catching event", "中间捕获事件"),
    "intermediateThrowEvent": ("throwing event", "中间抛出事件"),
    "boundaryEvent": ("boundary event", "边界事件"),
    "exclusiveGateway": ("exclusive gateway", "排他网关"),
    "parallelGateway": ("parallel gateway", "并行网关"),
    "inclusiveGateway": ("inclusive gateway", "包容网关"),
    "eventBasedGateway": ("event gateway", "事件网关"),
    "complexGateway": ("complex gateway", "复杂网关"),
    "sequenceFlow": ("flow", "顺序流"),
    "messageFlow": ("message flow", "消息流"),
    "association": ("association", "关联"),
    "participant": ("pool", "池"),
    "lane": ("lane", "泳道"),
    "textAnnotation": ("note", "注释"),
    "group": ("group", "分组"),
    "dataObject": ("data object", "数据对象"),
    "dataObjectReference": ("data object", "数据对象"),
    "dataStoreReference": ("data store", "数据存储"),
    "message": ("message", "消息"),
    "signal": ("signal", "信号"),
    "error": ("error", "错误"),
    "escalation": ("escalation", "升级"),
}

#: the last part of what changed → English, Chinese
ATTRIBUTES: dict[str, tuple[str, str]] = {
    "kind": ("kind", "类型"),
    "name": ("name", "名称"),
    "text": ("text", "文本"),
    "default": ("default flow", "默认分支"),
    "sourceRef": ("from", "起点"),
    "targetRef": ("to", "终点"),
    "attachedToRef": ("attached to", "附着于"),
    "calledElement": ("called process", "被调用流程"),
    "cancelActivity": ("interrupts", "中断"),
    "isSequential": ("one after the other", "依次进行"),
    "conditionExpression": ("condition", "条件"),
    "completionCondition": ("completion condition", "完成条件"),
    "timeDuration": ("duration", "时长"),
    "timeDate": ("date", "时间"),
    "timeCycle": ("repetition", "周期"),
    "documentation": ("description", "说明"),
    "script": ("script", "脚本"),
    "messageRef": ("message", "消息"),
    "gx:adapter": ("application", "调用应用"),
    "gx:form": ("form", "表单"),
    "gx:assignee": ("assignee", "办理人"),
    "gx:candidateGroups": ("positions", "候选职位"),
    "gx:candidateUsers": ("people", "候选人"),
    "gx:due": ("due", "时限"),
    "gx:followUp": ("follow-up", "跟进"),
    "gx:priority": ("priority", "优先级"),
    "gx:title": ("title", "标题"),
    "gx:decision": ("decision", "决策"),
    "gx:policy": ("approval flow", "审批流程"),
}


def kind_word(kind: str, lang: str) -> str:
    """The kind of an element; foreign ones by their own name."""
    english, chinese = KINDS.get(kind, (kind, kind))
    return chinese if lang == "zh" else english


def attribute_word(path: str, lang: str) -> str:
    """What changed, such as `extensionElements/gx:in/source`; the last known word of the path."""
    for part in reversed([one.partition("#")[0] for one in path.split("/")]):
        if part in ATTRIBUTES and (part != "text" or "/" not in path):
            english, chinese = ATTRIBUTES[part]
            return chinese if lang == "zh" else english
    return path
