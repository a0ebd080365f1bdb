"""The demo company at work: something to show on every page from the first minute."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

import app
from adapters.crm import tables
from admin.cli import Settings
from engine.store.schema.definitions import definition
from engine.store.schema.runtime import incident, instance, work_item
from engine.store.verify import verify


def test_the_demo_company_has_work_of_every_kind_once(tmp_path: Path) -> None:
    settings = Settings(
        database=f"sqlite:///{tmp_path / 'g.db'}", secret_key="for one test" * 3, var=tmp_path
    )
    platform = app.build(settings)
    platform.migrate()
    platform.prepare()
    platform.load_demo()
    for _ in range(2):  # the second time it stays as it is
        platform.open_demo_cases()
        with platform.store.read() as connection:
            started = connection.scalar(
                select(func.count())
                .select_from(instance)
                .join(definition, definition.c.id == instance.c.definition_id)
                .where(instance.c.depth == 0, definition.c.key == "quote_approval")
            )
            waiting = connection.scalars(select(work_item.c.element).where(work_item.c.closed_at.is_(None)))
            states = set(
                connection.scalars(
                    select(tables.quote.c.state).where(tables.quote.c.instance_id.is_not(None))
                )
            )
            assert started == 12
            assert set(waiting) >= {"together_approve", "revise"}
            assert states >= {"in_approval", "returned", "rejected"}
            assert connection.scalar(select(func.count()).select_from(incident)) == 0
            ends = connection.scalars(
                select(tables.quote.c.valid_to).where(tables.quote.c.state == "in_approval")
            )
            assert min(ends) > platform.store.clock.now().date()
    with platform.store.snapshot() as connection:
        assert verify(connection, platform.checks) == []
    platform.store.close()
