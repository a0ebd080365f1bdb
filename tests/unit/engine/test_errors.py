"""Sentences with facts in them."""

from __future__ import annotations

import pytest

from engine.errors import BusinessError, Conflict, NotFound, StartRefused, TransientError, fill


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("It said: {message}.", "no stock.", "It said: no stock."),
        ("It said: {message}.", "no stock", "It said: no stock."),
        ("结果：{message}。", "没有库存。", "结果：没有库存。"),
        ("结果：{message}。", "no stock.", "结果：no stock。"),
        ("{message}. Nothing is lost.", "Somebody was faster. ", "Somebody was faster. Nothing is lost."),
        ("First: {message} Nothing was stored.", "It is broken.", "First: It is broken. Nothing was stored."),
        ("It asked: {message}.", "why?", "It asked: why?"),
        ("{message}", "Wait…", "Wait…"),
        ("{message} is missing.", "../forms/a.form", "../forms/a.form is missing."),
    ],
)
def test_a_sentence_inside_a_sentence_brings_no_second_full_stop(pattern, text, expected):
    assert fill(pattern, {"message": text}) == expected


def test_what_is_not_known_is_a_dash():
    assert fill("By {by} at {at}", {"by": "Wang"}) == "By Wang at –"


def test_refusals_of_applications_end_with_one_full_stop_in_both_languages():
    inner = NotFound(what="quote", id=7)
    errors = [
        BusinessError("QUOTE_NOT_FOUND", inner.text("en"), message_zh=inner.text("zh")),
        TransientError(inner.text("en")),
        StartRefused(message=inner.text("en"), message_zh=inner.text("zh")),
        Conflict(what=inner.text("en"), what_zh=inner.text("zh")),
    ]
    for error in errors:
        for lang in ("en", "zh"):
            assert not any(double in error.text(lang) for double in ("..", "。。", ".。", "。."))
    assert errors[0].text("zh") == "应用因业务原因拒绝：QUOTE_NOT_FOUND 报价 7 不存在，或您无权查看。"


def test_a_fact_that_is_a_sentence_brings_no_second_stop():
    refused = BusinessError("NO_LINES", "The quote has no lines.", message_zh="报价没有明细。")
    assert (
        refused.text("en")
        == "The application refused for a business reason: NO_LINES The quote has no lines."
    )
    assert refused.text("zh") == "应用因业务原因拒绝：NO_LINES 报价没有明细。"
    assert TransientError("busy").text("zh") == "应用暂时无法响应，将自动重试：busy。"


def test_a_refusal_without_a_chinese_sentence_says_the_one_it_has():
    assert (
        BusinessError("MAIL_REFUSED", "a@b (550)").text("zh")
        == "应用因业务原因拒绝：MAIL_REFUSED a@b (550)。"
    )
