"""What was done about a service case, entry by entry."""

from __future__ import annotations

from adapters.crm import tables
from adapters.crm.catalogue.feedback_words import ACTIONS
from adapters.crm.records import Entity, Field

FEEDBACK_ACTION = Entity(
    key="feedback_action",
    path="feedback-actions",
    table=tables.feedback_action,
    zh="处理记录",
    en="Action",
    many_zh="处理记录",
    many_en="Actions",
    icon="message",
    resource="feedback",
    title=("text",),
    parent=("feedback_id", "feedback"),
    creatable=False,
    fields=(
        Field(
            name="feedback_id",
            zh="服务反馈",
            en="Service case",
            kind="record",
            refers="feedback",
            typed=False,
            listed=True,
        ),
        Field(
            name="kind",
            zh="类别",
            en="Kind",
            kind="choice",
            words=ACTIONS,
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(name="at", zh="时间", en="At", kind="moment", typed=False, listed=True, filtered=True),
        Field(name="by_id", zh="人员", en="By", kind="person", typed=False, listed=True),
        Field(
            name="text",
            zh="内容",
            en="Text",
            kind="long",
            length=8000,
            required=True,
            listed=True,
            searched=True,
        ),
    ),
)
