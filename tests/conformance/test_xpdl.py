"""The XPDL corpus in every test run: it is small."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conformance import xpdl
from tests.conformance.xpdl import judge, lost_parts, score

CORPORA = Path(os.environ.get("CORPORA") or Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora")
PACKAGE = (
    b'<Package xmlns="http://www.wfmc.org/2008/XPDL2.1" Id="p"><WorkflowProcesses>'
    b'<WorkflowProcess Id="w"><Activities><Activity Id="a"><Performer>li</Performer></Activity></Activities>'
    b"</WorkflowProcess></WorkflowProcesses></Package>"
)


@pytest.mark.corpus
@pytest.mark.skipif(not (CORPORA / "xpdl").is_dir(), reason="skipped: corpora not found")
def test_every_package_starts_or_is_reported_and_nothing_is_lost() -> None:
    found = score(CORPORA)["xpdl"]
    assert found["passed"] == found["of"] > 0
    assert found["started"] > 0
    assert {found[key] for key in ("crashed", "hung", "silently_lost")} == {0}


def test_a_package_is_judged_by_starting_it() -> None:
    assert judge(PACKAGE) == ("started", [])


def test_the_judge_notices_what_is_neither_converted_nor_named() -> None:
    made = xpdl.convert(PACKAGE)
    other = PACKAGE.replace(b"</Activities>", b"\n<Activity Id='b'/></Activities>").replace(
        b">li<", b">wang<"
    )
    assert list(lost_parts(PACKAGE, made, list(made.findings))) == []
    assert sorted(lost_parts(other, made, list(made.findings))) == [
        "'wang' in line 1",
        "<Activity> in line 2",
    ]
