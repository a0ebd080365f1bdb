"""Small models, written short: only what a test is about is spelled out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
Wrap = Callable[..., bytes]


@pytest.fixture
def model() -> Wrap:
    """Wraps elements into definitions of a namespace."""

    def wrap(body: str, *, namespace: str = "urn:test", dmn: str = NAMESPACE, extra: str = "") -> bytes:
        return (
            f'<definitions xmlns="{dmn}" name="m" id="m" namespace="{namespace}" {extra}>{body}</definitions>'
        ).encode()

    return wrap


@pytest.fixture
def table(model: Wrap) -> Wrap:
    """A decision `d` with one table: inputs, outputs as (name, values), rows as (tests, results)."""

    def make(
        inputs: list[str],
        outputs: list[tuple[str, str]],
        rows: list[tuple[list[str], list[str]]],
        policy: str = "",
        default: str = "",
    ) -> bytes:
        attributes = f'hitPolicy="{policy.partition("+")[0]}"' if policy else ""
        if "+" in policy:
            attributes += f' aggregation="{policy.partition("+")[2]}"'
        columns = "".join(
            f'<input id="i{n}"><inputExpression>{text(each)}</inputExpression></input>'
            for n, each in enumerate(inputs)
        )
        for name, values in outputs:
            inner = f"<outputValues>{text(values)}</outputValues>" if values else ""
            inner += f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
            columns += f'<output name="{name}">{inner}</output>'
        lines = "".join(
            "<rule>"
            + "".join(f"<inputEntry>{text(cell)}</inputEntry>" for cell in tests)
            + "".join(f"<outputEntry>{text(cell)}</outputEntry>" for cell in results)
            + "</rule>"
            for tests, results in rows
        )
        return model(
            f'<decision id="d" name="d"><decisionTable {attributes}>{columns}{lines}</decisionTable></decision>'
            + "".join(f'<inputData id="in_{each}" name="{each}"/>' for each in inputs),
        ).replace(
            b'name="d">',
            b'name="d">'
            + "".join(
                f'<informationRequirement><requiredInput href="#in_{each}"/></informationRequirement>'
                for each in inputs
            ).encode(),
            1,
        )

    return make


def text(content: str) -> str:
    escaped = content.replace("&", "&amp;").replace("<", "&lt;")
    return f"<text>{escaped}</text>"
