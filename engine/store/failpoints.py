"""Places where tests make the process die, wait or fail. Without `GUANXI_TESTING=1` they do nothing.

`GUANXI_FAILPOINTS="before_commit=crash,after_commit=sleep:2,before_commit=fail@3"`: die as `kill -9` would,
wait two seconds, fail on the third pass. The same name may be given several times.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping

# Every place, with the moment it stands for.
FAILPOINTS: dict[str, str] = {
    "adapter_called_before_commit": "a transactional adapter has answered, the step is not yet committed",
    "before_commit": "everything is written, nothing is durable",
    "after_commit": "everything is durable, nobody has been told",
    "job_called_before_record": "a remote application has answered, its answer is not yet recorded",
}


class FailpointError(Exception):
    """A failpoint said so."""


Action = Callable[[], None]


class Failpoints:
    """The actions armed by a setting like `before_commit=fail@3`. Raises ValueError if it makes no sense."""

    def __init__(self, setting: str) -> None:
        self._actions: dict[str, list[Action]] = {}
        for part in filter(None, (part.strip() for part in setting.split(","))):
            name, equals, action = part.partition("=")
            if name not in FAILPOINTS or not equals:
                raise ValueError(f"no such failpoint: {part!r}; there are {sorted(FAILPOINTS)}")
            self._actions.setdefault(name, []).append(_parse(name, action))

    def reach(self, name: str) -> None:
        """Do what is armed for this place."""
        for action in self._actions.get(name, ()):
            action()


def _parse(name: str, text: str) -> Action:
    kind, at, passes = text.partition("@")
    action = _action(name, kind)
    return _on_pass(int(passes), action) if at else action


def _action(name: str, kind: str) -> Action:
    if kind == "crash":
        return lambda: os.kill(os.getpid(), signal.SIGKILL)
    if kind.startswith("sleep:"):
        seconds = float(kind.removeprefix("sleep:"))
        return lambda: time.sleep(seconds)
    if kind == "fail":
        return lambda: _fail(name)
    raise ValueError(f"a failpoint crashes, sleeps or fails, not {kind!r}")


def _fail(name: str) -> None:
    raise FailpointError(name)


def _on_pass(number: int, action: Action) -> Action:
    passes = iter(range(1, number + 1))  # next() is atomic: threads count together

    def act_once() -> None:
        if next(passes, 0) == number:
            action()

    return act_once


def off(name: str) -> None:
    """Nothing is armed."""


def armed(environment: Mapping[str, str]) -> Callable[[str], None]:
    """The function to call at failpoints, for these environment variables."""
    if environment.get("GUANXI_TESTING") != "1" or not environment.get("GUANXI_FAILPOINTS"):
        return off
    return Failpoints(environment["GUANXI_FAILPOINTS"]).reach


# Read here, once, and not in app.py: a crash test must reach the store however the process was started.
failpoint = armed(os.environ)
