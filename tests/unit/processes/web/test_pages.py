"""Looking at definitions: cards, diagram, versions, files, changes."""

from __future__ import annotations

from tests.support.designer import Site


def test_it_says_what_to_do_while_nothing_is_published(site: Site) -> None:
    assert "Nothing is published yet" in site.as_("designer").get("/definitions/").text


def test_a_card_shows_both_titles_the_version_and_a_picture(site: Site) -> None:
    site.publish()
    page = site.as_("designer", "zh").get("/definitions/").text
    assert "报价复核" in page
    assert "Quote review" in page
    assert "v1" in page
    assert '<svg class="df-picture"' in page
