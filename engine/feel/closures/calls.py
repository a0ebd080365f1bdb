"""Closures of function calls and function definitions."""

from __future__ import annotations

from engine.feel.builtins.registry import BUILTINS
from engine.feel.closures.protocol import Compiling, inner_scope
from engine.feel.functions import BadArgument, Builtin, Closure, Scope, UserFunction
from engine.feel.run import Run
from engine.feel.tree import Call, FunctionDefinition, Name, Operation
from engine.feel.types import ANY, resolve
from engine.feel.values import LEAVES, Function, Unsupported, adopt, kind_of


def compile_call(node: Call, compiling: Compiling) -> Closure:
    find = _callee(node, compiling)
    arguments = tuple(compiling.compile(argument) for argument in node.arguments)
    names, position, text = node.names, node.start, compiling.text(node.function)

    def invoke(scope: Scope, run: Run) -> object:
        function = find(scope, run)
        if not isinstance(function, (Builtin, UserFunction)):
            if function is not None:
                run.report("not_a_function", position, name=text, kind=kind_of(function))
            return None
        values = [argument(scope, run) for argument in arguments]
        if names:
            if len(set(names)) != len(names):
                return run.report("arguments", position, function=text, signature=", ".join(names))
            return function.call_named(dict(zip(names, values, strict=True)), run, position)
        return function.call(values, run, position)

    return invoke


def _callee(node: Call, compiling: Compiling) -> Closure:
    """What is called: a variable that holds a function goes before a built-in one of the same name."""
    if not isinstance(node.function, Name):
        return compiling.compile(node.function)
    name, position = node.function.name, node.function.start
    builtin = BUILTINS.get(name)

    def find(scope: Scope, run: Run) -> object:
        if name in scope:
            value = adopt(scope[name])
            # A variable such as `count` or `date` does not take the function's name away.
            return value if isinstance(value, (Builtin, UserFunction)) or builtin is None else builtin
        return builtin or run.report("unknown_function", position, name=name)

    return find


def compile_function_definition(node: FunctionDefinition, compiling: Compiling) -> Closure:
    if node.external:
        return lambda scope, run: run.report("external_function", node.start)
    parameters = tuple(parameter.name for parameter in node.parameters)
    types = tuple(
        (resolve(parameter.type, compiling.types) or ANY) if parameter.type is not None else ANY
        for parameter in node.parameters
    )
    body, names, cost = compiling.compile(node.body), compiling.needs(node), compiling.cost(node.body)

    def define(scope: Scope, run: Run) -> object:
        return UserFunction(
            parameters=parameters, types=types, body=body, scope=inner_scope(scope, names), cost=cost
        )

    return define


def compile_operation(node: Operation, compiling: Compiling) -> Closure:
    operands = tuple(compiling.compile(operand) for operand in node.operands)
    apply, position = node.apply, node.start

    def operate(scope: Scope, run: Run) -> object:
        run.tick()
        values = [_plain(operand(scope, run)) for operand in operands]
        run.tick(sum(len(value) for value in values if isinstance(value, (str, list, dict))) >> 6)
        try:
            return run.charged(adopt(apply(*values)))
        except BadArgument as problem:
            return run.report(
                "argument_value", position, function=apply.__name__, value=str(problem.value)[:80]
            )
        except (ArithmeticError, ValueError):
            return run.report("argument_value", position, function=apply.__name__, value="")

    return operate


def _plain(value: object) -> object:
    """Other languages know neither FEEL's functions nor values without a type."""
    return None if type(value) not in LEAVES and isinstance(value, (Function, Unsupported)) else value
