"""The page of document numbers: rules are changed together or not at all, and no number comes twice."""

from __future__ import annotations

import pytest

from adapters.crm import number_rules
from adapters.crm.number_rules import Rule
from adapters.crm.numbering import next_number
from tests.support.application import Application

PAGE = "/crm/settings/numbers"
QUOTE = {"pattern-quote": "Q{year}-{no:04d}", "next-quote": "5000", "reset-quote": "year"}


def rule(site: Application, entity: str = "quote") -> Rule:
    with site.store.read() as connection:
        return number_rules.rules(connection)[entity]


def given(site: Application, entity: str = "quote") -> str:
    with site.store.begin(by=None, action="test") as tx:
        return next_number(tx, entity)


def test_the_next_document_is_numbered_by_the_new_rule(site: Application) -> None:
    assert site.as_("admin").post(PAGE, QUOTE).status_code == 303
    year = site.store.clock.now().year
    assert [given(site), given(site)] == [f"Q{year}-5000", f"Q{year}-5001"]
    assert f"Q{year}-5002" in site.as_("admin").get(PAGE).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"pattern-quote": "Q-{year}"}, "the count is needed"),
        ({"pattern-quote": "{no.__class__}"}, "the count is needed"),
        ({"pattern-quote": "Q-{no}{x}"}, "the count is needed"),
        ({"pattern-quote": "Q" * 60 + "{no}"}, "at most 60 characters"),
        ({"pattern-quote": "Q-{no}"}, "put {year} into the pattern"),
        ({"reset-quote": "month"}, "put {year} and {month} into the pattern"),
        ({"next-quote": "1"}, "are given already"),
        ({"next-quote": "many"}, "from 1 to"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(
    site: Application, fields: dict[str, str], sentence: str
) -> None:
    given(site)
    before, other = rule(site), {"pattern-order": "A-{no}", "next-order": "9000", "reset-order": "none"}
    answer = site.as_("admin").post(PAGE, {**QUOTE, **other, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert next(iter(fields.values())) in answer.text, "what was typed comes back"
    assert rule(site) == before
    assert rule(site, "order").pattern != "A-{no}"
