"""The search box finds what the reader may see."""

from __future__ import annotations

from engine.organisation import by_login
from worklist.search import InstanceSearch


def found(site, login, text):
    search = InstanceSearch(store=site.store, names=site.worklist.names, hooks=site.worklist.hooks)
    with site.app.test_request_context(), site.store.read() as connection:
        person = by_login(connection, login)
        assert person is not None
        return [hit.title for hit in search.search(text, person, 5)]


def test_an_instance_is_found_by_any_part_of_its_key(site):
    site.start("Q-2031")
    site.start("Q-2099", by="colleague")
    assert len(found(site, "supervisor", "q-20")) == 2
    assert len(found(site, "salesperson", "Q-20")) == 1
    assert found(site, "salesperson", "Q-2099") == []
    assert found(site, "warehouse", "Q-20") == []
    assert len(found(site, "supervisor", "2099")) == 1
    assert len(found(site, "supervisor", "-20")) == 2
    assert found(site, "supervisor", "%") == []
