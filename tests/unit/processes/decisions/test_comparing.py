"""What changed between two versions of decision models, in words."""

from __future__ import annotations

from processes.decisions.comparing import compare_decisions

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">'


def model(
    *rows: tuple[str, str], ids: bool = False, more: str = "", policy: str = "FIRST"
) -> dict[str, bytes]:
    """A file with one table of an input and an output."""
    rules = "".join(
        f"<rule {_id(at, ids)}><inputEntry><text><![CDATA[{test}]]></text></inputEntry>"
        f"<outputEntry><text>{result}</text></outputEntry></rule>"
        for at, (test, result) in enumerate(rows)
    )
    columns = '<input><inputExpression><text>x</text></inputExpression></input><output name="o"/>'
    table = f'<decisionTable hitPolicy="{policy}">{columns}{rules}</decisionTable>'
    return {
        "a.dmn": f'{HEAD}<decision id="d" name="d">{table}</decision>{more}</definitions>'.encode(),
    }


def _id(at: int, ids: bool) -> str:
    return f"id='r{at}'" if ids else ""


def details(old: dict[str, bytes], new: dict[str, bytes]) -> list[tuple[str, str, str]]:
    [one] = compare_decisions(old, new)
    return [(detail.en, detail.before, detail.after) for detail in one.details]


def test_equal_files_differ_in_nothing() -> None:
    assert compare_decisions(model(("1", "2")), model(("1", "2"))) == []


def test_a_changed_cell_is_told_with_its_row_and_column() -> None:
    found = details(model(("< 1", "2"), ("-", "3")), model(("< 5", "2"), ("-", "3")))
    assert found == [("row 1, “x”", "< 1", "< 5")]


def test_a_row_put_in_the_middle_leaves_the_others_as_they_were() -> None:
    found = details(model(("1", "1"), ("3", "3")), model(("1", "1"), ("2", "2"), ("3", "3")))
    assert found == [("row 2 added", "", "2 → 2")]


def test_rows_with_ids_are_known_again_wherever_they_stand() -> None:
    old = model(("1", "1"), ("2", "2"), ids=True)
    moved = {
        "a.dmn": old["a.dmn"].replace(b"'r0'", b"'x'").replace(b"'r1'", b"'r0'").replace(b"'x'", b"'r1'")
    }
    assert {what for what, _, _ in details(old, moved)} >= {"place of the row"}


def test_a_removed_row_is_told() -> None:
    assert details(model(("1", "1"), ("3", "3")), model(("1", "1"))) == [("row 2 removed", "3 → 3", "")]


def test_decisions_and_types_that_come_and_go_are_told() -> None:
    more = '<itemDefinition name="rank"><typeRef>string</typeRef></itemDefinition>'
    old, new = model(("1", "1")), model(("1", "1"), more=more)
    assert [(one.change, one.name, one.kind_in("zh")) for one in compare_decisions(old, new)] == [
        ("added", "rank", "类型")
    ]
    assert [one.change for one in compare_decisions(old, {})] == ["removed"]


def test_a_file_that_cannot_be_read_removes_what_it_had() -> None:
    assert [one.change for one in compare_decisions(model(("1", "1")), {"a.dmn": b"<no/>"})] == ["removed"]
