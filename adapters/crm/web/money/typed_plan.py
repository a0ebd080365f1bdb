"""The payment plan that somebody types, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from werkzeug.datastructures import MultiDict

from adapters.crm.errors import Fault
from adapters.crm.money_words import EVENTS
from adapters.crm.plans import Instalment
from adapters.crm.web.money.typed import CENT, PERCENT, Posted, share_of
from adapters.crm.web.typed import decimal
from forms.shell.grid import GridRow, read_rows

PREFIX = "parts"  # not `lines`: the styles of a quote's grid are about its own columns
CELLS = ("event", "event_days", "due_on", "amount", "remark")
MOST_LINES = 60


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


def read_plan(form: MultiDict[str, str], target: Decimal) -> TypedPlan:
    """The posted grid; amounts may be typed as shares of `target` (`30%`)."""
    rows = read_rows(form, PREFIX, CELLS)
    faults: list[Fault] = []
    if len(rows) > MOST_LINES:
        faults.append(Fault(field=PREFIX, zh=f"最多 {MOST_LINES} 期", en=f"at most {MOST_LINES}"))
        rows = rows[:MOST_LINES]
    amounts = _shared(rows, target)
    instalments = [
        _instalment(row, amounts.get(n, row.values["amount"]), faults) for n, row in enumerate(rows)
    ]
    return TypedPlan(rows=rows, instalments=instalments, faults=faults)


def _shared(rows: Sequence[GridRow], target: Decimal) -> dict[int, str]:
    """The amounts of the rows that are typed as shares, by their place.

    The last of them takes the cents that rounding leaves, where the plan adds up but for them.
    """
    shares = {n: found for n, row in enumerate(rows) if (found := share_of(row.values["amount"])) is not None}
    amounts = {n: (target * found).quantize(CENT, ROUND_HALF_UP) for n, found in shares.items()}
    typed = [decimal(row.values["amount"]) or Decimal(0) for n, row in enumerate(rows) if n not in shares]
    missing = target - sum(amounts.values(), Decimal(0)) - sum(typed, Decimal(0))
    if amounts and abs(missing) <= CENT * len(amounts):
        amounts[max(amounts)] += missing
    refused = {
        n: "?" for n, row in enumerate(rows) if n not in shares and row.values["amount"].endswith(PERCENT)
    }
    return {**refused, **{n: f"{amount:f}" for n, amount in amounts.items()}}


def _instalment(row: GridRow, typed_amount: str, faults: list[Fault]) -> Instalment:
    """One row; what is wrong of it is added to `faults`."""
    values = {**row.values, "amount": typed_amount}
    posted = Posted(form={f"{PREFIX}-{row.index}-{key}": value for key, value in values.items()})
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
