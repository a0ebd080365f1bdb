"""Server time of the CRM's pages over a company of a given size, in process, warm, for people of different reach.

`python -m tests.performance.pages FILE ROUNDS` measures one that `population` has made.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from flask.testing import FlaskClient

import app
from adapters.crm import catalogue, tables
from adapters.crm.importing import adding, files, jobs
from adapters.crm.importing.running import ImportRunner
from adapters.crm.records import access
from adapters.demo import PASSWORD
from admin.cli import Settings
from engine import organisation
from tests.performance.population import BUSY
from tests.support.application import csrf_token

LOGINS = ("salesperson", "salesperson3", "manager", "general", "admin")
RECORDS = "/crm/records"
PAGES: Mapping[str, str] = {
    "customers": "/crm/accounts/",
    "customers, three filters": "/crm/accounts/?f.level=A&f.industry=paper&f.city=苏州",
    "customers, a text nowhere": "/crm/accounts/?f.city=鲲鹏",
    "customers, a text everywhere": "/crm/accounts/?f.city=州",
    "customers, two characters": "/crm/accounts/?q=远景",
    "customers, initials": "/crm/accounts/?q=yjk",
    "customers, part of a number": "/crm/accounts/?q=000777",
    "customers, last page": "/crm/accounts/?at=last",
    **{
        f"customers by {name}": f"/crm/accounts/?sort={name}"
        for name in ("name", "kind", "-level", "industry", "city", "-credit_limit", "-receivable", "-overdue")
    },
    "contacts": f"{RECORDS}/contacts/",
    "contacts, two characters": f"{RECORDS}/contacts/?q=王华",
    "contacts, a number": f"{RECORDS}/contacts/?q=1381",
    "contacts, a text nowhere": f"{RECORDS}/contacts/?f.department=鲲鹏",
    "contacts, a text of few": f"{RECORDS}/contacts/?f.department=总工",
    "contacts, a text everywhere": f"{RECORDS}/contacts/?f.post=经",
    "contacts by mobile": f"{RECORDS}/contacts/?sort=mobile",
    "contacts, last page": f"{RECORDS}/contacts/?at=last",
    "quotes": "/crm/quotes/",
    "quotes, two characters": "/crm/quotes/?q=远景",
    "quotes, approved": "/crm/quotes/?f.state=approved",
    "quotes by total": "/crm/quotes/?sort=-total",
    "orders": f"{RECORDS}/orders/",
    "caller": "/crm/service/new?phone=021-13800000",
    "search, two characters": "/search?q=远景",
    "search, initials": "/search?q=yjk",
    "search, part of a number": "/search?q=000777",
    "search, a long name": f"/search?q={BUSY}",
    "pipeline": "/crm/pipeline/",
    "desktop": "/crm/desktop/",
    "worklist": "/worklist/",
}
IMPORTED = 10_000
_HEADINGS = ("名称", "城市", "地址", "电话", "邮箱", "税号", "级别", "行业")


class Pages:
    """The application over a store that was filled for it."""

    def __init__(self, folder: Path, file: Path) -> None:
        secret = "only for the bench" * 3
        self._platform = app.build(
            Settings(database=f"sqlite:///{file}", secret_key=secret, var=folder, mail=f"file:{folder}")
        )
        self._web = self._platform.web()
        self._store = self._platform.store
        gc.collect()
        gc.freeze()  # as the server does

    def measure(self, rounds: int) -> dict[str, dict[str, tuple[float, float]]]:
        """Login → page → median and 95th percentile in milliseconds of processor time."""
        return {login: dict(self._of(login, rounds)) for login in LOGINS}

    def imported(self) -> dict[str, float]:
        """Seconds of processor time to check 10,000 customers, to add them, and to take them back."""
        rows = [_row(number) for number in range(IMPORTED)]
        with self._store.begin(by=None, action="bench.upload") as tx:
            manager = organisation.by_login(tx.connection, "manager")
            assert manager is not None
            entity = catalogue.entity("account")
            fields = access.seen_fields(tx.connection, manager, entity)
            mapping = files.guess(entity, fields, _HEADINGS)
            job_id = jobs.add(tx, manager, entity, "bench.csv", _HEADINGS, rows, mapping)
        runner = ImportRunner(self._store)
        checked = _spent(lambda: runner.work(job_id))
        with self._store.begin(by=None, action="bench.begin") as tx:
            jobs.move(tx, job_id, "importing")
        added = _spent(lambda: runner.work(job_id))
        with self._store.read() as connection:
            ids = jobs.find(connection, manager, entity, job_id).report["ids"]
        assert len(ids) == IMPORTED

        def undo() -> None:
            with self._store.begin(by=manager.id, action="bench.undo") as tx:
                assert adding.take_back(tx, manager, entity, ids)[0] == IMPORTED

        return {"check": checked, "add": added, "undo": _spent(undo)}

    def close(self) -> None:
        self._store.close()

    def _of(self, login: str, rounds: int) -> Iterator[tuple[str, tuple[float, float]]]:
        client = self._web.test_client()
        client.set_cookie("gx_lang", "zh")
        form = {"login": login, "password": PASSWORD, "csrf_token": csrf_token(client.get("/login").text)}
        assert client.post("/login", data=form).status_code == 303
        pages = {**PAGES, **self._customers(login)}
        for name, url in pages.items():
            if client.get(url).status_code == 200:  # sorted by what a mask hides it is refused
                yield name, _asked(client, url, rounds)

    def _customers(self, login: str) -> dict[str, str]:
        """A customer with five hundred documents, and one of the person's own."""
        table = tables.account
        with self._store.read() as connection:
            person = organisation.by_login(connection, login)
            assert person is not None
            mine = access.readable(connection, person, catalogue.entity("account"))
            ids = {
                "a customer": mine.order_by(table.c.code.desc()).limit(1),
                "the busy customer": mine.where(table.c.name == BUSY),
            }
            found = {name: connection.execute(query).first() for name, query in ids.items()}
        return {name: f"/crm/accounts/{row.id}" for name, row in found.items() if row is not None}


def _asked(client: FlaskClient, url: str, rounds: int) -> tuple[float, float]:
    taken = sorted(_spent(lambda: client.get(url)) * 1000 for _ in range(rounds))
    return round(statistics.median(taken), 1), round(taken[min(len(taken) - 1, int(len(taken) * 0.95))], 1)


def _spent(action: Callable[[], object]) -> float:
    """Processor time of this process: others on the machine do not count."""
    began = time.process_time()
    action()
    return time.process_time() - began


def _row(number: int) -> list[str]:
    digits = f"{number:05d}".translate(str.maketrans("0123456789", "渊博澜沧淮湘岱岳嵩衡"))
    return [
        f"{digits}科技有限公司", "苏州", "人民路 1 号", f"0512-{number:08d}", f"i{number}@example.cn",
        f"9132{number:014d}", "B", "食品饮料",
    ]  # fmt: skip


def main(file: Path, rounds: int) -> None:
    """One line for each page: the median and the 95th percentile of each person."""
    with tempfile.TemporaryDirectory(prefix="guanxi-pages-") as folder:
        pages = Pages(Path(folder), file)
        taken = pages.measure(rounds)
        pages.close()
    names = dict.fromkeys(name for own in taken.values() for name in own)
    print(f"{'':34}" + "".join(f"{login:>16}" for login in taken))
    for name in names:
        own = (taken[login].get(name) for login in taken)
        print(f"{name:34}" + "".join(f"{f'{one[0]} / {one[1]}' if one else '-':>16}" for one in own))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
