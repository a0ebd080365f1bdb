"""Documents of the past have names, whatever their type."""

from __future__ import annotations

import pytest

from engine import organisation
from processes.approval import types

TYPES = {document.key: document for document, *_ in types.TYPES}


@pytest.mark.parametrize("key", TYPES)
def test_every_type_names_its_documents_for_those_who_may_see_them(ruled_store, key):
    document = TYPES[key]
    with ruled_store.read() as connection:
        general = organisation.by_login(connection, "general")
        warehouse = organisation.by_login(connection, "warehouse")
        samples = {one.id: one.title for one in document.samples(connection, general, "", "zh")}
        called = document.called(connection, general, [7, *samples], "zh")
        hidden = document.called(connection, warehouse, list(samples), "zh") if key == "quote" else {}
    assert called.keys() == samples.keys()
    assert all(
        samples[each].split(" ")[0] in title + customer or customer == ""
        for each, (title, customer) in called.items()
    )
    assert hidden == {}
