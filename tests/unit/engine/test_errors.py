from __future__ import annotations

from engine.errors import BusinessError, TransientError


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
