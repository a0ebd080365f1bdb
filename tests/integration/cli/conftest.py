"""`guanxi(…)` runs a command in a folder of its own and gives exit code, answer and faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from admin import cli
from admin.cli import Settings
from tests.support.small_platform import SmallPlatform


class Answer(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


Guanxi = Callable[..., Answer]


@pytest.fixture
def guanxi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Guanxi]:
    monkeypatch.chdir(tmp_path)
    made: list[SmallPlatform] = []

    def build(settings: Settings) -> SmallPlatform:
        made.append(SmallPlatform(settings))
        return made[-1]

    def run(*arguments: str, **environment: str) -> Answer:
        try:
            code = cli.main([str(one) for one in arguments], build=build, environment=environment)
        except SystemExit as left:  # argparse leaves by itself
            code = int(left.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    yield run
    for platform in made:
        platform.store.close()
