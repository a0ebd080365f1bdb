"""Who may start a process that names its starters."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.errors import Forbidden
from engine.organisation import Person
from engine.service import Engine


class NotAStarter(Forbidden):
    """The process “{key}” is started by these people or positions only: {who}."""

    zh = "流程“{key}”只能由以下人员或职位启动：{who}。"


def demand_starter(connection: Connection, engine: Engine, person: Person, key: str) -> None:
    """Raises NotAStarter where the process names others; a process that names nobody is everybody's."""
    loaded = engine.context.programs.latest(connection, key)
    named = () if loaded is None else loaded.program.starters
    mine = {("user", person.login), *(("group", position) for position in person.positions)}
    if named and not mine & set(named):
        raise NotAStarter(key=key, who=", ".join(name for _, name in named))
