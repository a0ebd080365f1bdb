"""What the page says about each line of `engine.definition.supported`: how it runs, which findings concern it."""
# ruff: noqa: E501 - one line a row reads better than rows wrapped at arbitrary places

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine.kernel.program import EventKind, NodeKind


@dataclass(frozen=True, slots=True)
class Row:
    """`findings`: codes, separated by spaces."""

    how: str
    findings: str = ""


NODES: Final[Mapping[NodeKind, Row]] = {
    NodeKind.START: Row("control begins here; a process may have several", "START_INCOMING START_MANY_NONE START_TWICE START_WITHOUT_END EVENT_DEFINITION_NOT_ALLOWED START_FORM_NOT_SHOWN"),
    NodeKind.END: Row("its token ends; the last one ends the scope", "END_OUTGOING END_WITHOUT_START"),
    NodeKind.CATCH: Row("waits for its event", "EVENT_DEFINITION_MISSING EVENT_PARALLEL_SINGLE"),
    NodeKind.THROW: Row("throws and goes on; without a definition it is passed and recorded", "MAPPING_UNUSED"),
    NodeKind.BOUNDARY: Row("armed while its activity is open; interrupts at once, or adds a branch each time", "BOUNDARY_UNATTACHED BOUNDARY_ELSEWHERE BOUNDARY_INCOMING EVENT_NOT_INTERRUPTING CATCH_TWICE"),
    NodeKind.TASK: Row("passed and recorded"),
    NodeKind.MANUAL: Row("passed and recorded"),
    NodeKind.USER: Row("a work item; goes on when somebody completed it", "USER_TASK_NOBODY DEADLINE_TEXT FIELD_RIGHT FORM_UNKNOWN"),
    NodeKind.SERVICE: Row("calls the application `gx:adapter`: within the transaction, or as a job after it", "SERVICE_UNBOUND SERVICE_FOREIGN ADAPTER_UNKNOWN RETRIES"),
    NodeKind.SEND: Row("sends its message, or calls an application", "MESSAGE_MISSING SERVICE_UNBOUND"),
    NodeKind.RECEIVE: Row("waits for its message; `instantiate` starts the process", "MESSAGE_MISSING RECEIVE_INSTANTIATE"),
    NodeKind.SCRIPT: Row("a FEEL expression into `gx:result`", "SCRIPT_EMPTY LANGUAGE_REFUSED"),
    NodeKind.BUSINESS_RULE: Row("evaluates a decision of the package, or calls an application", "DECISION_UNKNOWN"),
    NodeKind.CALL: Row("an instance of another definition, or of an approval flow; variables as mapped", "CALL_MISSING CALL_NO_START CALLED_UNKNOWN CALL_BINDING CALL_VERSION_MISSING CALL_DATA_DIFFERS"),
    NodeKind.SUB_PROCESS: Row("a scope of its own with its data and event sub-processes", "SUB_PROCESS_EMPTY FLOW_ACROSS_SCOPES"),
    NodeKind.EVENT_SUB_PROCESS: Row("begun by its start event while its scope is open: takes over, or runs beside and again", "EVENT_SUB_PROCESS_FLOW EVENT_SUB_PROCESS_STARTS EVENT_SUB_PROCESS_MARKED"),
    NodeKind.TRANSACTION: Row("a sub-process that a cancel end event stops, undoes in reverse order, and leaves by its cancel boundary event", "CANCEL_OUTSIDE_TRANSACTION BOUNDARY_CANCEL_OUTSIDE_TRANSACTION"),
    NodeKind.AD_HOC: Row("what no flow leads to may be begun, repeated or skipped: user tasks, abstract and manual tasks, sub-processes and calls by a person, everything else by itself, once. `ordering` Sequential lets one run at a time. It is over when its completion condition holds as an activity completes (`cancelRemainingInstances` takes the rest away), without a condition when each was done or skipped", "AD_HOC_CONTENT AD_HOC_NO_ACTIVITY"),
    NodeKind.EXCLUSIVE: Row("the first flow whose condition holds, else the default flow, else an incident", "GATEWAY_CONDITIONS_MISSING GATEWAY_CONDITION_MISSING GATEWAY_NO_DEFAULT GATEWAY_DIRECTION GATEWAY_POINTLESS"),
    NodeKind.PARALLEL: Row("waits for a token on every flow; a second one on the same flow waits its turn", "CONDITION_IGNORED JOIN_NEVER_COMPLETE PARALLEL_WRITE"),
    NodeKind.INCLUSIVE: Row("every flow whose condition holds; joins when no further token can come, also in loops", "GATEWAY_NO_DEFAULT"),
    NodeKind.EVENT_BASED: Row("waits for the first of its events. `instantiate` starts the process by one of its messages; with `eventGatewayType` Parallel the others are awaited too", "EVENT_GATEWAY_TOO_FEW EVENT_GATEWAY_TARGET EVENT_GATEWAY_MIXED EVENT_GATEWAY_BOUNDARY EVENT_GATEWAY_OTHER_WAY EVENT_GATEWAY_INSTANTIATE EVENT_GATEWAY_INSTANTIATE_TARGET EVENT_GATEWAY_PARALLEL"),
    NodeKind.COMPLEX: Row("fires when its activation condition holds (`activationCount` and data; without one with the first token), then waits until the other flows have brought their token or none can come, and resets. Late tokens leave only by flows whose condition holds with `waitingForStart` false", "COMPLEX_NO_ACTIVATION"),
}  # fmt: skip

