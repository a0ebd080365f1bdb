from __future__ import annotations

import pytest

from engine.audit.codes import CWAD, REMOTE_CODES, TOPICS, stream_of, text


def test_every_code_of_the_standard_is_there_or_remote() -> None:
    assert set(CWAD) | set(REMOTE_CODES) == set(range(1, 55))


def test_codes_say_what_they_mean_in_both_languages() -> None:
    assert text(18, "en") == "Work item completed"
    assert text(18, "zh") == "工作项已完成"
    assert text(30, "zh") == "远程事件 30"
    assert all(zh and en and zh != en for zh, en in CWAD.values())


@pytest.mark.parametrize(
    ("code", "topic"), [(52, "session"), (54, "definition"), ("policy.published", "policy"), ("crm.x", "crm")]
)
def test_events_without_an_instance_have_the_stream_of_their_topic(code: int | str, topic: str) -> None:
    assert stream_of(code) == TOPICS[topic]


@pytest.mark.parametrize("code", [1, 18, "weather.rained", "policy_published", ""])
def test_it_refuses_an_event_that_belongs_nowhere(code: int | str) -> None:
    with pytest.raises(ValueError, match="topics"):
        stream_of(code)


def test_streams_of_topics_are_distinct() -> None:
    assert len(set(TOPICS.values())) == len(TOPICS)
    assert 0 not in TOPICS.values()
