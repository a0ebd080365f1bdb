"""An engine for the past: the same store, a clock of its own, and mails that go nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime
from email.message import EmailMessage

from adapters.crm.endings import registry as endings
from adapters.mail.send import Mailer
from engine.clock import ManualClock
from engine.ports import Adapter
from engine.service import Engine
from engine.store.uow import Store
from processes.approval.documents import Documents
from processes.history.company import without_flushing
from processes.history.loading import SEED, YEAR, History, Size, Tell

Wire = Callable[[Mailer], Mapping[str, Adapter]]


class _Past:
    """Mails of the past have been read long ago."""

    def deliver(self, message: EmailMessage) -> None:
        """Nothing to do."""


def play(
    database: str,
    *,
    now: datetime,
    documents: Documents,
    wire: Wire,
    size: Size = YEAR,
    seed: int = SEED,
    tell: Tell = lambda _share: None,
    stopped: Callable[[], bool] = lambda: False,
) -> bool:
    """Load the year into a store that has the demo company; whether it is complete."""
    clock = ManualClock(now)
    with closing(Store(database, clock=clock)) as store:
        without_flushing(store)
        endings.listen(store.facts)
        mailer = Mailer(store=store, transport=_Past(), sender="guanxi@demo.guanxi.example")
        engine = Engine(store=store, adapters=wire(mailer))
        history = History(engine=engine, clock=clock, documents=documents, seed=seed)
        return history.load(now=now, size=size, tell=tell, stopped=stopped)
