"""Hand-overs of leavers: who hands over what, and how far it is."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.handover.words import KINDS, STATES, TONES
from adapters.crm.records import Entity, Field

HANDOVER = Entity(
    key="handover",
    path="handovers",
    table=tables.handover,
    zh="离职与调岗交接",
    en="Hand-over",
    many_zh="离职与调岗交接",
    many_en="Hand-overs",
    icon="arrows-exchange",
    title=("no",),
    owner="person_id",
    number=("no", "handover"),
    state="state",
    page="/crm/handovers/{id}",
    menu=False,
    creatable=False,  # begun for a person, together with its process: /crm/handovers/new
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(
            name="person_id",
            zh="交接人",
            en="Who hands over",
            kind="person",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="kind",
            zh="原因类别",
            en="Why",
            kind="choice",
            words=KINDS,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="reason", zh="说明", en="Reason", kind="long", typed=False),
        Field(name="freeze_now", zh="立即冻结", en="Frozen at once", kind="boolean", typed=False),
        Field(
            name="requested_by_id", zh="申请人", en="Requested by", kind="person", typed=False, listed=True
        ),
        Field(
            name="chooser_id",
            zh="接收人由谁选择",
            en="Who chooses the receivers",
            kind="person",
            typed=False,
            listed=True,
        ),
        Field(
            name="state",
            zh="状态",
            en="State",
            kind="choice",
            words=STATES,
            tones=TONES,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="moved_at",
            zh="移交时间",
            en="Moved at",
            kind="moment",
            typed=False,
            listed=True,
            filtered=True,
        ),
    ),
)
