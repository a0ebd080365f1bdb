"""The fields of records that are about a customer."""

from __future__ import annotations

from adapters.crm.records import Field


def account(*, required: bool = False) -> Field:
    """The customer."""
    return Field(
        name="account_id",
        zh="客户",
        en="Customer",
        kind="record",
        refers="account",
        required=required,
        listed=True,
        quick=True,
    )


def contact() -> Field:
    """One of the customer's people."""
    return Field(name="contact_id", zh="联系人", en="Contact", kind="record", refers="contact")
