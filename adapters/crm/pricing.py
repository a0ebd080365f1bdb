"""The price of a quote: pure arithmetic over products, discount rules and what the seller grants.

- Automatic discount of a line = the highest of volume, customer and agent discount; a company may set that they
  are added up, or follow each other (1 − (1 − a)(1 − b)), instead.
- A volume bracket is measured on the line, on the whole document, or on what was bought in a year with it.
- The seller may grant more on top, in points of the list price: discount = automatic + granted.
- price = list price × (1 − discount), rounded half up to the currency's smallest unit; amount = price ×
  quantity, rounded likewise; totals are sums of rounded amounts, so a document always adds up.
- A bracket of the volume discount may name a unit price instead of a share; adopted alone, it is exact.
- Within one kind the most specific rule counts (account before level before all; product before category
  before all), among equally specific ones the highest. A specific rule of 0 is thus an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Kind = Literal["volume", "customer", "agent", "position"]
Combination = Literal["highest", "cumulative", "multiplicative"]
AUTOMATIC: tuple[Kind, ...] = ("volume", "customer", "agent")
ZERO, ONE = Decimal(0), Decimal(1)
_RATIO_STEP = Decimal("0.0001")
_MINOR_UNITS = {"JPY": Decimal(1), "KRW": Decimal(1)}  # every other currency: two decimals


@dataclass(frozen=True, kw_only=True, slots=True)
class Product:
    """What pricing needs of a product; prices per unit, including tax. `categories`: nearest first."""

    id: int
    list_price: Decimal
    min_price: Decimal | None = None
    cost: Decimal | None = None
    tax_rate: Decimal = ZERO
    categories: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """What a customer bought of a product in the last year; amount at list prices."""

    product: Product
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """What pricing needs of a customer."""

    account_id: int
    level: str = ""
    is_agent: bool = False
    bought: tuple[Bought, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What the company has set: how kinds of discounts combine, and the most that any line may have."""

    combination: Combination = "highest"
    most: Decimal | None = None

    def for_customer(self, agreed: Decimal | None) -> Policy:
        """With what was agreed when the customer was approved: the stricter of the two counts."""
        if agreed is None:
            return self
        return Policy(
            combination=self.combination, most=agreed if self.most is None else min(self.most, agreed)
        )


USUAL = Policy()


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A discount rule that holds on the day of the quote. `to_value` is exclusive."""

    id: int
    kind: Kind
    ratio: Decimal
    position_code: str | None = None
    account_id: int | None = None
    level: str | None = None
    product_id: int | None = None
    category_id: int | None = None
    basis: Literal["quantity", "amount"] | None = None
    scope: Literal["line", "order", "period"] = "line"
    from_value: Decimal | None = None
    to_value: Decimal | None = None
    unit_price: Decimal | None = None
    note: str = ""
    note_en: str = ""

    def share(self, product: Product) -> Decimal:
        """What it takes off a product's list price, as a fraction."""
        if self.unit_price is None:
            return self.ratio
        if self.unit_price >= product.list_price:
            return ZERO
        return (ONE - self.unit_price / product.list_price).quantize(_RATIO_STEP, ROUND_HALF_UP)

    def net(self, product: Product) -> Decimal:
        """The unit price it makes, not yet rounded."""
        if self.unit_price is None:
            return product.list_price * (ONE - self.ratio)
        return min(self.unit_price, product.list_price)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line as typed: product, quantity, and the share granted on top of the rules."""

    product: Product
    quantity: Decimal
    given: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        """At list price."""
        return self.quantity * self.product.list_price


@dataclass(frozen=True, kw_only=True, slots=True)
class PricedLine:
    """A line with its discounts and amounts. Ratios are fractions of the list price; None = no rule."""

    product: Product
    quantity: Decimal
    hits: dict[Kind, Rule] = field(default_factory=dict)
    adopted: Kind | None
    rule: Decimal
    given: Decimal
    discount: Decimal
    price: Decimal
    list_amount: Decimal
    rule_amount: Decimal  # taken off by the rules
    given_amount: Decimal  # taken off by the seller
    amount: Decimal
    tax: Decimal
    margin: Decimal | None
    below_minimum: bool

    def adopts(self, kind: Kind) -> bool:
        """Whether this kind's rule made the price."""
        hit = self.hits.get(kind)
        return (
            hit is not None and hit.share(self.product) > 0 and self.adopted in (None, kind) and self.rule > 0
        )

    def ratio_of(self, kind: Kind) -> Decimal | None:
        """The share that a kind of rule gives to this line."""
        hit = self.hits.get(kind)
        return hit.share(self.product) if hit else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pricing:
    """A priced document."""

    lines: tuple[PricedLine, ...]
    list_total: Decimal
    rule_total: Decimal
    given_total: Decimal
    tax_total: Decimal
    total: Decimal
    max_discount: Decimal
    margin: Decimal | None
    below_minimum: bool
    price_list: int | None = None


