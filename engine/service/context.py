"""What every command of the engine works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from engine.ports import Actor, Adapter, Parameters, SecondOpinion
from engine.service.locking import Root, lock_root
from engine.service.programs import Programs
from engine.service.step import Step
from engine.store.hot import Hot
from engine.store.uow import Store, Transaction


@dataclass(frozen=True, kw_only=True)
class Context:
    """The store, the applications and the compiled definitions."""

    store: Store
    adapters: Mapping[str, Adapter]
    programs: Programs
    second_opinion: SecondOpinion | None = None
    parameters: Parameters | None = None

    @contextmanager
    def begin(self, action: str, by: Actor | None) -> Iterator[Transaction]:
        """The transaction of one command."""
        with self.store.begin(by=None if by is None else by.id, action=action) as tx:
            yield tx

    def step(self, tx: Transaction, hot: Hot, root: Root) -> Step:
        """A step on a locked root instance."""
        step = Step(
            tx=tx,
            hot=hot,
            root_id=root.instance.id,
            programs=self.programs,
            adapters=self.adapters,
            clock=self.store.clock,
            parameters=self.parameters,
            started_by=root.started_by,
            business_key=root.instance.business_key,
        )
        step.know(root.instance)
        return step

    def lock(self, hot: Hot, root_id: int) -> Root:
        """The locked root, running. Raises NotFound, Suspended, Conflict."""
        root = lock_root(hot, root_id)
        root.demand_running()
        return root


def actor(by: Actor | str | None) -> Actor | None:
    """A login alone is an actor too."""
    return Actor(by) if isinstance(by, str) else by
