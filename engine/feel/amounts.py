"""Numbers as people read them, with their unit."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.render import format_number

CURRENCIES = {"CNY": "¥", "USD": "US$", "EUR": "€", "HKD": "HK$", "JPY": "JP¥", "GBP": "£"}


def amount(value: Decimal, unit: str) -> str:
    """The number with its unit: 10%, ¥1,000, 30 天."""
    if unit == "percent":
        return f"{grouped(value * 100)}%"
    if unit in CURRENCIES:
        sign = "-" if value < 0 else ""
        return f"{sign}{CURRENCIES[unit]}{grouped(abs(value))}"
    return f"{grouped(value)} {unit}" if unit else grouped(value)


def grouped(value: Decimal) -> str:
    """1,234.5: thousands apart, no zeros at the end."""
    whole, _, fraction = format_number(abs(value)).partition(".")
    fraction = fraction.rstrip("0")
    return ("-" if value < 0 else "") + f"{Decimal(whole):,f}" + (f".{fraction}" if fraction else "")
