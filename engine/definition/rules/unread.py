"""Nothing is lost in silence: what the reader gave no meaning to is listed here, by its weight."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from engine.definition.findings import Finding, Rule
from engine.definition.model import Unread
from engine.definition.rules.view import View, words

RULES: Final[Mapping[str, Rule]] = {
    "VENDOR_HARMLESS": Rule(
        severity="info",
        en="“{owner}”: {what} has no effect here and needs none.",
        zh="“{owner}”：{what} 在此不起作用，也不需要。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
    "VENDOR_COMMIT_POINT": Rule(
        severity="info",
        en="“{owner}”: {what} asks for a commit; every step is committed here.",
        zh="“{owner}”：{what} 要求提交事务；这里每一步都会提交。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
    "VENDOR_IGNORED": Rule(
        severity="warning",
        en="“{owner}”: {what} has a meaning in another engine; here the process runs without it.",
        zh="“{owner}”：{what} 在其他引擎中有含义；此处流程运行时不使用它。",
        fix_en="Check that nothing depends on it.",
        fix_zh="请确认没有内容依赖于它。",
    ),
    "VENDOR_OTHER_LISTENER": Rule(
        severity="warning",
        en="“{owner}”: {what} is a listener of another engine; it is not called.",
        zh="“{owner}”：{what} 是其他引擎的监听器，不会被调用。",
        fix_en="Every step is recorded anyway; for an effect draw a service task.",
        fix_zh="每一步都会记录；如需产生效果，请画服务任务。",
    ),
    "VENDOR_FORM": Rule(
        severity="warning",
        en="“{owner}”: {what} describes a form within the diagram; it is not shown.",
        zh="“{owner}”：{what} 在流程图内描述表单，不会显示。",
        fix_en="Name a form of the package with gx:form.",
        fix_zh="请用 gx:form 指定流程包中的表单。",
    ),
    "VENDOR_LOST": Rule(
        severity="error",
        en="“{owner}”: {what} has a meaning in another engine that would be lost here.",
        zh="“{owner}”：{what} 在其他引擎中有含义，在此会丢失。",
        fix_en="Say the same with the gx: vocabulary, or remove it.",
        fix_zh="请用 gx: 词汇表达相同含义，或将其删除。",
    ),
    "VENDOR_UNKNOWN": Rule(
        severity="warning",
        en="“{owner}”: {what} is unknown.",
        zh="“{owner}”：{what} 未知。",
        fix_en="Did you mean “{near}”?",
        fix_zh="是否应为“{near}”？",
    ),
    "GX_UNKNOWN": Rule(
        severity="error",
        en="“{owner}”: {what} is unknown or means nothing on a {kind}.",
        zh="“{owner}”：{what} 未知，或在 {kind} 上没有含义。",
        fix_en="Did you mean “{near}”?",
        fix_zh="是否应为“{near}”？",
    ),
    "ELEMENT_NOT_RUN": Rule(
        severity="warning",
        en="“{owner}”: the element {what} has no effect when the process runs.",
        zh="“{owner}”：元素 {what} 在流程运行时不起作用。",
        fix_en="Remove it, or say it with elements that run.",
        fix_zh="请删除，或改用可运行的元素。",
    ),
    "ELEMENT_MISPLACED": Rule(
        severity="warning",
        en="“{owner}”: the element {what} is not known or does not belong here.",
        zh="“{owner}”：元素 {what} 未知，或不应出现在此处。",
        fix_en="Did you mean “{near}”?",
        fix_zh="是否应为“{near}”？",
    ),
    "ATTRIBUTE_NOT_READ": Rule(
        severity="warning",
        en="“{owner}”: the attribute {what} means nothing on a {kind}.",
        zh="“{owner}”：属性 {what} 在 {kind} 上没有含义。",
        fix_en="Remove it, or correct its name.",
        fix_zh="请删除，或改正其名称。",
    ),
    "EXTENSION_FOREIGN": Rule(
        severity="info",
        en="{count} × {what}, first at “{owner}”: notes of another tool, kept but without effect.",
        zh="{count} 处 {what}（首次出现在“{owner}”）：其他工具的备注，保留但不起作用。",
        fix_en="It may stay.",
        fix_zh="可以保留。",
    ),
}

_VENDORS: Final = ("camunda", "activiti", "flowable", "fox", "zeebe", "spiffworkflow")
HARMLESS: Final = words(
    """historyTimeToLive diagramRelationId modelerTemplate modelerTemplateVersion modelerTemplateIcon
    isStartableInTasklist jobPriority taskPriority localization category jobCategory includeInHistory
    properties exclusive exclude formFieldValidation property work-form-field-validation userTask
    task-candidates-type sameDeployment isEagerExecutionFetching historyLevel tenantId unitTests
    calledElementTenantId fallbackToDefaultTenant decisionRefTenantId sendSynchronously
    sourceDockerX sourceDockerY targetDockerX targetDockerY rotation caseBinding"""
)
"""Notes, history, tenants and optimisations: nothing that a process does depends on them."""
IGNORED: Final = words(
    """autoStoreVariables businessCalendarName calledElementType candidateStarterGroups
    candidateStarterUsers caseInstanceName completeAsync customPropertiesResolverClass
    customPropertiesResolverDelegateExpression customPropertiesResolverExpression datePattern
    decisionRefBinding decisionRefVersion decisionRefVersionTag doNotIncludeVariables endDate
    errorMessage errorVariableTransient failedJobRetryTimeCycle formRefBinding formRefVersion
    idVariableName instructionsForEndUser jobRetryTimeCycle mapException onTransaction owner priority
    processInstanceIdVariableName processInstanceName processModelDisplayName
    storeResultVariableAsTransient taskCompleterVariableName taskIdVariableName"""
)
"""The process runs, but something that the other engine did beside it does not happen."""
COMMIT: Final = words(
    """async asyncBefore asyncAfter asyncLeave asyncComplete asyncLeaveExclusive noWaitStatesAsyncLeave
    parallelInSameTransaction"""
)
LISTENERS: Final = words("executionListener taskListener eventListener executionListeners taskListeners")
FORMS: Final = words(
    "formData formProperty formField formRef formKey formDefinition userTaskForm constraint validation"
)
LOST: Final = words(
    """class delegateExpression expression topic type field connector connectorId inputOutput inputParameter
    outputParameter script resultVariable resultVariableName skipExpression terminateAll
    errorEventDefinition caseRef caseDefinitionKey variableMappingClass
    variableMappingDelegateExpression in out triggerable variableAggregation eventType eventInParameter
    eventOutParameter eventCorrelationParameter triggerEventCorrelationParameter
    startEventCorrelationConfiguration channelKey triggerChannelKey triggerEventType systemChannel
    variableListenerEventDefinition externalWorkerInParameter externalWorkerOutParameter
    httpRequestHandler httpResponseHandler scope useLocalScopeForResultVariable formHandlerClass
    initiator variableName variableEvents local transient value string map list entry ioMapping input output
    taskDefinition taskHeaders header subscription loopCharacteristics calledElement calledDecision
    assignmentDefinition taskSchedule priorityDefinition preScript postScript mapDecisionResult
    serviceTaskOperator parameters parameter messageVariable
    escalationCodeVariable errorCodeVariable errorMessageVariable errorVariableName businessKey assignee
    candidateUsers candidateGroups dueDate followUpDate collection elementVariable elementIndexVariable
    decisionRef decisionTableReferenceKey calledElementBinding calledElementVersion calledElementVersionTag
    customResource versionTag inheritVariables inheritBusinessKey calledDecisionId potentialStarter
    terminateMultiInstance signalExpression messageExpression srcExpr dstExpr linkExpr varMapping
    ruleVariablesInput rules resource scriptFormat caseVersion condition retries"""
)
GX: Final = words(
    """adapter form assignee candidateGroups candidateUsers due followUp workingTime calendar optional priority
    title decision policy idempotent retries in out input output fieldRights result collection elementVariable
    outputCollection outputElement binding version versionTag errorCodeVariable errorMessageVariable"""
)
_NOT_RUN: Final = words(
    """globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask choreography
    globalChoreographyTask globalConversation conversation subConversation callConversation
    conversationLink conversationAssociation participantAssociation messageFlowAssociation
    choreographyRef choreographyTask subChoreography callChoreography participantRef messageFlowRef
    ioBinding resourceRole performer humanPerformer potentialOwner
    categoryValueRef resourceRef resourceParameterBinding supports eventDefinition rendering dataState"""
)


def check(view: View) -> Iterator[Finding]:
    foreign: dict[str, list[Unread]] = {}
    for unread in view.diagram.unread:
        if unread.name.startswith("{"):
            foreign.setdefault(unread.name.partition("}")[0] + "}", []).append(unread)
        else:
            yield _finding(view, unread)
    for namespace, found in foreign.items():
        names = dict.fromkeys(each.name.rpartition("}")[2] for each in found)
        what = f"{namespace[1:-1] or 'no namespace'} ({', '.join(list(names)[:5])}{', …' if len(names) > 5 else ''})"
        args: dict[str, object] = {"what": what, "count": len(found), "namespace": namespace}
        yield _report(view, "EXTENSION_FOREIGN", found[0], **args)


def _finding(view: View, unread: Unread) -> Finding:
    prefix, _, local = unread.name.rpartition(":")
    if prefix == "gx":
        return _report(view, "GX_UNKNOWN", unread, near=f"gx:{view.near(local, list(GX))}")
    if prefix in _VENDORS or unread.owner_name.partition(":")[0] in _VENDORS:
        return _vendor(view, unread, local)
    if unread.attribute:
        return _report(view, "ATTRIBUTE_NOT_READ", unread)
    if unread.name in _NOT_RUN:
        return _report(view, "ELEMENT_NOT_RUN", unread)
    return _report(view, "ELEMENT_MISPLACED", unread, near=view.near(unread.name, list(_KNOWN)))


def _vendor(view: View, unread: Unread, local: str) -> Finding:
    if unread.attribute and (local, (unread.value or "").lower()) in _IDLE:
        return _report(view, "VENDOR_HARMLESS", unread)
    for names, code in _WEIGHTS:
        if local in names:
            return _report(view, code, unread)
    return _report(view, "VENDOR_UNKNOWN", unread, near=view.near(local, list(HARMLESS | LOST)))


_WEIGHTS: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (HARMLESS, "VENDOR_HARMLESS"),
    (IGNORED, "VENDOR_IGNORED"),
    (COMMIT, "VENDOR_COMMIT_POINT"),
    (LISTENERS, "VENDOR_OTHER_LISTENER"),
    (FORMS, "VENDOR_FORM"),
    (LOST, "VENDOR_LOST"),
)
_KNOWN: Final = frozenset({*_NOT_RUN, "sequenceFlow", "userTask", "serviceTask", "startEvent", "endEvent"})


_IDLE: Final = frozenset(
    {
        ("scope", "global"),
        ("autoStoreVariables", "false"),
        ("triggerable", "false"),
        ("terminateMultiInstance", "false"),
        ("useLocalScopeForResultVariable", "false"),
        ("local", "false"),
        ("transient", "false"),
        ("decisionRefBinding", "latest"),
        ("decisionRefBinding", "deployment"),
        ("formRefBinding", "latest"),
        ("formRefBinding", "deployment"),
        ("calledElementType", "key"),
    }
)
"""(attribute, value) that say what happens anyway."""


def _report(view: View, code: str, unread: Unread, **args: object) -> Finding:
    what = f"{unread.name}" if unread.attribute else f"<{unread.name}>"
    root = view.diagram.root
    return Finding(
        code=code,
        rule=view.rules[code],
        file=view.diagram.file,
        element=unread.owner or (view.nearest_id(root) if root is not None else None),
        line=unread.line,
        args={"what": what, "owner": unread.owner or "–", "kind": unread.owner_name, **args},
    )
