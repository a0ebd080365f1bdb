from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.dmn_tck import score


@pytest.mark.corpus
def test_the_dmn_tck_is_passed_to_the_level_reached(corpora: Path) -> None:
    result = score(corpora)
    assert result["dmn_level_2"]["passed"] == result["dmn_level_2"]["of"]
    assert result["dmn_level_3"]["passed"] >= 0.99 * result["dmn_level_3"]["of"]