def price(
    lines: Sequence[Line],
    rules: Sequence[Rule],
    buyer: Buyer,
    *,
    currency: str = "CNY",
    policy: Policy = USUAL,
) -> Pricing:
    """The whole document priced; the same input always gives the same output."""
    unit = minor_unit(currency)
    priced = tuple(_price_line(line, lines, rules, buyer, unit, policy) for line in lines)
    total = sum((line.amount for line in priced), ZERO)
    return Pricing(
        lines=priced,
        list_total=sum((line.list_amount for line in priced), ZERO),
        rule_total=sum((line.rule_amount for line in priced), ZERO),
        given_total=sum((line.given_amount for line in priced), ZERO),
        tax_total=sum((line.tax for line in priced), ZERO),
        total=total,
        max_discount=max((line.discount for line in priced), default=ZERO),
        margin=_margin(total, _cost(priced)),
        below_minimum=any(line.below_minimum for line in priced),
    )


def limit_of(rules: Iterable[Rule], positions: Iterable[str], product: Product) -> Decimal:
    """The largest discount that the holder of these positions may grant on a product; 0 without a rule."""
    held = frozenset(positions)
    by_position = limits(rules, product)
    return max((ratio for code, ratio in by_position.items() if code in held), default=ZERO)


def limits(rules: Iterable[Rule], product: Product) -> dict[str, Decimal]:
    """position → the largest discount its holder may grant on a product."""
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        if rule.kind == "position" and rule.position_code and _target(rule, product) is not None:
            grouped.setdefault(rule.position_code, []).append(rule)
    return {code: _best(found, product).ratio for code, found in grouped.items()}


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01, or 1 where there are no cents."""
    return _MINOR_UNITS.get(currency, Decimal("0.01"))


def money(value: Decimal, unit: Decimal = Decimal("0.01")) -> Decimal:
    """Rounded half up to `unit`, as commercial documents are."""
    return value.quantize(unit, ROUND_HALF_UP)


def _price_line(
    line: Line, lines: Sequence[Line], rules: Sequence[Rule], buyer: Buyer, unit: Decimal, policy: Policy
) -> PricedLine:
    product, quantity = line.product, line.quantity
    hits = {kind: hit for kind in AUTOMATIC if (hit := _hit(kind, rules, line, lines, buyer)) is not None}
    adopted, rule = _combined(hits, policy.combination, product)
    discount = min(rule + line.given, ONE)
    by_rules = hits[adopted].net(product) if adopted else product.list_price * (ONE - rule)
    net = money(max(by_rules - product.list_price * (discount - rule), ZERO), unit)
    list_amount = money(product.list_price * quantity, unit)
    by_rule = money(money(by_rules, unit) * quantity, unit)
    amount = money(net * quantity, unit)
    return PricedLine(
        product=product,
        quantity=quantity,
        hits=hits,
        adopted=adopted if rule > 0 else None,
        rule=rule,
        given=discount - rule,
        discount=discount,
        price=net,
        list_amount=list_amount,
        rule_amount=list_amount - by_rule,
        given_amount=by_rule - amount,
        amount=amount,
        tax=money(amount * product.tax_rate / (ONE + product.tax_rate), unit),
        margin=_margin(amount, None if product.cost is None else product.cost * quantity),
        below_minimum=_below_minimum(product, net, discount, policy),
    )


def _combined(
    hits: dict[Kind, Rule], combination: Combination, product: Product
) -> tuple[Kind | None, Decimal]:
    """The kind that is adopted (None where all take part) and the share that the rules give together."""
    shares = {kind: hit.share(product) for kind, hit in hits.items()}
    if not shares:
        return None, ZERO
    if combination == "highest":
        best = max(shares, key=lambda kind: shares[kind])
        return best, shares[best]
    if combination == "cumulative":
        return None, min(sum(shares.values(), ZERO), ONE)
    left = ONE
    for taken in shares.values():
        left *= ONE - taken
    return None, (ONE - left).quantize(_RATIO_STEP, ROUND_HALF_UP)


def _below_minimum(product: Product, net: Decimal, discount: Decimal, policy: Policy) -> bool:
    if policy.most is not None and discount > policy.most:
        return True
    return product.min_price is not None and net < product.min_price


def _hit(kind: Kind, rules: Sequence[Rule], line: Line, lines: Sequence[Line], buyer: Buyer) -> Rule | None:
    fitting = [rule for rule in rules if rule.kind == kind and _fits(rule, line, lines, buyer)]
    return _best(fitting, line.product) if fitting else None


def _fits(rule: Rule, line: Line, lines: Sequence[Line], buyer: Buyer) -> bool:
    if _target(rule, line.product) is None or not _for_buyer(rule, buyer):
        return False
    if rule.kind != "volume":
        return True
    measure = _measure(rule, line, lines, buyer)
    above = rule.from_value is None or measure >= rule.from_value
    return above and (rule.to_value is None or measure < rule.to_value)


def _measure(rule: Rule, line: Line, lines: Sequence[Line], buyer: Buyer) -> Decimal:
    """What a bracket counts: of this line, of all lines the rule aims at, or with the year's purchases too."""
    counted: list[Line | Bought] = [line]
    if rule.scope != "line":
        counted = [one for one in lines if _target(rule, one.product) is not None]
    if rule.scope == "period":
        counted += [one for one in buyer.bought if _target(rule, one.product) is not None]
    if rule.basis == "quantity":
        return sum((one.quantity for one in counted), ZERO)
    return sum((one.amount for one in counted), ZERO)


