"""A mail that did not arrive says so on its page and is written once more from there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from adapters.crm import changes, tables


def test_a_mail_that_failed_is_offered_once_more_with_what_it_said(site: Any) -> None:
    party = site.account()
    values = {
        "type": "mail",
        "direction": "out",
        "subject": "样机",
        "content": "样机已寄出",
        "delivery": "failed",
    }
    with site.store.begin(by=None, action="test.mail") as tx:
        owner = changes.row_of(tx.connection, tables.account, party).owner_id
        values |= {"at": datetime(2026, 3, 1, tzinfo=UTC), "by_id": owner}
        shared = {"account_id": party, "channel_ref": "chen@nowhere.example", "attrs": {"language": "zh"}}
        failed = changes.add(tx, tables.communication, **shared, **values)
        sent = changes.add(tx, tables.communication, **shared, **{**values, "delivery": "sent"})
    client, again = site.client(), f"/crm/accounts/{party}/mail?again={failed}"
    page = client.get(f"/crm/records/communications/{failed}").text
    assert "未送达" in page
    assert f'href="{again}"' in page
    assert "?again=" not in client.get(f"/crm/records/communications/{sent}").text
    form = client.get(again).text
    assert 'value="chen@nowhere.example"' in form
    assert "样机已寄出" in form
    assert client.get(f"/crm/accounts/{party}/mail?again=99999").status_code == 404
    assert site.client("salesperson2").get(again).status_code == 404
