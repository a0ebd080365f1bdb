"""What an element is bound to outside the diagram: `gx:` first, else the vendors' words for the same."""

from __future__ import annotations

import re
from typing import Final

from engine.definition.element import Element
from engine.definition.model import Binding, MappingText, Text
from engine.definition.numbers import whole_number
from engine.definition.reading.events import read_working
from engine.definition.reading.fields import read_fields
from engine.definition.reading.foreign import read_connector_outputs, read_foreign, read_injected
from engine.definition.reading.ledger import Ledger, mapping
from engine.definition.reading.people import People, marked, read_people
from engine.definition.reading.values import parameters
from engine.kernel.program import NodeKind

_RETRIES: Final = re.compile(r"R(\d{1,3})/P.+")
_WORKING = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})
_THROWING = frozenset({NodeKind.END, NodeKind.THROW})


def read_binding(ledger: Ledger, source: Element, kind: NodeKind) -> Binding:
    """Everything a node may be bound to; only the attributes that mean something on its kind are read."""
    people = read_people(ledger, source) if kind is NodeKind.USER else People()
    works = kind in _WORKING or (kind in _THROWING and _only_a_message(source))
    user = kind is NodeKind.USER
    call = kind is NodeKind.CALL
    ins, all_in, key = _call_side(ledger, source, "in")
    outs, all_out, _ = _call_side(ledger, source, "out")
    everything = _everything(ledger, source) if call else (False, False)
    form = _form(ledger, source) if user or kind is NodeKind.START else None
    described = form is None and (user or kind is NodeKind.START)
    fields = read_fields(ledger, source) if described else ()
    injected = read_injected(ledger, source) if works or kind in _THROWING else ()
    return Binding(
        adapter=_adapter(ledger, source) if works else None,
        decision=_decision(ledger, source) if works else None,
        form=made_form(source.id) if fields and source.id else form,
        fields=fields,
        policy=ledger.attr(source, "gx:policy") if call else None,
        assignee=people.assignee,
        candidate_users=people.candidate_users,
        candidate_groups=people.candidate_groups,
        title=_title(ledger, source) if user else None,
        due=_scheduled(ledger, source, "due", "dueDate") if user else None,
        follow_up=_scheduled(ledger, source, "followUp", "followUpDate") if user else None,
        working=read_working(ledger, source) if user else None,
        priority=_priority(ledger, source) if user else None,
        result=_result(ledger, source) if works or kind is NodeKind.SCRIPT else None,
        retries=_retries(ledger, source, works or kind is NodeKind.SCRIPT),
        idempotent=ledger.flag(source, "gx:idempotent", default=True) if works else True,
        version_binding=_plain(ledger, source, "binding", "calledElementBinding") or "latest"
        if call
        else "latest",
        version=_plain(ledger, source, "version", "calledElementVersion", "calledElementVersionTag")
        if call
        else None,
        business_key=key or (_own_key(ledger, source) if call else None),
        call_in=ins,
        call_out=outs,
        all_in=all_in or everything[0],
        all_out=all_out or everything[1],
        inputs=(*_mappings(ledger, source, "input"), *injected),
        outputs=_outputs(ledger, source, works),
        field_rights=_field_rights(ledger, source),
        foreign=read_foreign(ledger, source) if works or kind in _THROWING else (),
        decision_shape=_shape(ledger, source) if works else None,
        initiator=_initiator(ledger, source) if kind is NodeKind.START else None,
        skip=_skip(ledger, source) if kind in _SKIPPED else None,
    )


def _only_a_message(source: Element) -> bool:
    definitions = [child.name for child in source.children if child.name.endswith("EventDefinition")]
    return definitions == ["messageEventDefinition"]


def _outputs(ledger: Ledger, source: Element, works: bool) -> tuple[MappingText, ...]:
    found = list(_mappings(ledger, source, "output"))
    if works:
        found += [each for each in read_connector_outputs(ledger, source) if each is not None]
    return tuple(found)


_SKIPPED: Final = _WORKING | {NodeKind.USER, NodeKind.SCRIPT, NodeKind.RECEIVE}


def _skip(ledger: Ledger, source: Element) -> Text | None:
    """`skipExpression` is obeyed only in instances that carry a switch."""
    found = ledger.vendor(source, "skipExpression")
    if found is None:
        return None
    inner = found[0][2:-1] if found[0][:2] in {"${", "#{"} and found[0].endswith("}") else found[0]
    switches = " || ".join(f"_{name}_SKIP_EXPRESSION_ENABLED" for name in ("ACTIVITI", "FLOWABLE"))
    return Text(text=f"${{({switches}) && ({inner})}}", line=source.line, dialect=found[1])


