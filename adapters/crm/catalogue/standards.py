"""Enterprise standards of tasks (13.2.1, 13.2.2): the states they come to, the actions done about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select, select

from adapters.crm import tables
from adapters.crm.errors import Fault
from adapters.crm.records import Entity, Field
from adapters.crm.words import TASK_KINDS, Words
from engine.organisation import Person

STATE_CLASSES: Words = {
    "not_started": ("未开始", "Not started"),
    "in_progress": ("进行中", "In progress"),
    "waiting": ("等待中", "Waiting"),
    "done": ("已完成", "Done"),
    "abandoned": ("已放弃", "Abandoned"),
}
#: tone of a chip → Chinese, English
COLOURS: Words = {
    "outline": ("描边", "Outlined"),
    "accent": ("蓝色", "Blue"),
    "ok": ("绿色", "Green"),
    "warn": ("黄色", "Yellow"),
    "bad": ("红色", "Red"),
    "vio": ("紫色", "Violet"),
}
CLASS_TONES = {
    "not_started": "outline",
    "in_progress": "accent",
    "waiting": "warn",
    "done": "ok",
    "abandoned": "",
}
_DIRECTIONS: Words = {"in": ("来", "Incoming"), "out": ("去", "Outgoing"), "none": ("无", "None")}


def _active() -> Field:
    return Field(
        name="active", zh="启用", en="In use", kind="boolean", default=True, listed=True, filtered=True
    )


def _sort() -> Field:
    return Field(name="sort", zh="顺序", en="Order", kind="integer", default=0, least="0", most="9999")


def _names(length: int = 100) -> tuple[Field, Field]:
    return (
        Field(name="name", zh="名称", en="Name", length=length, required=True, listed=True, quick=True),
        Field(name="name_en", zh="英文名称", en="English name", length=length, quick=True),
    )


def _one_of_each_class(connection: Connection, values: dict[str, Any]) -> list[Fault]:
    """Requirement 3.13: of each class at least one state stays in use."""
    table = tables.task_state_def
    if values.get("active") or "id" not in values:
        return []
    before = connection.execute(select(table).where(table.c.id == values["id"])).one()
    others = select(table.c.id).where(
        table.c.state_class == before.state_class,
        table.c.active,
        table.c.id != before.id,
        table.c.deleted_at.is_(None),
    )
    if connection.execute(others).first() is not None:
        return []
    return [
        Fault(
            field="active",
            zh="每一类至少要有一个启用的状态",
            en="at least one state of each class stays in use",
        )
    ]


def _unused_state(
    connection: Connection, _person: Person, values: Mapping[str, Any], action: str
) -> list[Fault]:
    """A state that tasks are in is taken out of use instead; and of each class one stays."""
    if action != "delete":
        return []
    task = tables.task
    return _refused_if(connection, select(task.c.id).where(task.c.state_id == values["id"])) or (
        _one_of_each_class(connection, {"id": values["id"], "active": False})
    )


def _unused_action(
    connection: Connection, _person: Person, values: Mapping[str, Any], action: str
) -> list[Fault]:
    """An action that entries name is taken out of use instead."""
    done, other = tables.progress, tables.action_def
    if action != "delete":
        return []
    named = (done.c.action_id == values["id"]) | (done.c.next_action_id == values["id"])
    return _refused_if(connection, select(done.c.id).where(named)) or _refused_if(
        connection,
        select(other.c.id).where(other.c.next_action_id == values["id"], other.c.deleted_at.is_(None)),
    )


def _refused_if(connection: Connection, used: Select[Any]) -> list[Fault]:
    if connection.execute(used.limit(1)).first() is None:
        return []
    return [Fault(field="active", zh="使用中，不能删除；可以停用", en="in use: take it out of use instead")]


def _tone(row: Mapping[str, Any]) -> str:
    return str(row["colour"] or CLASS_TONES.get(row["state_class"], ""))


TASK_STATE = Entity(
    key="task_state",
    path="task-states",
    table=tables.task_state_def,
    zh="任务状态",
    en="Task state",
    many_zh="任务状态定义",
    many_en="Task states",
    icon="list-check",
    resource="settings",
    order="sort",
    check=_one_of_each_class,
    guard=_unused_state,
    tone=_tone,
    fields=(
        Field(
            name="kind",
            zh="任务种类",
            en="Kind of task",
            kind="choice",
            words=TASK_KINDS,
            required=True,
            default="all",
            listed=True,
            quick=True,
        ),
        Field(name="code", zh="代码", en="Code", length=32, required=True, listed=True, quick=True),
        *_names(),
        Field(
            name="state_class",
            zh="类别",
            en="Class",
            kind="choice",
            words=STATE_CLASSES,
            tones=CLASS_TONES,
            required=True,
            listed=True,
            filtered=True,
            quick=True,
        ),
        Field(
            name="colour",
            zh="颜色",
            en="Colour",
            kind="choice",
            words=COLOURS,
            tones={code: code for code in COLOURS},
            listed=True,
            zh_hint="不选：按类别着色。",
            en_hint="None chosen: as its class.",
        ),
        Field(name="needs_result", zh="要求结果", en="Needs a result", kind="boolean", listed=True),
        Field(name="needs_reason", zh="要求原因", en="Needs a reason", kind="boolean", listed=True),
        Field(
            name="next_codes",
            zh="可转入的状态（空：不限）",
            en="States it may move to (empty: any)",
            kind="tags",
            length=32,
        ),
        _sort(),
        _active(),
    ),
)
ACTION = Entity(
    key="action",
    path="actions",
    table=tables.action_def,
    zh="进程动作",
    en="Action",
    many_zh="进程动作定义",
    many_en="Actions",
    icon="bolt",
    resource="settings",
    order="code",
    guard=_unused_action,
    fields=(
        Field(name="code", zh="代码", en="Code", length=32, required=True, listed=True, quick=True),
        *_names(),
        Field(name="task_kinds", zh="适用任务", en="For tasks", kind="choices", words=TASK_KINDS),
        Field(name="direction", zh="方向", en="Direction", kind="choice", words=_DIRECTIONS, listed=True),
        Field(name="channel", zh="渠道", en="Channel", length=32),
        Field(name="needs_result", zh="要求结果", en="Needs a result", kind="boolean", listed=True),
        Field(name="needs_next", zh="要求下一步", en="Needs a next step", kind="boolean", listed=True),
        Field(name="default_minutes", zh="默认时长（分钟）", en="Usual minutes", kind="integer", least="0"),
        Field(
            name="next_days", zh="默认跟进间隔（天）", en="Follow up after days", kind="integer", least="0"
        ),
        Field(
            name="stage_effect",
            zh="推进机会至阶段",
            en="Moves opportunity to",
            kind="choice",
            lookup="opportunity_stage",
            zh_hint="登记该动作时，由机会的销售流程向前推进（流程允许时）。",
            en_hint="Recording it moves the opportunity forward, where its process allows that.",
        ),
        Field(
            name="updates_contact",
            zh="计为与客户的联系",
            en="Counts as contact with the customer",
            kind="boolean",
            default=True,
        ),
        Field(
            name="next_action_id", zh="默认下一步动作", en="Usual next action", kind="record", refers="action"
        ),
        _active(),
    ),
)
