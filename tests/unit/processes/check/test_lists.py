"""Lists of the administrators that forms name."""

from __future__ import annotations

import json

from processes.check import check_files


def test_an_unknown_list_is_told_with_the_nearest_one():
    field = {
        "type": "select",
        "key": "reason",
        "id": "reason",
        "label": "Reason",
        "valuesList": "close_reson",
    }
    form = {"type": "default", "id": "f", "schemaVersion": 16, "components": [field]}
    found = check_files({"close.form": json.dumps(form).encode()})
    assert [(one.code, one.element) for one in found] == [("FORM_LIST_UNKNOWN", "reason")]
    assert "close_reason" in found[0].suggestion("en")
