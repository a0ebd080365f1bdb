"""Columns of a table as lines of text: each has a kind, choices have their values."""

from __future__ import annotations

import pytest

from processes.requests.fields import Choice
from processes.requests.sheet_columns import columns_of, columns_text

TEXT = """日期 | Day | date | *
交通工具 | Means | choice | 机票/Flight; 火车/Train/rail | *
金额｜Amount｜金额｜#spent
备注"""


def test_columns_have_the_kinds_that_are_written_in_either_language():
    columns, fault = columns_of(TEXT)
    assert fault is None
    assert [(one.key, one.kind, one.required) for one in columns] == [
        ("day", "date", True),
        ("means", "choice", True),
        ("spent", "money", False),
        ("column_4", "text", False),
    ]
    assert columns[1].choices == (
        Choice(code="flight", zh="机票", en="Flight"),
        Choice(code="rail", zh="火车", en="Train"),
    )


def test_what_is_read_is_written_and_read_again_as_it_was():
    columns, _fault = columns_of(TEXT)
    assert columns_of(columns_text(columns)) == (columns, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "One column a line"),
        ("| Day | date", "One column a line"),
        ("日期 | Day | colour", "Column 1: there is no kind “colour”"),
        ("甲\n种类 | Kind | choice", "Column 2 needs at least two choices"),
        ("种类 | Kind | choice | 机票", "Column 1 needs at least two choices"),
        ("日期 | Day | date | 机票; 火车", "Column 1: there is no kind “机票; 火车”"),
    ],
)
def test_what_cannot_be_read_is_told(text, sentence):
    _columns, fault = columns_of(text)
    assert fault is not None
    assert sentence in fault[1]
