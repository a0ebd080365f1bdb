"""Every requirement that has code names files that exist, has a test, and stands on the page."""

from __future__ import annotations

import os
from collections import Counter

from tests.support.traceability import PAGE, ROOT, requirements, sections, written

#: Modules of the CRM whose every row is built.
WHOLE = ("S2-2.", "S2-6.", "S2-7.", "S2-8.")


def test_what_a_requirement_names_exists() -> None:
    named = [(row.id, path) for row in requirements() for path in (*row.code, *row.tests)]
    assert [(at, path) for at, path in named if not (ROOT / path).exists()] == []


def test_what_has_code_has_a_test_and_the_other_way_round() -> None:
    assert [row.id for row in requirements() if bool(row.code) != bool(row.tests)] == []


def test_a_test_named_holds_tests() -> None:
    files = {path for row in requirements() for path in row.tests}
    assert [path for path in sorted(files) if "def test_" not in (ROOT / path).read_text("utf-8")] == []


def test_no_id_stands_twice() -> None:
    counted = Counter(row.id for row in requirements())
    assert [at for at, times in counted.items() if times > 1] == []


def test_the_finished_modules_are_whole() -> None:
    assert [row.id for row in requirements() if row.id.startswith(WHOLE) and not row.code] == []


def test_the_page_is_written_from_the_file() -> None:
    page = written(sections())
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "run again with WRITE_DOCS=1"