def _initiator(ledger: Ledger, source: Element) -> str | None:
    found = ledger.vendor(source, "initiator")
    return found[0] if found else None


def _shape(ledger: Ledger, source: Element) -> str | None:
    """What the vendor's engine makes of a decision's answer; a list of its rows if it is not told."""
    mapped = ledger.vendor(source, "mapDecisionResult")
    if mapped is not None:
        return mapped[0]
    return "resultList" if ledger.vendor(source, "decisionRef") is not None else None


def _result(ledger: Ledger, source: Element) -> str | None:
    own = _plain(ledger, source, "result", "resultVariable", "resultVariableName")
    names = ("zeebe:calledDecision", "zeebe:script", "spiffworkflow:serviceTaskOperator")
    found = (ledger.attr(each, "resultVariable") for each in ledger.extensions(source, *names))
    return own or next(filter(None, found), None)


def _own_key(ledger: Ledger, source: Element) -> Text | None:
    found = ledger.vendor(source, "businessKey")
    return Text(text=found[0], line=source.line, dialect=found[1], shape="name") if found else None


def _everything(ledger: Ledger, source: Element) -> tuple[bool, bool]:
    """Whether a call hands all variables in, and takes all of the called process out."""
    inherits = ledger.vendor(source, "inheritVariables")
    into = inherits is not None and inherits[0].lower() == "true"
    ledger.vendor(
        source, "inheritBusinessKey"
    )  # a called process has its caller's key unless it is given one
    for zeebe in ledger.extensions(source, "zeebe:calledElement"):
        # Zeebe passes everything both ways unless told otherwise.
        into = ledger.flag(zeebe, "propagateAllParentVariables", default=True)
        return into, ledger.flag(zeebe, "propagateAllChildVariables", default=True)
    return into, False


def _scheduled(ledger: Ledger, source: Element, own: str, vendor: str) -> Text | None:
    found = marked(ledger, source, own, vendor, "moment")
    for zeebe in ledger.extensions(source, "zeebe:taskSchedule"):
        value = ledger.attr(zeebe, vendor)
        if found is None and value:
            found = Text(text=value, line=zeebe.line, shape="moment", dialect="zeebe")
    return found


def _priority(ledger: Ledger, source: Element) -> Text | None:
    found = marked(ledger, source, "priority", "priority", "expression")
    for zeebe in ledger.extensions(source, "zeebe:priorityDefinition"):
        value = ledger.attr(zeebe, "priority")
        found = found or (Text(text=value, line=zeebe.line, dialect="zeebe") if value else None)
    return found


def _plain(ledger: Ledger, source: Element, own: str, *vendor: str) -> str | None:
    value = ledger.attr(source, f"gx:{own}")
    if value:
        return value
    found = (ledger.vendor(source, name) for name in vendor)
    return next((text for text, _ in filter(None, found)), None)


def _title(ledger: Ledger, source: Element) -> Text | None:
    value = ledger.attr(source, "gx:title")
    return Text(text=value, line=source.line) if value else None


def _adapter(ledger: Ledger, source: Element) -> str | None:
    own = ledger.attr(source, "gx:adapter")
    if own:
        return own
    zeebe = next(iter(ledger.extensions(source, "zeebe:taskDefinition")), None)
    return (ledger.attr(zeebe, "type") if zeebe is not None else None) or None


def _form(ledger: Ledger, source: Element) -> str | None:
    """The name of the form; only without one the fields that stand in the diagram are read."""
    zeebe = next(iter(ledger.extensions(source, "zeebe:formDefinition")), None)
    foreign = ledger.attr(zeebe, "formId") or ledger.attr(zeebe, "formKey") if zeebe is not None else None
    named = _plain(ledger, source, "form", "formKey", "formRef") or foreign
    return _file_of(named) if named else None


def made_form(element: str) -> str:
    """The name of the form that is made of an element's fields."""
    return f"made/{element}"


def _file_of(key: str) -> str:
    """`camunda-forms:deployment:forms/approve.form` and the like name a file; other keys stay as they are."""
    found = _FORM_KEY.fullmatch(key)
    return found.group(1) if found else key


_FORM_KEY: Final = re.compile(
    r"(?:camunda-forms|embedded):(?:deployment|app|engine):(?:.*/)?([^/]+?)(?:\.form)?"
)


def _decision(ledger: Ledger, source: Element) -> str | None:
    own = _plain(ledger, source, "decision", "decisionRef") or _called_table(ledger, source)
    zeebe = next(iter(ledger.extensions(source, "zeebe:calledDecision")), None)
    return own or (ledger.attr(zeebe, "decisionId") if zeebe is not None else None) or None


