"""Fields that administrators add: stored, read, filtered and guarded alike on both stores."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from adapters.crm import catalogue, changes, tables
from adapters.crm.catalogue.accounts import ACCOUNT
from adapters.crm.catalogue.attributes import ATTRIBUTE, TAKERS, TYPES
from adapters.crm.errors import InvalidFields
from adapters.crm.index import finding
from adapters.crm.records import access, attributes, commands
from forms.shell.listing.conditions import filtered
from forms.shell.listing.spec import Column, Filter, ListSpec
from forms.shell.listing.state import ListState
from tests.support.at_once import together
from tests.support.crm import posted

Company = Any


def define(company: Company, code: str, kind: str, **more: str) -> int:
    admin = company.person("admin")
    given = {"entity": "account", "code": code, "name": f"属性{code}", "type": kind, **more}
    with company.store.begin(by=admin.id, action="test.define") as tx:
        return commands.add(tx, admin, ATTRIBUTE, posted(**given))


def edit(company: Company, login: str = "salesperson", **typed: str) -> None:
    person = company.person(login)
    with company.store.begin(by=person.id, action="test.edit") as tx:
        commands.edit(tx, person, ACCOUNT, company.customer, posted(**typed))


def attrs(company: Company) -> dict[str, Any]:
    with company.store.read() as connection:
        row = changes.row_of(connection, tables.account, company.customer)
    assert row is not None
    found: dict[str, Any] = row.attrs
    return found


def field(company: Company, code: str) -> Any:
    with company.store.read() as connection:
        return next(one for one in attributes.fields_of(connection, ACCOUNT) if one.attribute == code)


VALUES = [
    ("text", "出口许可 A-7", "出口许可 A-7", "出口许可 A-7"),
    ("integer", "1,200", 1200, 1200),
    ("number", "12.50", "12.50", Decimal("12.50")),
    ("money", "99999999999.99", "99999999999.99", Decimal("99999999999.99")),
    ("date", "2026/3/2", "2026-03-02", date(2026, 3, 2)),
    ("datetime", "2026-03-02T08:30", "2026-03-02T00:30:00+00:00", datetime(2026, 3, 2, 0, 30, tzinfo=UTC)),
    ("boolean", "1", True, True),
]


def test_values_are_stored_exactly_and_come_back_in_lists(company: Company) -> None:
    for kind, typed, *_ in VALUES:
        define(company, kind, kind)
        edit(company, **{f"x_{kind}": typed})
    assert attrs(company) == {kind: stored for kind, _typed, stored, _read in VALUES}
    for kind, _typed, _stored, read in VALUES:
        one = field(company, kind)
        with company.store.read() as connection:
            row = changes.row_of(connection, tables.account, company.customer)
            assert row is not None
            assert attributes.value(row._asdict(), one) == read
            shown = connection.scalar(
                select(attributes.expression(ACCOUNT, one)).where(tables.account.c.id == company.customer)
            )
        assert shown == (float(read) if isinstance(read, Decimal) else read)


FILTERS = [
    ("text", "许可证", "text", "", "许可"),
    ("integer", "12", "number", "min", "12"),
    ("money", "9.5", "number", "max", "10"),  # as text "9.5" would be above "10"
    ("date", "2026-03-02", "date", "min", "2026-03-02"),
    ("datetime", "2026-03-02T08:30", "date", "max", "2026-03-02"),
    ("boolean", "1", "bool", "", "1"),
]


def test_a_list_filters_by_the_type_of_the_attribute(company: Company) -> None:
    for kind, typed, filter_kind, end, asked in FILTERS:
        define(company, kind, kind)
        edit(company, **{f"x_{kind}": typed})
        assert listed(company, kind, filter_kind, end, asked) == [company.customer], kind


def listed(company: Company, code: str, filter_kind: Any, end: str, asked: str) -> list[int]:
    stored = attributes.expression(ACCOUNT, field(company, code))
    column = Column(key="x", label="X", expression=stored)
    spec = ListSpec(
        key="t",
        title="t",
        id=tables.account.c.id,
        columns=[column],
        default_sort="x",
        filters=[Filter(key="x", label="X", expression=stored, kind=filter_kind)],
    )
    filters = {f"x.{end}" if end else "x": (asked,)}
    state = ListState(spec=spec, sort=column, descending=False, columns=(column,), filters=filters)
    with company.store.read() as connection:
        return list(connection.scalars(filtered(select(tables.account.c.id), state, UTC)))


def test_a_choice_takes_its_options_by_their_words(trial: Company) -> None:
    define(trial, "risk", "choice", options="高|High, 低|Low")
    edit(trial, x_risk="High")
    assert attrs(trial) == {"risk": "高"}
    with pytest.raises(InvalidFields):
        edit(trial, x_risk="中")


def test_two_attributes_changed_at_once_both_stay(company: Company) -> None:
    define(company, "a", "text")
    define(company, "b", "text")
    together(lambda: edit(company, x_a="1"), lambda: edit(company, x_b="2"))
    assert attrs(company) == {"a": "1", "b": "2"}


def test_of_two_at_once_with_a_unique_value_one_is_told(company: Company) -> None:
    define(company, "licence", "text", is_unique="1")
    person = company.person("salesperson")

    def add(name: str) -> int:
        with company.store.begin(by=person.id, action="test.add") as tx:
            return commands.add(tx, person, ACCOUNT, posted(name=name, x_licence="L-1"), kind="prospect")

    outcomes = together(lambda: add("甲公司"), lambda: add("乙公司"))
    assert sorted(isinstance(one, InvalidFields) for one in outcomes) == [False, True]


def test_every_kind_with_room_and_an_editor_takes_attributes() -> None:
    assert {one.key for one in catalogue.entities() if attributes.takes_attributes(one)} == set(TAKERS)
    assert set(TYPES) == set(attributes.KINDS)


WRONG = [
    ("code", {"code": "Größe"}),
    ("code", {"code": "x" * 32}),
    ("options", {"type": "choice"}),
    ("options", {"options": "a, b"}),
    ("is_unique", {"type": "boolean", "is_unique": "1"}),
    ("validation", {"validation": "value >="}),
    ("default_value", {"type": "integer", "default_value": "many"}),
    ("default_value", {"type": "choice", "options": "a", "default_value": "b"}),
]


@pytest.mark.parametrize(("wrong", "given"), WRONG)
def test_a_definition_is_checked(trial: Company, wrong: str, given: dict[str, str]) -> None:
    with pytest.raises(InvalidFields) as refusal:
        define(trial, **{"code": "a", "kind": given.get("type", "text"), **_without_type(given)})
    assert wrong in refusal.value.by_field("en")


def _without_type(given: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in given.items() if name != "type"}


def test_a_code_is_taken_once_even_when_it_is_out_of_use(trial: Company) -> None:
    define(trial, "a", "text", active="0")
    with pytest.raises(InvalidFields):
        define(trial, "a", "text")


def test_what_records_hold_fixes_the_type_and_the_rest_may_change(trial: Company) -> None:
    row_id, admin = define(trial, "a", "text"), trial.person("admin")
    edit(trial, x_a="held")
    with trial.store.begin(by=admin.id, action="test") as tx:
        commands.edit(tx, admin, ATTRIBUTE, row_id, posted(name="改名", required="1"))
        with pytest.raises(InvalidFields):
            commands.edit(tx, admin, ATTRIBUTE, row_id, posted(type="integer"))


def test_out_of_use_it_is_not_asked_for_and_keeps_its_values(trial: Company) -> None:
    row_id, admin = define(trial, "a", "text"), trial.person("admin")
    edit(trial, x_a="held")
    with trial.store.begin(by=admin.id, action="test") as tx:
        commands.edit(tx, admin, ATTRIBUTE, row_id, posted(active="0"))
    with pytest.raises(InvalidFields):
        edit(trial, x_a="other")
    edit(trial, city="昆山")
    assert attrs(trial) == {"a": "held"}


def test_what_is_required_is_asked_of_new_records_and_not_of_old_ones(trial: Company) -> None:
    define(trial, "a", "text", required="1")
    edit(trial, city="昆山")
    with pytest.raises(InvalidFields):
        edit(trial, x_a="")
    person = trial.person("salesperson")
    with trial.store.begin(by=person.id, action="test") as tx, pytest.raises(InvalidFields) as refusal:
        commands.add(tx, person, ACCOUNT, posted(name="新公司"))
    assert "x_a" in refusal.value.by_field("zh")


def test_a_rule_must_hold(trial: Company) -> None:
    define(trial, "a", "number", validation="value >= 0 and value <= 10")
    edit(trial, x_a="10")
    with pytest.raises(InvalidFields):
        edit(trial, x_a="10.01")


def test_a_mask_hides_it_from_whoever_lacks_the_right(trial: Company) -> None:
    define(trial, "a", "text", mask="credit")
    with trial.store.read() as connection:
        seen = {
            login: "x_a" in [one.name for one in access.seen_fields(connection, trial.person(login), ACCOUNT)]
            for login in ("salesperson", "service")
        }
    assert seen == {"salesperson": True, "service": False}


def test_a_searchable_text_is_found_a_hidden_one_is_not(trial: Company) -> None:
    define(trial, "a", "text", searchable="1")
    define(trial, "b", "text", searchable="1", mask="credit")
    edit(trial, x_a="海关备案")
    edit(trial, x_b="内部秘密")
    person = trial.person("salesperson")
    with trial.store.read() as connection:
        assert [one.id for one in finding.find(connection, person, ACCOUNT, "海关", 5)] == [trial.customer]
        assert not finding.find(connection, person, ACCOUNT, "秘密", 5)
    edit(trial, x_a="")
    with trial.store.read() as connection:
        assert not finding.find(connection, person, ACCOUNT, "海关", 5)
