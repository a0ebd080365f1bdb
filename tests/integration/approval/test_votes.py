"""A point that is decided by vote: it passes with the share it needs, and fails as soon as it cannot get it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from processes.approval.model import Flow, Point

VOTERS = ("sales_manager", "finance", "legal", "technical")


@pytest.fixture
def vote(quick_office):
    """`vote(share)`: a quote about which four people vote."""

    def make(share):
        point = Point(
            number=1, name="票签", name_en="Vote", positions=VOTERS, mode="vote", share=Decimal(share)
        )
        quick_office.release(Flow(points=(point,)))
        quote = quick_office.quote("0.03")
        return quick_office, quote, quick_office.submit(quote)

    return make


@pytest.mark.parametrize(
    ("share", "votes", "state"),
    [
        ("0.5", "aa", "approved"),
        ("0.5", "raa", "approved"),
        ("0.5", "rrr", "rejected"),
        ("0.51", "aara", "approved"),
        ("0.51", "aarr", "rejected"),
        ("0.51", "rr", "rejected"),
        ("0.75", "arr", "rejected"),
        ("1", "aaaa", "approved"),
        ("1", "b", "returned"),
        ("0.6", "bb", "returned"),
        ("0.6", "br", "rejected"),
        ("0.01", "a", "approved"),
    ],
)
def test_it_is_decided_by_the_vote_that_settles_it(vote, share, votes, state):
    office, quote, root = vote(share)
    words = {"a": "agree", "b": "return", "r": "reject"}
    for place, (person, said) in enumerate(
        zip(("manager", "finance", "legal", "technical"), votes, strict=False)
    ):
        assert office.state(quote) == "in_approval", place
        office.decide(root, person, words[said], "" if said == "a" else "不同意")
    assert office.state(quote) == state
    assert len(office.record(root)) == len(votes)
    assert [one for one in office.open_items(root) if one.element == "together_approve"] == []
    assert office.breaches() == []