def _called_table(ledger: Ledger, source: Element) -> str | None:
    """Flowable's `type="dmn"`, and SpiffArena's element."""
    for spiff in ledger.extensions(source, "spiffworkflow:calledDecisionId"):
        return spiff.text.strip() or None
    found = ledger.vendor(source, "type")
    if found is None or found[0] != "dmn":
        return None
    named = (each for each in read_injected(ledger, source) if each.target == "decisionTableReferenceKey")
    return next((each.source.text for each in named), None)


def _retries(ledger: Ledger, source: Element, works: bool) -> int | None:
    """`gx:retries`, or how often a vendor's cycle repeats; how long it waits is decided here."""
    value = ledger.attr(source, "gx:retries")
    if value:
        return whole_number(value, least=0)
    if not works:
        return None
    for holder in (source, *source.all("multiInstanceLoopCharacteristics")):
        for cycle in ledger.vendor_extensions(holder, "failedJobRetryTimeCycle"):
            found = _RETRIES.fullmatch(cycle.text.strip())
            if found is not None:
                return whole_number(found.group(1))
            ledger.forget(cycle)
    for job in ledger.extensions(source, "zeebe:taskDefinition"):
        return whole_number(ledger.attr(job, "retries"), least=0)
    return None


def _call_side(
    ledger: Ledger, source: Element, side: str
) -> tuple[tuple[MappingText, ...], bool, Text | None]:
    """(mappings, whether all variables are passed, the business key) of `gx:in` or `camunda:in`."""
    found: list[MappingText | None] = []
    everything = False
    key: Text | None = None
    for child in [*ledger.extensions(source, f"gx:{side}"), *ledger.vendor_extensions(source, side)]:
        dialect = child.name.partition(":")[0] if not child.name.startswith("gx:") else None
        if ledger.attr(child, "businessKey"):
            key = Text(text=child.attributes["businessKey"].strip(), line=child.line, dialect=dialect)
        if ledger.attr(child, "variables") == "all":
            everything = True
        made = mapping(ledger.attr(child, "target"), _source(ledger, child, dialect), child.line)
        if made is None and dialect and not child.get("businessKey") and child.get("variables") != "all":
            ledger.forget(child)  # half a mapping is reported
        found.append(made)
    return tuple(filter(None, found)), everything, key


def _source(ledger: Ledger, child: Element, dialect: str | None) -> Text | None:
    """`source` names a variable; `sourceExpression` or `expression` is evaluated."""
    expression = ledger.attr(child, "sourceExpression") or ledger.attr(child, "expression")
    value = expression or ledger.attr(child, "source")
    return Text(text=value, line=child.line, dialect=dialect) if value else None


def _mappings(ledger: Ledger, source: Element, side: str) -> tuple[MappingText, ...]:
    own = ledger.extensions(source, f"gx:{side}")
    found = [mapping(ledger.attr(e, "target"), _source(ledger, e, None), e.line) for e in own]
    found += parameters(ledger, source, "inputOutput", f"{side}Parameter")
    for holder in ledger.extensions(source, "zeebe:ioMapping"):
        for e in ledger.each(holder, f"zeebe:{side}"):
            found.append(mapping(ledger.attr(e, "target"), _plain_source(ledger, e), e.line))
    if side == "input":
        found += _headers(ledger, source)
    return tuple(filter(None, found))


def _plain_source(ledger: Ledger, source: Element) -> Text | None:
    """Zeebe's text without `=` stands for itself."""
    value = ledger.attr(source, "source")
    return Text(text=value, line=source.line, dialect="zeebe", shape="name") if value else None


def _headers(ledger: Ledger, source: Element) -> list[MappingText | None]:
    """Zeebe's headers are fixed inputs of the job."""
    found: list[MappingText | None] = []
    for holder in ledger.extensions(source, "zeebe:taskHeaders"):
        for each in ledger.each(holder, "zeebe:header"):
            value = ledger.attr(each, "value")
            text = Text(text=value, line=each.line, dialect="zeebe", shape="name") if value else None
            found.append(mapping(ledger.attr(each, "key"), text, each.line))
    return found


def _field_rights(ledger: Ledger, source: Element) -> tuple[tuple[str, str], ...]:
    """`<gx:fieldRights field="amount" right="read"/>`."""
    found: list[tuple[str, str]] = []
    for child in ledger.extensions(source, "gx:fieldRights"):
        field, right = ledger.attr(child, "field"), ledger.attr(child, "right")
        if field and right:
            found.append((field, right))
    return tuple(found)
