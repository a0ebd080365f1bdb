"""Elements of DMN models, written short."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

DMN_15 = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*elements: str, namespace: str = "urn:test", dmn: str = DMN_15, extra: str = "") -> bytes:
    """A whole file; elements refer to each other by name, which is their id too."""
    head = f'<definitions xmlns="{dmn}" name="m" id="m" namespace="{namespace}" {extra}>'
    return (head + "".join(elements) + "</definitions>").encode()


def lit(text: str, type_ref: str = "") -> str:
    return f"<literalExpression{_type(type_ref)}><text>{escape(text)}</text></literalExpression>"


def _type(type_ref: str) -> str:
    return f" typeRef={quoteattr(type_ref)}" if type_ref else ""


def _id(name: str) -> str:
    return quoteattr("_" + name.replace(" ", "_"))


def needs(*names: str) -> str:
    """Requirements: `name` a decision, `?name` input data, `!name` knowledge; `ns#id` elsewhere."""
    written = ""
    for name in names:
        kind, bare = {"?": ("Input", name[1:]), "!": ("Knowledge", name[1:])}.get(name[0], ("Decision", name))
        href = bare if "#" in bare else f"#_{bare.replace(' ', '_')}"
        outer = "knowledgeRequirement" if kind == "Knowledge" else "informationRequirement"
        written += f"<{outer}><required{kind} href={quoteattr(href)}/></{outer}>"
    return written


def decision(name: str, logic: str, *requirements: str, type_ref: str = "") -> str:
    """A decision; logic that is no XML is a literal expression."""
    boxed = logic if logic.startswith("<") else lit(logic)
    variable = f"<variable name={quoteattr(name)}{_type(type_ref)}/>"
    return (
        f"<decision id={_id(name)} name={quoteattr(name)}>{variable}{needs(*requirements)}{boxed}</decision>"
    )


def given(name: str, type_ref: str = "") -> str:
    variable = f"<variable name={quoteattr(name)}{_type(type_ref)}/>"
    return f"<inputData id={_id(name)} name={quoteattr(name)}>{variable}</inputData>"


def bkm(name: str, parameters: str, logic: str, *requirements: str, result: str = "") -> str:
    """A knowledge model; `parameters` as `x: number, y`."""
    boxed = logic if logic.startswith("<") else lit(logic)
    inner = f"<encapsulatedLogic>{_formals(parameters)}{boxed}</encapsulatedLogic>"
    variable = f"<variable name={quoteattr(name)}{_type(result)}/>"
    return (
        f"<businessKnowledgeModel id={_id(name)} name={quoteattr(name)}>{variable}{inner}"
        f"{needs(*requirements)}</businessKnowledgeModel>"
    )


def _formals(parameters: str) -> str:
    pairs = [each.partition(":") for each in parameters.split(",") if each.strip()]
    return "".join(
        f"<formalParameter name={quoteattr(name.strip())}{_type(type_ref.strip())}/>"
        for name, _, type_ref in pairs
    )


def service(name: str, outputs: str, *, decisions: str = "", data: str = "", hidden: str = "") -> str:
    """A decision service; parts are names with commas between."""
    parts = (
        ("outputDecision", outputs),
        ("encapsulatedDecision", hidden),
        ("inputDecision", decisions),
        ("inputData", data),
    )
    inner = "".join(
        f"<{tag} href={quoteattr('#_' + each.strip().replace(' ', '_'))}/>"
        for tag, names in parts
        for each in names.split(",")
        if each.strip()
    )
    return f"<decisionService id={_id(name)} name={quoteattr(name)}>{inner}</decisionService>"


def context(result: str = "", /, **entries: str) -> str:
    """A boxed context; names with `_` stand for spaces; `result` is the cell without a name."""
    written = "".join(
        f"<contextEntry><variable name={quoteattr(name.replace('_', ' '))}/>{_boxed(logic)}</contextEntry>"
        for name, logic in entries.items()
    )
    last = f"<contextEntry>{_boxed(result)}</contextEntry>" if result else ""
    return f"<context>{written}{last}</context>"


def function(parameters: str, logic: str) -> str:
    return f"<functionDefinition>{_formals(parameters)}{_boxed(logic)}</functionDefinition>"


def invocation(called: str, **bindings: str) -> str:
    written = "".join(
        f"<binding><parameter name={quoteattr(name.replace('_', ' '))}/>{_boxed(logic)}</binding>"
        for name, logic in bindings.items()
    )
    return f"<invocation>{lit(called)}{written}</invocation>"


def _boxed(logic: str) -> str:
    return logic if logic.startswith("<") else lit(logic)


def item(
    name: str, type_ref: str = "", *inner: str, many: bool = False, allowed: str = "", rule: str = ""
) -> str:
    """An item definition; `allowed` restricts the elements, `rule` the whole value."""
    return f"<itemDefinition{_item(name, type_ref, inner, many, allowed, rule)}</itemDefinition>"


def component(
    name: str, type_ref: str = "", *inner: str, many: bool = False, allowed: str = "", rule: str = ""
) -> str:
    return f"<itemComponent{_item(name, type_ref, inner, many, allowed, rule)}</itemComponent>"


def _item(name: str, type_ref: str, inner: tuple[str, ...], many: bool, allowed: str, rule: str) -> str:
    written = f" name={quoteattr(name)}{' isCollection=' + chr(34) + 'true' + chr(34) if many else ''}>"
    written += f"<typeRef>{type_ref}</typeRef>" if type_ref else ""
    written += f"<allowedValues><text>{escape(allowed)}</text></allowedValues>" if allowed else ""
    written += f"<typeConstraint><text>{escape(rule)}</text></typeConstraint>" if rule else ""
    return written + "".join(inner)


def table(inputs: str, outputs: str, *rows: str, policy: str = "UNIQUE", aggregation: str = "") -> str:
    """A table: inputs `expression; expression`, outputs `name[: type][ = values][ := default]; …`,
    rows `test | test -> result | result`."""
    columns = "".join(
        f"<input><inputExpression><text>{escape(each.strip())}</text></inputExpression></input>"
        for each in inputs.split(";")
        if each.strip()
    )
    columns += "".join(_output(each.strip()) for each in outputs.split(";"))
    lines = "".join(_row(row) for row in rows)
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    return f'<decisionTable hitPolicy="{policy}"{aggregated}>{columns}{lines}</decisionTable>'


def _output(text: str) -> str:
    text, _, default = text.partition(" := ")
    text, _, values = text.partition(" = ")
    name, _, type_ref = text.partition(": ")
    inner = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    if default:
        inner += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>"
    return f"<output name={quoteattr(name)}{_type(type_ref)}>{inner}</output>"


def _row(text: str) -> str:
    tests, _, results = text.partition(" -> ")
    cells = "".join(_cell("inputEntry", each) for each in tests.split("|") if tests.strip())
    return f"<rule>{cells}{''.join(_cell('outputEntry', each) for each in results.split('|'))}</rule>"


def _cell(tag: str, text: str) -> str:
    return f"<{tag}><text>{escape(text.strip())}</text></{tag}>"
