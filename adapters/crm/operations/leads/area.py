"""What all applications about leads have in common."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from adapters.crm import changes, tables
from adapters.crm.operations.declaring import Area
from engine.errors import BusinessError
from engine.ports import AdapterCall

ERRORS = {
    "LEAD_NOT_FOUND": ("线索不存在", "the lead does not exist"),
    "LEAD_EMPTY": ("线索没有公司、联系人、电话或邮箱", "the lead names no company, person, phone or e-mail"),
    "LEAD_OWNER": ("没有这位在职员工", "there is no such active employee"),
}
LEADS = Area(prefix="crm.lead", errors=ERRORS)


def lead_of(call: AdapterCall) -> Row[Any]:
    """The lead of this very process: naming another one's is not enough."""
    row = changes.row_of(call.tx.connection, tables.lead, call.inputs["lead_id"])
    if row is None or row.deleted_at is not None or row.instance_id != call.instance_id:
        zh, en = ERRORS["LEAD_NOT_FOUND"]
        raise BusinessError("LEAD_NOT_FOUND", en, message_zh=zh)
    return row
