"""What an element is bound to outside the diagram: `gx:` first, else the vendors' words for the same."""

from __future__ import annotations

from engine.definition.element import Element
from engine.definition.model import Binding, MappingText, Text
from engine.definition.reading.ledger import Ledger, mapping
from engine.definition.reading.people import People, marked, read_people
from engine.kernel.program import NodeKind

CODE_BINDINGS = ("class", "delegateExpression", "expression", "topic", "type")
_WORKING = frozenset({NodeKind.SERVICE, NodeKind.SEND, NodeKind.BUSINESS_RULE})
_THROWING = frozenset({NodeKind.END, NodeKind.THROW})


def read_binding(ledger: Ledger, source: Element, kind: NodeKind) -> Binding:
    """Everything a node may be bound to; only the attributes that mean something on its kind are read."""
    ins, all_in, key = _call_side(ledger, source, "in")
    outs, all_out, _ = _call_side(ledger, source, "out")
    people = read_people(ledger, source) if kind is NodeKind.USER else People()
    works = kind in _WORKING
    user = kind is NodeKind.USER
    call = kind is NodeKind.CALL
    return Binding(
        adapter=_adapter(ledger, source) if works else None,
        decision=_decision(ledger, source) if works else None,
        form=_form(ledger, source) if user or kind is NodeKind.START else None,
        policy=ledger.attr(source, "gx:policy") if call else None,
        assignee=people.assignee,
        candidate_users=people.candidate_users,
        candidate_groups=people.candidate_groups,
        title=_title(ledger, source) if user else None,
        due=marked(ledger, source, "due", "dueDate", "moment") if user else None,
        follow_up=marked(ledger, source, "followUp", "followUpDate", "moment") if user else None,
        priority=marked(ledger, source, "priority", "priority", "expression") if user else None,
        result=_plain(ledger, source, "result", "resultVariable") if works or _scripted(kind) else None,
        retries=_retries(ledger, source),
        idempotent=ledger.flag(source, "gx:idempotent", default=True) if works else True,
        version_binding=_plain(ledger, source, "binding", "calledElementBinding") or "latest"
        if call
        else "latest",
        version=_plain(ledger, source, "version", "calledElementVersion", "calledElementVersionTag")
        if call
        else None,
        business_key=key,
        call_in=ins,
        call_out=outs,
        all_in=all_in,
        all_out=all_out,
        inputs=_mappings(ledger, source, "input"),
        outputs=_mappings(ledger, source, "output"),
        field_rights=_field_rights(ledger, source),
        unbound=_code(ledger, source) if works or kind in _THROWING else (),
    )


def _scripted(kind: NodeKind) -> bool:
    return kind is NodeKind.SCRIPT


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
    zeebe = next(iter(ledger.extensions(source, "zeebe:formDefinition")), None)
    foreign = ledger.attr(zeebe, "formId") or ledger.attr(zeebe, "formKey") if zeebe is not None else None
    return _plain(ledger, source, "form", "formKey", "formRef") or foreign


def _decision(ledger: Ledger, source: Element) -> str | None:
    own = _plain(ledger, source, "decision", "decisionRef")
    zeebe = next(iter(ledger.extensions(source, "zeebe:calledDecision")), None)
    return own or (ledger.attr(zeebe, "decisionId") if zeebe is not None else None) or None


def _retries(ledger: Ledger, source: Element) -> int | None:
    value = ledger.attr(source, "gx:retries")
    return int(value) if value and value.isascii() and value.isdigit() else None


def _code(ledger: Ledger, source: Element) -> tuple[str, ...]:
    """`camunda:class=com.acme.Ship`: what the vendor's engine would have run, for the finding."""
    found = ((name, ledger.vendor(source, name)) for name in CODE_BINDINGS)
    return tuple(f"{hit[1]}:{name}={hit[0]}" for name, hit in found if hit is not None)


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
        found.append(mapping(ledger.attr(child, "target"), _source(ledger, child, dialect), child.line))
    return tuple(filter(None, found)), everything, key


def _source(ledger: Ledger, child: Element, dialect: str | None) -> Text | None:
    """`source` names a variable; `sourceExpression` or `expression` is evaluated."""
    expression = ledger.attr(child, "sourceExpression") or ledger.attr(child, "expression")
    value = expression or ledger.attr(child, "source")
    return Text(text=value, line=child.line, dialect=dialect) if value else None


def _mappings(ledger: Ledger, source: Element, side: str) -> tuple[MappingText, ...]:
    own = ledger.extensions(source, f"gx:{side}")
    found = [mapping(ledger.attr(e, "target"), _source(ledger, e, None), e.line) for e in own]
    found += _parameters(ledger, source, f"{side}Parameter")
    for holder in ledger.extensions(source, "zeebe:ioMapping"):
        for e in ledger.each(holder, f"zeebe:{side}"):
            found.append(mapping(ledger.attr(e, "target"), _source(ledger, e, "zeebe"), e.line))
    return tuple(filter(None, found))


def _parameters(ledger: Ledger, source: Element, name: str) -> list[MappingText | None]:
    """`camunda:inputOutput`: plain text parameters; scripts, lists and maps stay unread and are reported."""
    found: list[MappingText | None] = []
    for holder in ledger.vendor_extensions(source, "inputOutput"):
        for prefix in ("camunda", "activiti", "flowable", "fox"):
            for parameter in holder.all(f"{prefix}:{name}"):
                if parameter.children:
                    continue
                ledger.take(parameter)
                text = Text(
                    text=parameter.text.strip() or "null", line=parameter.line, shape="name", dialect=prefix
                )
                found.append(mapping(ledger.attr(parameter, "name"), text, parameter.line))
    return found


def _field_rights(ledger: Ledger, source: Element) -> tuple[tuple[str, str], ...]:
    """`<gx:fieldRights field="amount" right="read"/>`."""
    found: list[tuple[str, str]] = []
    for child in ledger.extensions(source, "gx:fieldRights"):
        field, right = ledger.attr(child, "field"), ledger.attr(child, "right")
        if field and right:
            found.append((field, right))
    return tuple(found)
