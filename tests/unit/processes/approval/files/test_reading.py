"""Files of flows: what was written is read as it was, everything else is refused with its line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from random import Random
from types import SimpleNamespace

import pytest

from processes.approval import content
from processes.approval.files import writing
from processes.approval.files.errors import FileRefused
from processes.approval.files.reading import decoded, read
from tests.support import any_flows

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HEAD = '{"guanxi": "approval flows", "format": 1, "flows": [\n'
FLOW = (
    '{"key": "quote", "document_type": "quote", "name": {"zh": "报价", "en": "Quotes"},\n'
    ' "content": {"points": []}}'
)


def text_of(flow):
    policy = SimpleNamespace(key="quote_2", document_type="quote", name="报价", name_en="Quotes")
    version = SimpleNamespace(version=3, standing=lambda at: "in_force", flow=flow)
    return writing._text([writing._flow(policy, version, NOON)], NOON, "https://test.example")


def test_any_flow_that_is_written_is_read_as_it_was():
    for seed in range(300):
        flow = any_flows.flow(Random(seed))
        text = text_of(flow)
        [found] = read(text)
        assert content.dump(found.flow) == content.dump(flow), seed
        assert found.flow == content.load(content.dump(flow))
        assert (found.key, found.name, found.version, found.state) == ("quote_2", "报价", 3, "in_force")
        assert text_of(found.flow) == text, "written again it is the same text"


def test_what_differs_in_one_value_differs_in_one_line():
    flow = content.load(content.dump(any_flows.flow(Random(7))))
    other = json.loads(content.dump(flow))
    other["points"][0]["mode"] = "all" if flow.points[0].mode != "all" else "any"
    before, after = text_of(flow).split("\n"), text_of(content.load(json.dumps(other))).split("\n")
    assert len(before) == len(after)
    assert sum(one != two for one, two in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize(
    ("text", "line", "place", "sentence"),
    [
        ("", 1, "", "not JSON at column 1"),
        (HEAD + FLOW + ",\n]}", 4, "", "not JSON at column 1"),
        ("[1]", 1, "", "an object is expected"),
        ('{\n"guanxi": "quotes"}', 2, "guanxi", "no file of flows"),
        ('{"guanxi": "approval flows",\n"format": 2}', 2, "format", "only format 1"),
        (HEAD + "]}", 1, "flows", "1 to 500 flows"),
        (HEAD + FLOW.replace('"quote"', '"QUOTE"', 1) + "]}", 2, "flows/0/key", "small letters"),
        (HEAD + FLOW.replace("Quotes", "  ") + "]}", 2, "flows/0/name/en", "1 to 100 characters"),
        (
            HEAD + FLOW.replace('"points"', '"ponts"') + "]}",
            3,
            "flows/0/content/points",
            "a list is expected",
        ),
        (HEAD + FLOW + ",\n" + FLOW + "]}", 4, "flows/1/key", "there twice"),
        (HEAD + FLOW + '],\n"colour": 1}', 4, "colour", "no such field"),
        (HEAD + FLOW.replace("[]", "[{}]") + "]}", 3, "flows/0/content/points/0/number", "1 is expected"),
        (HEAD + FLOW.replace('"key"', '"key": "a",\n"key"') + "]}", 3, "", "“key” is there twice"),
        ('{"guanxi": NaN}', 1, "", "not JSON"),
        ("[" * 100_000, 1, "", "not JSON"),
        ('{"a": ' + "1" * 5000 + "}", 1, "", "not JSON"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_line(text, line, place, sentence):
    with pytest.raises(FileRefused) as refused:
        read(text)
    said = [(one.line, one.fault.place, one.fault.en) for one in refused.value.faults]
    assert any((at, where) == (line, place) and sentence in told for at, where, told in said), said


def test_every_fault_of_a_file_is_told_at_once():
    wrong = FLOW.replace("Quotes", "").replace("[]", '[{"number": 5, "nmae": 1}]').replace('"key"', '"kex"')
    with pytest.raises(FileRefused) as refused:
        read(HEAD + wrong + "]}")
    found = {one.fault.place for one in refused.value.faults}
    assert {"flows/0/kex", "flows/0/name/en", "flows/0/content/points/0/number"} <= found
    assert "第 3 行 flows/0/content/points/0/number：应为 1" in refused.value.sentences("zh").values()


def test_bytes_that_are_no_text_are_refused_with_their_line_and_a_mark_of_order_is_passed_over():
    with pytest.raises(FileRefused) as refused:
        decoded(b"{\n\xff}")
    assert refused.value.faults[0].text("en") == "line 2: not UTF-8"
    assert decoded(b"\xef\xbb\xbf{}") == "{}"