def _for_buyer(rule: Rule, buyer: Buyer) -> bool:
    if rule.kind == "agent" and not buyer.is_agent:
        return False
    if rule.account_id is not None:
        return rule.account_id == buyer.account_id
    return rule.level is None or rule.level == buyer.level


def _target(rule: Rule, product: Product) -> int | None:
    """How closely a rule aims at a product: 0 = all, higher = closer; None = not at all."""
    if rule.product_id is not None:
        return 1000 if rule.product_id == product.id else None
    if rule.category_id is None:
        return 0
    if rule.category_id not in product.categories:
        return None
    return 999 - product.categories.index(rule.category_id)


def _best(rules: Sequence[Rule], product: Product) -> Rule:
    def weight(rule: Rule) -> tuple[int, int, Decimal]:
        party = 2 if rule.account_id is not None else 1 if rule.level is not None else 0
        return party, _target(rule, product) or 0, rule.share(product)

    return max(rules, key=weight)


def _cost(lines: Iterable[PricedLine]) -> Decimal | None:
    """The cost of all lines; None as soon as one product has none."""
    total = ZERO
    for line in lines:
        if line.product.cost is None:
            return None
        total += line.product.cost * line.quantity
    return total


def _margin(amount: Decimal, cost: Decimal | None) -> Decimal | None:
    """(amount − cost) ÷ amount with four decimals; None without an amount or a cost."""
    if cost is None or amount == 0:
        return None
    return ((amount - cost) / amount).quantize(_RATIO_STEP, ROUND_HALF_UP)
