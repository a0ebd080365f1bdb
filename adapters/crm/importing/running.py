"""Working on imports beside the requests: checking shows how far it is and can be cancelled, adding is one step.

A table is checked chunk by chunk, each with a connection of its own, so nobody waits for it. Only then everything
is written in one transaction. Whoever dies before it has written nothing; the next one who looks goes on.
"""

from __future__ import annotations

import logging
from threading import Lock, Thread

from adapters.crm import catalogue
from adapters.crm.importing import adding, jobs
from adapters.crm.importing.checking import FIRST_ROW, Checker, Outcome
from engine import organisation
from engine.errors import Conflict, EngineError
from engine.store.uow import Store

log = logging.getLogger(__name__)

CHUNK = 500
#: Tables up to this size are done within the request: nobody wants to watch a bar for them.
AT_ONCE = 200


class ImportRunner:
    """Works on the imports of one process, one after the other."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = Lock()

    def begin(self, job_id: int, rows: int) -> None:
        """Work on a job that is to be checked or imported: now, or beside."""
        if rows <= AT_ONCE:
            self.work(job_id)
        else:
            Thread(target=self._beside, args=(job_id,), name=f"import-{job_id}", daemon=True).start()

    def resume(self, job_id: int, rows: int) -> None:
        """Go on with a job whose worker is gone."""
        with self._store.begin(by=None, action="crm.import.resume") as tx:
            mine = jobs.take_over(tx, job_id)
        if mine:
            self.begin(job_id, rows)

    def work(self, job_id: int) -> None:
        """Check, and add where that is wanted. A fault is kept with the job, for whoever looks."""
        try:
            self._work(job_id)
        except Conflict:
            log.info("import cancelled", extra={"action": "crm.import", "job": job_id})
        except EngineError as fault:
            self._fail(job_id, fault.text("zh"), fault.text("en"))
        except Exception:
            log.exception("import failed", extra={"action": "crm.import", "job": job_id})
            self._fail(job_id, "导入时出错，没有写入任何数据。", "The import failed; nothing was written.")

    def _beside(self, job_id: int) -> None:
        with self._turn:
            self.work(job_id)

    def _work(self, job_id: int) -> None:
        with self._store.read() as connection:
            row = connection.execute(jobs.job.select().where(jobs.job.c.id == job_id)).one()
            person = organisation.person(connection, row.by_id)
        if row.state not in jobs.RUNNING or person is None:
            return
        entity, report = catalogue.entity(row.kind), row.report
        checker = Checker(person, entity, report["mapping"], self._store.clock.now())
        outcomes = self._checked(job_id, checker, report["rows"])
        if outcomes is None:
            return
        if row.state == "checking":
            with self._store.begin(by=person.id, action="crm.import.check") as tx:
                told = jobs.told(outcomes, report["rows"])
                jobs.move(tx, job_id, "draft", report={**report, "wrong": told}, progress=len(outcomes))
            return
        with self._store.begin(by=person.id, action="crm.import.do") as tx:
            jobs.move(tx, job_id, "done")
            ids, wrong = adding.add(tx, person, entity, outcomes)
            kept = {**report, "rows": [], "ids": ids, "wrong": jobs.told(wrong, report["rows"])}
            jobs.keep(tx, job_id, report=kept, rows_ok=len(ids))

    def _checked(self, job_id: int, checker: Checker, rows: list[list[str]]) -> list[Outcome] | None:
        """What becomes of every row; None when it was cancelled."""
        outcomes: list[Outcome] = []
        for at in range(0, len(rows), CHUNK):
            with self._store.read() as connection:
                outcomes += checker.check(connection, rows[at : at + CHUNK], first=FIRST_ROW + at)
            with self._store.begin(by=None, action="crm.import.progress") as tx:
                if not jobs.beat(tx, job_id, len(outcomes)):
                    return None
        return outcomes

    def _fail(self, job_id: int, zh: str, en: str) -> None:
        with self._store.begin(by=None, action="crm.import.failed") as tx:
            jobs.fail(tx, job_id, zh, en)
