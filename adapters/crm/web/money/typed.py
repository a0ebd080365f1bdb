"""What people type about money, read into values with faults at the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.money_words import EVENTS
from adapters.crm.plans import Instalment
from adapters.crm.web.typed import decimal
from forms.shell.grid import GridRow, read_rows

PREFIX = "parts"  # not `lines`: the styles of a quote's grid are about its own columns
CELLS = ("event", "event_days", "due_on", "amount", "remark")
MOST_LINES = 60
CENT = Decimal("0.01")


@dataclass(kw_only=True)
class Posted:
    """Reads a form value by value and collects what is wrong."""

    form: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, most: int = 200, *, needed: bool = False) -> str:
        """A text, trimmed."""
        value = self.form.get(name, "").strip()
        if needed and not value:
            self._fault(name, "请填写", "needed")
        if len(value) > most:
            self._fault(name, f"最多 {most} 个字", f"at most {most} characters")
        return value

    def amount(self, name: str, *, needed: bool = True) -> Decimal:
        """An amount with at most two decimals; 0 where it is wrong or empty."""
        value = self.form.get(name, "").strip()
        if not value and not needed:
            return Decimal(0)
        found = decimal(value)
        if found is None or found < 0 or found > 1_000_000_000 or found != found.quantize(CENT):
            self._fault(name, "请填写金额，最多两位小数", "an amount with at most two decimals")
            return Decimal(0)
        return found

    def day(self, name: str) -> date:
        """A date; today's where it is wrong."""
        try:
            return date.fromisoformat(self.form.get(name, "").strip())
        except ValueError:
            self._fault(name, "请填写日期，例如 2026-12-18", "a date: 2026-12-18")
            return date.min

    def number(self, name: str, zh: str, en: str) -> int:
        """The id of something chosen."""
        value = self.form.get(name, "").strip()
        if not (value.isdecimal() and len(value) < 19):
            self._fault(name, zh, en)
            return 0
        return int(value)

    def choice(self, name: str, known: Mapping[str, object]) -> str:
        """One of the codes."""
        value = self.form.get(name, "")
        if value not in known:
            self._fault(name, "请从列表中选择", "choose one from the list")
        return value

    def demand_sound(self) -> None:
        """Raises InvalidFields with everything that is wrong."""
        if self.faults:
            raise InvalidFields(self.faults)

    def _fault(self, name: str, zh: str, en: str) -> None:
        self.faults.append(Fault(field=name, zh=zh, en=en))


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedPlan:
    """The rows of the plan's grid as typed, the instalments they mean, and what is wrong."""

    rows: list[GridRow]
    instalments: list[Instalment]
    faults: list[Fault]

    @property
    def total(self) -> Decimal:
        """What the typed amounts add up to."""
        return sum((one.amount for one in self.instalments), Decimal(0))


def read_plan(form: MultiDict[str, str]) -> TypedPlan:
    """The posted grid."""
    rows = read_rows(form, PREFIX, CELLS)
    faults: list[Fault] = []
    if len(rows) > MOST_LINES:
        faults.append(Fault(field=PREFIX, zh=f"最多 {MOST_LINES} 期", en=f"at most {MOST_LINES}"))
        rows = rows[:MOST_LINES]
    return TypedPlan(rows=rows, instalments=[_instalment(row, faults) for row in rows], faults=faults)


def _instalment(row: GridRow, faults: list[Fault]) -> Instalment:
    """One row; what is wrong of it is added to `faults`."""
    posted = Posted(form={f"{PREFIX}-{row.index}-{key}": value for key, value in row.values.items()})
    at = f"{PREFIX}-{row.index}"
    event = posted.choice(f"{at}-event", EVENTS)
    amount = posted.amount(f"{at}-amount")
    if amount == 0 and not posted.faults:
        posted.faults.append(Fault(field=f"{at}-amount", zh="金额要大于 0", en="more than 0"))
    typed_day = row.values["due_on"]
    due_on = posted.day(f"{at}-due_on") if typed_day or event == "date" else None
    days = row.values["event_days"] or "0"
    if not days.isdecimal() or int(days) > 3660:
        posted.faults.append(Fault(field=f"{at}-event_days", zh="0 到 3660 天", en="0 to 3660 days"))
        days = "0"
    remark = posted.text(f"{at}-remark", 500)
    faults += posted.faults
    return Instalment(
        event=event if event in EVENTS else "date",
        amount=amount,
        due_on=due_on,
        event_days=int(days),
        remark=remark,
        id=int(row.id) if row.id.isdecimal() else None,
    )
