"""What is said about a text while it is typed: faults with their places, one-click mends, sentences, timers."""

from __future__ import annotations

from typing import Any

import pytest

from forms.expressions.checking import Checked, checked
from forms.expressions.question import read_question

NAMES = [
    {
        "name": "max_discount",
        "zh": "最大行折扣",
        "en": "Largest line discount",
        "kind": "number",
        "unit": "percent",
    },
    {
        "name": "level",
        "zh": "客户级别",
        "en": "Customer level",
        "kind": "string",
        "choices": {"A": ["A 级", "level A"]},
    },
    {"name": "合同 金额", "zh": "合同金额", "kind": "number"},
    {"name": "account.name", "kind": "string"},
]


def ask(text: str, mode: str = "condition", **more: Any) -> Checked:
    return checked(read_question({"text": text, "mode": mode, "names": NAMES, **more}))


def test_a_condition_is_read_aloud_with_labels_units_and_the_words_of_codes() -> None:
    said = ask('max_discount > 0.1 and level = "A"').says
    assert said == (
        "最大行折扣大于 10%，并且客户级别等于“A 级”",
        "Largest line discount is greater than 10% and customer level is “level A”",
    )


def test_a_calculation_is_not_read_aloud() -> None:
    assert ask("max_discount * 2 + 1", "expression").says is None
    assert ask("max_discount", "expression").says == ("最大行折扣", "Largest line discount")


def test_a_name_with_a_space_is_one_name() -> None:
    found = ask("合同 金额 > 3")
    assert (found.state, found.reads) == ("ok", ("合同 金额",))


@pytest.mark.parametrize(
    ("text", "marked", "mended"),
    [
        ("max_discount => 0.1", "=>", "max_discount >= 0.1"),
        ("max_discount == 0.1", "==", "max_discount = 0.1"),
        ("max_discount > 5,000", "5,000", "max_discount > 5000"),
        ("level = 'A'", "'A'", 'level = "A"'),
        ("level = “A”", "“A”", 'level = "A"'),
        ("max_discount ＞ 0.1", "＞", "max_discount > 0.1"),
        ("max_discount > 1 AND level = null", "AND", "max_discount > 1 and level = null"),
        ("max_discount > 1 并且 level = null", "并且", "max_discount > 1 and level = null"),
        ("max_discont > 0.1", "max_discont", "max_discount > 0.1"),
    ],
)
def test_a_habit_of_other_languages_is_marked_and_mended(text: str, marked: str, mended: str) -> None:
    [found] = ask(text).findings
    assert (text[found.start : found.end], found.mended) == (marked, mended)
    assert ask(mended).state == "ok"


def test_a_suggestion_that_does_not_mend_is_not_offered() -> None:
    [found] = ask("max_discount is like 'A").findings
    assert found.mended is None or ask(found.mended).findings != (found,)


def test_what_is_missing_at_the_end_is_marked_at_the_last_sign() -> None:
    text = "max_discount > "
    [found] = ask(text).findings
    assert text[found.start : found.end] == ">"
    assert found.message == (
        "第 1 行第 14 列，“>”：后面缺少内容。",
        "Line 1, column 14, at '>': Something must follow here.",
    )


def test_a_comparison_that_cannot_fit_is_an_error_over_all_of_it() -> None:
    [found] = ask("level > today()").findings
    assert (found.severity, found.start, found.end) == ("error", 0, len("level > today()"))


def test_what_is_no_condition_is_refused_where_one_is_wanted() -> None:
    [found] = ask("max_discount").findings
    assert found.message[1] == "A condition comes to true or false, this is a number."
    assert ask("max_discount", "expression").state == "ok"


def test_where_no_names_are_told_none_is_unknown() -> None:
    assert checked(read_question({"text": "anything > 3", "mode": "condition"})).state == "ok"


def test_the_mark_of_a_diagram_does_not_move_the_places() -> None:
    text = " =max_discont > 1"
    [found] = ask(text, diagram=True).findings
    assert text[found.start : found.end] == "max_discont"
    assert found.mended == " =max_discount > 1"


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("PT1H", "1 小时后", "in 1 hour"),
        ("P1DT30M", "1 天 30 分钟后", "in 1 day 30 minutes"),
        ("R3/PT10M", "共 3 次，每 10 分钟一次", "3 times, every 10 minutes"),
        ("R/P1M", "每 1 个月一次，不断重复", "again and again, every 1 month"),
        ("0 9 * * MON-FRI", "按日程重复", "again and again, by a cron timetable"),
        ("2020-01-01T08:00:00Z", "在 2020-01-01 16:00（已过去", "at 2020-01-01 16:00, which is past"),
    ],
)
def test_a_timer_is_said_in_words(text: str, zh: str, en: str) -> None:
    found = ask(text, "moment", diagram=True)
    assert found.says is not None
    assert found.language == "moment"
    assert found.says[0].startswith(zh)
    assert found.says[1].startswith(en)


def test_working_time_is_said_so() -> None:
    assert ask("P1DT8H", "moment", working=True).says == (
        "1 个工作日 8 个工作小时后",
        "in 1 working day 8 working hours",
    )


@pytest.mark.parametrize("text", ["P1X", "R3/", "0 9 * * BAD", "PT99999999999999H"])
def test_a_timer_that_means_nothing_is_an_error(text: str) -> None:
    assert ask(text, "moment", diagram=True).state == "error"


def test_juel_is_called_what_it_is_and_its_names_are_known() -> None:
    found = ask("${amount > 3 && level == 'A'}", diagram=True)
    assert (found.language, found.state, found.reads) == ("juel", "ok", ("amount", "level"))


def test_juel_that_nobody_can_run_says_which_part() -> None:
    [found] = ask("${mailer.send(amount)}", diagram=True).findings
    assert "mailer" in found.message[0]


def test_tests_of_a_cell_read_the_tested_value() -> None:
    found = ask('"A", "B"', "tests")
    assert (found.state, found.reads) == ("ok", ("?",))
    assert ask("", "tests").state == "empty"


def test_paths_of_a_variable_are_asked_for_unless_it_is_read_as_a_whole() -> None:
    assert ask('account.name = "x" and max_discount > 1').reads == ("account.name", "max_discount")
    assert ask('account.name = "x" and account != null').reads == ("account",)
    assert ask("some x in lines satisfies x > max_discount").reads == ("lines", "max_discount")


@pytest.mark.parametrize(
    "text", ["(" * 500, "a" * 50_000, "/*", '"', "\x00", "a[" * 90, "{" * 90, "if " * 90]
)
def test_nothing_that_is_typed_breaks_the_check(text: str) -> None:
    assert ask(text).state in ("ok", "warning", "error")
