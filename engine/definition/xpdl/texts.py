"""What the conversion of XPDL has to say: `code -> Rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.definition.findings import Rule
from engine.definition.rules.view import words


def _rule(severity: str, en: str, zh: str, fix_en: str, fix_zh: str) -> Rule:
    return Rule(severity=severity, en=en, zh=zh, fix_en=fix_en, fix_zh=fix_zh)  # type: ignore[arg-type]  # literal


RULES: Final[Mapping[str, Rule]] = {
    "XPDL_NOT_PACKAGE": _rule(
        "error",
        "This is not an XPDL package: its root is <{root}>, a part of one at most.",
        "这不是 XPDL 包：根元素是 <{root}>，至多是包的一部分。",
        "Upload the whole package, whose root is <Package>.",
        "请上传根元素为 <Package> 的完整文件。",
    ),
    "XPDL_NO_PROCESS": _rule(
        "error",
        "The package “{name}” contains no process.",
        "包“{name}”中没有流程。",
        "Add a WorkflowProcess with activities.",
        "请添加带有活动的 WorkflowProcess。",
    ),
    "XPDL_CONVERTED": _rule(
        "info",
        "XPDL {version} was converted to BPMN 2.0: {activities} activities, {transitions} transitions.",
        "已将 XPDL {version} 转换为 BPMN 2.0：{activities} 个活动，{transitions} 条转移。",
        "Look at the diagram; what had no counterpart is listed here.",
        "请查看流程图；没有对应含义的内容列在此处。",
    ),
    "XPDL_IDS_CHANGED": _rule(
        "info",
        "{count} ids are no XML names or were used twice and got a new one, such as “{old}” → “{new}”.",
        "{count} 个 id 不是有效名称或重复，已更换，例如“{old}”→“{new}”。",
        "Names on the diagram stay as they were.",
        "图上的名称保持不变。",
    ),
    "XPDL_NOT_CONVERTED": _rule(
        "warning",
        "{count} × {what}, first at “{owner}”: this has no counterpart and was left out.",
        "{count} 处 {what}（首次出现在“{owner}”）：没有对应含义，已省略。",
        "If it matters, say it with the elements of BPMN in the designer.",
        "如有必要，请在设计器中用 BPMN 元素表达。",
    ),
    "XPDL_NOTE": _rule(
        "info",
        "{count} × {what}, first at “{owner}”: a description without effect on the process; left out.",
        "{count} 处 {what}（首次出现在“{owner}”）：仅为说明，不影响流程，已省略。",
        "Nothing has to be done.",
        "无需处理。",
    ),
    "XPDL_EXTENDED": _rule(
        "info",
        "{count} extended attributes “{what}”, first at “{owner}”: notes of another tool, left out.",
        "{count} 个扩展属性“{what}”（首次出现在“{owner}”）：其他工具的备注，已省略。",
        "If the process depends on it, say it in the designer.",
        "如流程依赖它，请在设计器中表达。",
    ),
    "XPDL_EXPRESSION_READ": _rule(
        "info",
        "“{owner}”: “{text}” was written in {language} and is read as an expression of the same meaning.",
        "“{owner}”：“{text}”以 {language} 书写，已按相同含义的表达式读取。",
        "Check that it means the same.",
        "请确认含义一致。",
    ),
    "XPDL_NAME_MADE": _rule(
        "warning",
        "The {kind} of the event “{owner}” has no name; it is called “{name}”.",
        "事件“{owner}”的 {kind} 没有名称，已命名为“{name}”。",
        "Give it the name that senders use.",
        "请设置发送方使用的名称。",
    ),
    "XPDL_ROUTE_PLAIN": _rule(
        "info",
        "The route “{owner}” neither splits nor joins; it became a step that is passed through.",
        "路由“{owner}”既不分支也不合并，已转换为直接通过的步骤。",
        "Remove it if it is not needed.",
        "如不需要，可删除。",
    ),
    "XPDL_SPLIT_ADDED": _rule(
        "info",
        "“{owner}” {what}; the gateway “{gateway}” says so.",
        "“{owner}”{what_zh}；由网关“{gateway}”表达。",
        "Nothing has to be done.",
        "无需处理。",
    ),
    "XPDL_EVENT_ADDED": _rule(
        "info",
        "“{owner}” got the {kind} “{event}”, which BPMN asks for.",
        "已为“{owner}”添加 BPMN 要求的{kind_zh}“{event}”。",
        "Nothing has to be done.",
        "无需处理。",
    ),
    "XPDL_OTHERWISE_LAST": _rule(
        "info",
        "The last way out of “{owner}”, “{flow}”, has no condition; it became the default.",
        "“{owner}”的最后一条出路“{flow}”没有条件，已设为默认流。",
        "Nothing has to be done.",
        "无需处理。",
    ),
    "XPDL_DEADLINE_OPEN": _rule(
        "error",
        "The deadline of “{owner}” ({text}) raises “{exception}”, which no transition catches.",
        "“{owner}”的期限（{text}）抛出“{exception}”，但没有转移捕获它。",
        "Draw a timer at its border that leads somewhere.",
        "请在其边界画一个定时器并连接后续步骤。",
    ),
    "XPDL_NUMBER_WITHOUT_UNIT": _rule(
        "warning",
        "“{owner}”: the time “{text}” has no unit, and the process names none.",
        "“{owner}”：时间“{text}”没有单位，流程也未说明。",
        "Write a duration such as PT2H.",
        "请填写时长，例如 PT2H。",
    ),
    "XPDL_NUMBER_WITH_UNIT": _rule(
        "info",
        "“{owner}”: the time “{text}” was read as {duration}.",
        "“{owner}”：时间“{text}”按 {duration} 读取。",
        "Check that it means the same.",
        "请确认含义一致。",
    ),
    "XPDL_PARTICIPANT_UNKNOWN": _rule(
        "warning",
        "The performer “{performer}” of “{owner}” is no participant of the package; it is taken as a role.",
        "“{owner}”的执行者“{performer}”不是包中的参与者，按角色处理。",
        "Name a position or person of this house.",
        "请指定本单位的职位或人员。",
    ),
    "XPDL_PERFORMER_IGNORED": _rule(
        "info",
        "“{owner}” runs by itself; its performer “{performer}” has no effect.",
        "“{owner}”自动执行，其执行者“{performer}”不起作用。",
        "If a person does it, make it a user task.",
        "如由人员完成，请改为用户任务。",
    ),
    "XPDL_APPLICATION": _rule(
        "warning",
        "The application “{name}” ({kind}) is code of another engine; tasks that call it are bound to this name.",
        "应用“{name}”（{kind}）是其他引擎的代码；调用它的任务绑定到此名称。",
        "Provide an application of this name, or bind the tasks to another one.",
        "请提供同名应用，或将任务绑定到其他应用。",
    ),
    "XPDL_INITIAL_VALUE": _rule(
        "warning",
        "The data field “{name}” begins with “{text}”; here it begins empty.",
        "数据字段“{name}”的初始值为“{text}”，此处初始为空。",
        "Give the value when the process is started, or with a script task.",
        "请在启动时给出，或用脚本任务设置。",
    ),
    "XPDL_SET_UNKNOWN": _rule(
        "error",
        "The block “{owner}” refers to the activity set “{ref}”, which does not exist or contains itself.",
        "块“{owner}”引用的活动集“{ref}”不存在或包含自身。",
        "Draw the contents of the sub-process.",
        "请绘制子流程的内容。",
    ),
    "XPDL_SET_UNUSED": _rule(
        "warning",
        "No block uses the activity set “{name}”; it was left out.",
        "没有块使用活动集“{name}”，已省略。",
        "Nothing has to be done if it is not needed.",
        "如不需要，无需处理。",
    ),
    "XPDL_REFERENCE": _rule(
        "error",
        "“{owner}” stands for the activity “{ref}”; such references have no counterpart.",
        "“{owner}”引用活动“{ref}”；这种引用没有对应含义。",
        "Call a process of its own, or draw the step again.",
        "请调用独立流程，或重新绘制该步骤。",
    ),
    "XPDL_TRANSITION_END": _rule(
        "error",
        "The transition “{owner}” leads from “{source}” to “{target}”, which are not both in one scope.",
        "转移“{owner}”从“{source}”到“{target}”，两者不在同一作用域内。",
        "Connect elements of one scope.",
        "请连接同一作用域内的元素。",
    ),
    "XPDL_ID_TWICE": _rule(
        "warning",
        "The id “{name}” is used {count} times for {kind}; transitions were connected to the first.",
        "id “{name}”在 {kind} 中使用了 {count} 次；转移连接到第一个。",
        "Give each its own id.",
        "请分别设置不同的 id。",
    ),
    "XPDL_ASYNCHRONOUS": _rule(
        "warning",
        "“{owner}” starts its sub-flow without waiting; here it waits for the end.",
        "“{owner}”异步启动子流程；此处会等待其结束。",
        "Start it by a message if it should run on its own.",
        "如需独立运行，请用消息启动。",
    ),
    "XPDL_MAPPING_LOST": _rule(
        "warning",
        "“{owner}”: the parameter “{text}” could not be matched to a formal parameter.",
        "“{owner}”：参数“{text}”无法与形式参数对应。",
        "Write the mapping in the designer.",
        "请在设计器中填写映射。",
    ),
    "XPDL_LANE_HOMELESS": _rule(
        "warning",
        "The lane “{name}” belongs to a pool whose process “{ref}” is not in the file; it was left out.",
        "泳道“{name}”所在泳池的流程“{ref}”不在文件中，已省略。",
        "Draw the process, or do without the lane.",
        "请绘制该流程，或不使用此泳道。",
    ),
    "XPDL_DRAWING_REPLACED": _rule(
        "info",
        "The positions in the file do not make a drawing of all elements; the diagram was laid out automatically.",
        "文件中的位置不足以绘制全部元素，已自动布局。",
        "Move the elements in the designer as you like.",
        "可在设计器中调整位置。",
    ),
}

DESCRIPTIVE: Final = words(
    """Created ModificationDate Vendor CostUnit PriorityUnit LayoutInfo VendorExtensions ConformanceClass
    RedefinableHeader Codepage Countrykey Responsibles Author Version PublicationStatus Pages Icon Cost
    TimeEstimation WaitingTime WorkingTime Duration SimulationInformation Status Object Documentation
    ValidFrom ValidTo Package@Language Package@QueryLanguage Length Categories WorkflowProcess@AccessLevel
    WorkflowProcess@ProcessType Pool@MainPool Pool@Orientation Association@Name Page BlockActivity@View
    NodeGraphicsInfos ConnectorGraphicsInfos TestValue Script@Version ExternalReference
    DefaultStartActivityId DefaultStartActivitySetId Priority Limit SuppressJoinFailure AdhocOrdering
    AdHocOrdering StartActivityId EnableInstanceCompensation Description"""
)
"""Names of parts that describe and do not run."""
IDLE: Final = frozenset({"1", "false", "none", "private", "automatic", "block"})
"""Values of attributes that say what is so without them."""