EVENTS: Final[Mapping[EventKind, Row]] = {
    EventKind.NONE: Row("nothing is awaited or thrown"),
    EventKind.MESSAGE: Row("one message wakes one place, by correlation key or business key; early ones wait in the inbox. A thrown one may be delivered by `gx:adapter`", "MESSAGE_MISSING MESSAGE_UNNAMED MESSAGE_OPERATION_MISSING OPERATION_MESSAGE_DIFFERS"),
    EventKind.TIMER: Row("date, duration, cycle (ISO 8601) or cron, in plain or working time", "TIMER_EMPTY TIMER_TWICE TIMER_TEXT TIMER_CRON TIMER_CRON_NEVER"),
    EventKind.SIGNAL: Row("everybody who listens, in all instances", "SIGNAL_MISSING"),
    EventKind.ERROR: Row("goes outwards to the nearest catch, the one with its code before the general one; nobody there ends the instance as failed", "ERROR_MISSING ERROR_CODE_MISSING"),
    EventKind.ESCALATION: Row("goes outwards like an error; nobody there is only recorded", "ESCALATION_MISSING ESCALATION_CODE_MISSING"),
    EventKind.CONDITIONAL: Row("happens at once when data anywhere in the instance make its condition true, and again after it was false. As start of a process it is looked at when somebody starts it, with the data given", "CONDITIONAL_EMPTY CONDITIONAL_START"),
    EventKind.LINK: Row("leads to the catch of the same name", "LINK_UNNAMED LINK_WITHOUT_SOURCE LINK_WITHOUT_TARGET LINK_TWO_TARGETS LINK_INCOMING LINK_OUTGOING LINK_DISAGREES"),
    EventKind.COMPENSATION: Row("undoes completed activities, the last one first, or one activity; at a boundary it names the handler", "COMPENSATION_HANDLER_MISSING COMPENSATION_FLOW COMPENSATION_UNATTACHED COMPENSATION_TARGET"),
    EventKind.CANCEL: Row("of a transaction", "CANCEL_OUTSIDE_TRANSACTION"),
    EventKind.TERMINATE: Row("everything in its scope ends with it"),
    EventKind.MULTIPLE: Row("any of its definitions is caught; all of them are thrown, those that end more than their token last", "NOT_SUPPORTED"),
    EventKind.PARALLEL_MULTIPLE: Row("happens with the last of its definitions; a start event keeps its instance waiting for it", "EVENT_PARALLEL_SINGLE NOT_SUPPORTED"),
}  # fmt: skip

FEATURES: Final[Mapping[str, Row]] = {
    "startQuantity": Row("tokens wait until there are so many; then the activity begins once", "QUANTITY"),
    "completionQuantity": Row("so many tokens leave by each flow that is taken", "QUANTITY"),
    "isForCompensation": Row("the activity runs only to undo another one", "COMPENSATION_UNATTACHED COMPENSATION_FLOW"),
    "waitForCompletion": Row("`false`: whoever throws the compensation goes on beside it"),
    "instantiatingReceiveTask": Row("its message starts the process", "RECEIVE_INSTANTIATE"),
    "instantiatingEventGateway": Row("one of its messages starts the process", "EVENT_GATEWAY_INSTANTIATE"),
    "parallelEventGateway": Row("the instance begins with the first message and awaits the others", "EVENT_GATEWAY_PARALLEL"),
    "multiInstanceBehavior": Row("None and One throw their event for each or the first finished item, Complex for each condition that holds, which ends the activity. Caught at the activity's boundary it never interrupts, else it goes outwards", "LOOP_BEHAVIOR LOOP_EVENT_KEEPS"),
}  # fmt: skip

PARTS: Final[Mapping[str, Row]] = {
    "conditionExpression": Row("FEEL or JUEL; null is an incident that names the variable", "CONDITION_ALONE CONDITION_MISPLACED CONDITION_OF_DEFAULT CONDITION_NOT_BOOLEAN"),
    "multiInstanceLoopCharacteristics": Row("in parallel or one by one, by number or collection; outputs in the order of the collection; completion condition; items are added and removed while it runs", "LOOP_COUNT_MISSING LOOP_COUNT_TWICE LOOP_DATA_WRONG LOOP_TWICE CARDINALITY_NOT_NUMBER"),
    "standardLoopCharacteristics": Row("again while its condition holds, before or after the work, up to its maximum", "LOOP_ENDLESS LOOP_MAXIMUM"),
    "activationCondition": Row("see the complex gateway", "COMPLEX_NO_ACTIVATION"),
    "completionCondition": Row("see multi-instance and ad-hoc"),
    "complexBehaviorDefinition": Row("see the behaviour of multi-instance", "LOOP_BEHAVIOR"),
    "dataObject": Row("a variable of its process or sub-process", "DATA_STORE_UNBOUND"),
    "property": Row("a variable of its process, sub-process or activity", "PROPERTY_PLACE PROPERTY_NOT_LOCAL"),
    "ioSpecification": Row("its associations copy, transform or assign into and out of the activity", "DATA_NOT_IN_SET DATA_SET_MISSING DATA_SETS_DISAGREE DATA_SUBSET"),
    "assignment": Row("`from` is evaluated into `to`", "DATA_TWO_SOURCES DATA_NO_TARGET DATA_ASSOCIATION_END DATA_ITEM_DIFFERS"),
    "correlationSubscription": Row("its data paths say which values of the waiting instance a message has to carry; message paths find them in the message. Without it the message path is read from the instance too"),
    "messageFlow": Row("a message drawn between pools; who sends and waits names it", "MESSAGE_FLOW_SAME_POOL MESSAGE_FLOW_END"),
    "childLaneSet": Row("lanes may be nested: the innermost role offers the work items", "LANE_TWICE LANE_FOREIGN"),
}  # fmt: skip
