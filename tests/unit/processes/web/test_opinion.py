"""The badge on a definition's page, in both languages; it says nothing while nobody has compared."""

from __future__ import annotations

import pytest

from engine.store.definitions import Opinion, latest, record_opinion
from tests.support.designer import Site


def said(site: Site, state: str, *, element: str | None = None, code: str | None = None) -> None:
    site.publish()
    with site.store.begin(by=None, action="test") as tx:
        found = latest(tx.connection, "review")
        assert found is not None
        record_opinion(
            tx,
            Opinion(
                definition_id=found.id,
                state=state,
                paths=12,
                element=element,
                code=code,
                detail="",
                at=tx.now,
            ),
        )


def page(site: Site, lang: str) -> str:
    return site.as_("designer", lang).get("/definitions/review").text


def test_it_says_nothing_while_nobody_has_compared(site: Site) -> None:
    site.publish()
    assert "df-opinion" not in page(site, "en")


@pytest.mark.parametrize(
    ("lang", "text", "hint"),
    [("en", "Two engines agree", "12 paths walked in both"), ("zh", "两个引擎一致", "两边各走了 12 条路径")],
)
def test_it_says_that_two_engines_agree(site: Site, lang: str, text: str, hint: str) -> None:
    said(site, "agree")
    shown = page(site, lang)
    assert text in shown
    assert hint in shown


def test_it_names_the_element_where_they_differ_as_it_is_drawn(site: Site) -> None:
    said(site, "differ", element="manager")
    assert "Two engines differ at Manager approval" in page(site, "en")
    assert "两个引擎在“销售经理审批”处不同" in page(site, "zh")


def test_it_says_why_nothing_was_compared(site: Site) -> None:
    said(site, "not_compared", code="COMPENSATION", element="<b>gone</b>")
    shown = page(site, "en")
    assert "Not compared with a second engine" in shown
    assert "It contains compensation" in shown
    assert "<b>gone</b>" not in shown
    assert "包含补偿" in page(site, "zh")
