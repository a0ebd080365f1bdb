"""Tasks, and the progress made with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from adapters.crm import tables
from adapters.crm.catalogue.about import account, contact
from adapters.crm.errors import TaskOfProcess
from adapters.crm.records import Child, Entity, Field
from adapters.crm.records.field import ME, NOW
from adapters.crm.words import TASK_KINDS, Words, word
from engine.errors import EngineError

PRIORITIES: Words = {"0": ("普通", "Normal"), "1": ("重要", "Important"), "2": ("紧急", "Urgent")}

_KINDS: Words = {code: both for code, both in TASK_KINDS.items() if code != "all"}


def _task_note(row: Row[Any], lang: str) -> str:
    return f"{row.no} · {word(_KINDS, row.kind, lang)}"


def _held(row: Row[Any]) -> EngineError | None:
    """A step of a process is done in the worklist, and nowhere else."""
    held = row.instance_id is not None and row.done_at is None
    return TaskOfProcess(no=row.no) if held else None


def _with_state(connection: Connection, values: dict[str, Any]) -> dict[str, Any]:
    """A new task is not started: the first state of that class for its kind."""
    if values.get("state_id") is not None:
        return values
    state = tables.task_state_def
    query = select(state.c.id).where(
        state.c.state_class == "not_started",
        state.c.kind.in_((values["kind"], "all")),
        state.c.active,
        state.c.deleted_at.is_(None),
    )
    first = connection.scalars(query.order_by(state.c.kind == "all", state.c.sort)).first()
    return {**values, "state_id": first}


TASK = Entity(
    key="task",
    path="tasks",
    table=tables.task,
    zh="任务",
    en="Task",
    many_zh="任务",
    many_en="Tasks",
    icon="checklist",
    title=("subject",),
    note=_task_note,
    owner="owner_id",
    number=("no", "task"),
    fill=_with_state,
    locked=_held,
    order="due_at",
    page="/crm/tasks/{id}",
    children=(Child(entity="progress", column="task_id"),),
    fields=(
        Field(name="no", zh="编号", en="Number", typed=False, listed=True, searched=True),
        Field(name="subject", zh="主题", en="Subject", required=True, listed=True, searched=True, quick=True),
        Field(
            name="kind",
            zh="种类",
            en="Kind",
            kind="choice",
            words=_KINDS,
            required=True,
            default="sales",
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(
            name="state_id",
            zh="状态",
            en="State",
            kind="record",
            refers="task_state",
            typed=False,
            listed=True,
            filtered=True,
        ),
        Field(
            name="priority",
            zh="优先级",
            en="Priority",
            kind="integer",
            words=PRIORITIES,
            default=0,
            least="0",
            most="2",
            listed=True,
        ),
        Field(name="owner_id", zh="执行人", en="Done by", kind="person", default=ME, listed=True, quick=True),
        Field(name="assigner_id", zh="指派人", en="Assigned by", kind="person", typed=False, default=ME),
        Field(name="start_at", zh="开始", en="Start", kind="moment"),
        Field(name="due_at", zh="截止", en="Due", kind="moment", listed=True, filtered=True, quick=True),
        Field(name="done_at", zh="完成时间", en="Done at", kind="moment", typed=False),
        account(),
        contact(),
        Field(name="lead_id", zh="线索", en="Lead", kind="record", refers="lead"),
        Field(name="opportunity_id", zh="销售机会", en="Opportunity", kind="record", refers="opportunity"),
        Field(name="feedback_id", zh="服务反馈", en="Feedback", kind="record", refers="feedback"),
        Field(name="content", zh="内容", en="What to do", kind="long", length=4000, quick=True),
        Field(name="result", zh="结果", en="Result", kind="long", length=4000, typed=False),
        Field(name="reason", zh="原因", en="Reason", kind="long", length=2000, typed=False),
    ),
)

PROGRESS = Entity(
    key="progress",
    path="progress",
    table=tables.progress,
    zh="跟进记录",
    en="Progress entry",
    many_zh="跟进记录",
    many_en="Progress",
    icon="history",
    resource="task",
    title=("content",),
    owner="by_id",
    order="-at",
    fields=(
        Field(
            name="at",
            zh="时间",
            en="When",
            kind="moment",
            default=NOW,
            required=True,
            listed=True,
            filtered=True,
        ),
        Field(
            name="action_id",
            zh="动作",
            en="Action",
            kind="record",
            refers="action",
            required=True,
            listed=True,
            quick=True,
        ),
        account(),
        contact(),
        Field(name="task_id", zh="任务", en="Task", kind="record", refers="task", listed=True),
        Field(name="lead_id", zh="线索", en="Lead", kind="record", refers="lead"),
        Field(name="opportunity_id", zh="销售机会", en="Opportunity", kind="record", refers="opportunity"),
        Field(name="minutes", zh="时长（分钟）", en="Minutes", kind="integer", least="0", most="1440"),
        Field(
            name="content",
            zh="内容",
            en="What happened",
            kind="long",
            length=4000,
            required=True,
            listed=True,
        ),
        Field(name="result", zh="结果", en="Result", kind="long", length=4000, listed=True),
        Field(name="before_record", zh="行动前记录", en="Plan before", kind="long", length=4000),
        Field(name="after_record", zh="行动后记录", en="Report after", kind="long", length=4000),
        Field(name="next_action_id", zh="下一步动作", en="Next action", kind="record", refers="action"),
        Field(name="next_at", zh="下次时间", en="Next time", kind="moment", listed=True),
        Field(name="assigned_by_id", zh="指派人", en="Assigned by", kind="person"),
        Field(name="by_id", zh="记录人", en="By", kind="person", typed=False, default=ME, listed=True),
        Field(name="quality_score", zh="质量评分", en="Quality", kind="integer", least="1", most="5"),
    ),
)
