"""The examples of the reference are calls that work, as they stand there, one after the other."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "http-approvals.md"


def calls() -> list[list[str]]:
    """The words of every curl line."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line) for line in lines if line.startswith("curl ")]


def option(words: list[str], name: str) -> list[str]:
    return [words[at + 1] for at, word in enumerate(words) if word == name]


def test_the_examples_of_the_reference_run(demo):
    admin = demo.api("admin")
    found = calls()
    assert len(found) > 5
    files: dict[str, bytes] = {}
    for words in found:
        path = next(word for word in words if word.startswith("$SITE/")).removeprefix("$SITE")
        named = [files[name.removeprefix("@")] for name in option(words, "--data-binary")]
        body = [*option(words, "-d"), *named]
        answer = admin.client.open(
            path,
            method=(option(words, "-X") or ["GET"])[0],
            headers={
                **admin.headers,
                **{
                    k: v
                    for k, v in (one.split(": ", 1) for one in option(words, "-H"))
                    if k != "Authorization"
                },
            },
            data=body[0] if body else None,
        )
        assert answer.status_code in (200, 201), (words, answer.text)
        assert json.loads(answer.text)
        files |= dict.fromkeys(option(words, "-o"), answer.data)
