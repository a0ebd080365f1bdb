from __future__ import annotations

from engine.definition.findings import NOTHING_NEAR, Finding, Rule

ASKS = Rule(
    severity="error",
    en="No form.",
    zh="没有表单。",
    fix_en="Add the form. Did you mean “{near}”?",
    fix_zh="请添加表单。是否应为“{near}”？",
)
ONLY_ASKS = Rule(
    severity="error",
    en="No form.",
    zh="没有表单。",
    fix_en="Did you mean “{near}”?",
    fix_zh="是否应为“{near}”？",
)


def suggested(rule: Rule, near: str) -> tuple[str, str]:
    found = Finding(code="FORM", rule=rule, args={"near": near})
    return found.suggestion("en"), found.suggestion("zh")


def test_a_name_that_is_like_it_is_proposed() -> None:
    assert suggested(ASKS, "apply") == (
        "Add the form. Did you mean “apply”?",
        "请添加表单。是否应为“apply”？",
    )


def test_where_nothing_is_like_it_nobody_is_asked() -> None:
    assert suggested(ASKS, NOTHING_NEAR) == ("Add the form.", "请添加表单。")
    assert suggested(ONLY_ASKS, NOTHING_NEAR) == ("Correct the name.", "请改正名称。")
