"""What people type about money, read into values with faults at the inputs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from flask import request

from adapters.crm.errors import Fault, InvalidFields
from adapters.crm.web.typed import decimal

CENT = Decimal("0.01")
PERCENT = ("%", "％")


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

    def percent(self, name: str) -> Decimal:
        """A share from 0 to 100 %, typed as `2.5` or `2.5 %`; as a fraction with four decimals."""
        typed = self.form.get(name, "").strip()
        found = share_of(typed if typed.endswith(PERCENT) else f"{typed}%")
        if found is None or found != found.quantize(Decimal("0.0001")):
            self._fault(
                name, "请填写 0 到 100 之间的百分数，最多两位小数", "0 to 100 %, at most two decimals"
            )
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


def share_of(text: str) -> Decimal | None:
    """`30%` as 0.3; None for what is no share of a whole."""
    if not text.endswith(PERCENT):
        return None
    found = decimal(text[:-1].strip())
    return found / 100 if found is not None and 0 <= found <= 100 else None


def day_asked(name: str) -> date | None:
    """A day of the address; None where there is none or it is no day."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
