"""Fields whose choices are a list that administrators keep."""

from __future__ import annotations

import json

from forms.fields.errors import FieldError
from forms.schema import Form, load
from forms.schema.lists import Offered, lists_of, with_lists

REASON = {
    "type": "select",
    "key": "reason",
    "id": "reason",
    "label": "Reason",
    "valuesList": "close_reason",
    "exceptValues": ["won"],
}
WORDS = {"price": ("价格", "Price"), "won": ("成交", "Won"), "old": ("旧原因", "Old reason")}
LISTS = {"close_reason": Offered(active={"price": WORDS["price"], "won": WORDS["won"]}, ever=WORDS)}


def form(**more: object) -> Form:
    group = {"type": "group", "id": "g", "components": [{**REASON, **more}]}
    data = {"type": "default", "id": "f", "schemaVersion": 16, "components": [group]}
    return load(json.dumps(data).encode(), file="close.form")


def choices(held: object = None) -> list[object]:
    filled = with_lists(form(), LISTS, {"reason": held})
    values = next(one for one in filled.all() if one.key == "reason").raw["values"]
    assert isinstance(values, list)
    return [one["value"] for one in values]


def codes(errors: dict[str, list[FieldError]]) -> dict[str, list[str]]:
    return {name: [one.code for one in found] for name, found in errors.items()}


def test_a_form_names_its_lists():
    assert form().findings == ()
    assert lists_of(form()) == {"close_reason"}


def test_what_the_list_offers_is_accepted_and_nothing_else():
    filled = with_lists(form(), LISTS, {})
    assert filled.accept({"reason": "price"}).values == {"reason": "price"}
    assert codes(filled.accept({"reason": "old"}).errors) == {"reason": ["CHOICE"]}
    assert codes(filled.accept({"reason": "won"}).errors) == {"reason": ["CHOICE"]}


def test_what_a_record_holds_stays_a_choice_there():
    assert choices() == ["price"]
    assert choices("old") == ["price", "old"]
    assert choices("won") == ["price", "won"]
    assert choices("never heard of") == ["price"]


def test_without_lists_any_text_is_taken():
    assert with_lists(form(), {}, {}).accept({"reason": "x"}).values == {"reason": "x"}


def test_entries_are_called_by_their_words_in_both_languages():
    filled = with_lists(form(), LISTS, {})
    values = next(one for one in filled.all() if one.key == "reason").raw["values"]
    assert values == [{"value": "price", "label": {"zh": "价格", "en": "Price"}}]
