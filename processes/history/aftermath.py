"""What follows by itself: goods come back, customers say what they think, the desk answers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial

from sqlalchemy import select

from adapters.crm import archive, desk, feedback, tables
from adapters.crm.returns import commands, rules
from adapters.crm.returns.documents import Draft, DraftLine
from adapters.demo.texts import service
from engine.organisation.snapshot import COMPANY_ZONE
from processes.history.agenda import Agenda, Deed
from processes.history.company import Company

SERVICE = "service"
#: Of the orders that were delivered, how many lead to a return.
COME_BACK = 0.28


class Returners:
    """Some of what was delivered comes back within a month. Looked at every morning."""

    def __init__(self, *, company: Company, most: int) -> None:
        self._company = company
        self._left = most
        self._seen: set[int] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan the returns of what was delivered since, and that goods come which are awaited."""
        order, goods = tables.order, tables.return_order
        with self._company.store.read() as connection:
            had = select(goods.c.id).where(goods.c.order_id == order.c.id)
            query = select(order.c.id, order.c.no).where(
                order.c.state.in_(("delivered", "closed")), ~had.exists()
            )
            delivered = connection.execute(query.order_by(order.c.id)).all()
            known = select(goods.c.id, goods.c.no).where(goods.c.state == "awaiting_goods")
            awaited = connection.execute(known.order_by(goods.c.id)).all()
        for order_id, no in delivered:
            if order_id not in self._seen:
                self._seen.add(order_id)
                self._plan(agenda, order_id, no)
        for return_id, no in awaited:
            if return_id not in self._seen:
                self._seen.add(return_id)
                hours = self._company.dice("goods", no).uniform(20, 70)
                at = self._company.working(self._company.now, hours)
                agenda.plan(at, f"goods of {no}", partial(self._goods, return_id))

    def _plan(self, agenda: Agenda, order_id: int, no: str) -> None:
        dice = self._company.dice("return", no)
        if dice.random() >= COME_BACK or self._left <= 0:
            return
        self._left -= 1
        day = self._company.now + timedelta(days=dice.randint(2, 20))
        at = self._company.working(datetime.combine(day.date(), time(9), COMPANY_ZONE), dice.uniform(0, 7))
        agenda.plan(at, f"return of {no}", lambda: self._ask(order_id, no))

    def _ask(self, order_id: int, no: str) -> None:
        company = self._company
        dice = company.dice("return", no, "what")
        person = company.person(SERVICE)
        with company.begin(SERVICE, "return") as tx:
            stocked = set(tx.connection.scalars(select(tables.stock.c.product_id)))
            lines = [
                one
                for one in rules.returnable(tx.connection, order_id)
                if one.left >= 1 and one.product_id in stocked
            ]
            if not lines:
                return
            line = dice.choice(lines)
            many = min(line.left, Decimal(dice.choice((1, 1, 2, 3))))
            kind = dice.choices(("refund", "replace", "repair"), (60, 25, 15))[0]
            if kind == "repair" and not archive.units_of_line(tx.connection, line.order_line_id):
                kind = "refund"  # only units of the archive are repaired
            reason = "defective" if kind == "repair" else dice.choice(service.RETURN_REASONS)
            draft = Draft(
                reason=reason,
                kind=kind,
                lines=(DraftLine(order_line_id=line.order_line_id, quantity=many),),
                customer_wish=dice.choice(service.WISHES),
            )
            commands.write(tx, company.processes, person, order_id, draft, submit=True)

    def _goods(self, return_id: int) -> None:
        with self._company.begin("warehouse", "return.goods") as tx:
            person = self._company.person("warehouse")
            commands.goods_came(tx, self._company.processes, person, return_id)


class Callers:
    """Customers whose complaint was answered say whether it helped, or say nothing. Looked at every morning."""

    def __init__(self, *, company: Company) -> None:
        self._company = company
        self._seen: set[tuple[int, int]] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan what is said about the answers since the last look."""
        case = tables.feedback
        query = select(case.c.id, case.c.no, case.c.reopen_count).where(
            case.c.state == "waiting_customer", case.c.instance_id.is_not(None)
        )
        with self._company.store.read() as connection:
            found = connection.execute(query.order_by(case.c.id)).all()
        for case_id, no, times in found:
            if (case_id, times) in self._seen:
                continue
            self._seen.add((case_id, times))
            dice = self._company.dice("said", no, times)
            thrown = dice.random()
            if thrown < 0.2:
                continue  # the desk will call
            word = "dissatisfied" if thrown > 0.9 and not times else "confirmed"
            said = dice.choice(service.DISSATISFIED if word == "dissatisfied" else service.CONFIRMED)
            mark = None if word == "dissatisfied" else dice.choice((2, 3, 4, 4, 4, 5, 5, 5))
            at = self._company.working(self._company.now, dice.uniform(1, 10))
            agenda.plan(at, f"word about {no}", self._say(case_id, word, said, mark))

    def _say(self, case_id: int, word: str, said: str, mark: int | None) -> Deed:
        def say() -> None:
            with self._company.begin(SERVICE, "case.said") as tx:
                if feedback.row(tx.connection, case_id).state != "waiting_customer":
                    return
                desk.customer_said(
                    tx,
                    self._company.processes,
                    self._company.person(SERVICE),
                    case_id,
                    word,
                    said=said,
                    satisfaction=mark,
                )

        return say


class Answerers:
    """The desk answers simple requests and closes them a day or two later."""

    def __init__(self, *, company: Company) -> None:
        self._company = company
        self._seen: set[tuple[int, str]] = set()

    def look(self, agenda: Agenda) -> None:
        """Plan what to do about requests that came in or were answered since the last look."""
        case = tables.feedback
        query = select(case.c.id, case.c.no, case.c.state, case.c.subject, case.c.updated_at).where(
            case.c.state.in_(("new", "waiting_customer")), case.c.type.not_in(feedback.LED_BY_PROCESS)
        )
        with self._company.store.read() as connection:
            found = connection.execute(query.order_by(case.c.id)).all()
        for row in found:
            if (row.id, row.state) in self._seen:
                continue
            self._seen.add((row.id, row.state))
            dice = self._company.dice("request", row.no, row.state)
            new = row.state == "new"
            at = self._company.working(row.updated_at, dice.uniform(0.3, 7) if new else dice.uniform(6, 26))
            text = next((one[4] for one in service.REQUESTS if one[2] == row.subject), "已答复")
            mark = dice.choice((3, 4, 4, 5, 5, 5))
            deed = partial(self._answer, row.id, text) if new else partial(self._close, row.id, mark)
            agenda.plan(at, f"request {row.no}", deed)

    def _answer(self, case_id: int, text: str) -> None:
        with self._company.begin(SERVICE, "case.answer") as tx:
            desk.answer(tx, self._company.person(SERVICE), case_id, text)

    def _close(self, case_id: int, mark: int) -> None:
        with self._company.begin(SERVICE, "case.close") as tx:
            desk.close(tx, self._company.person(SERVICE), case_id, mark)
