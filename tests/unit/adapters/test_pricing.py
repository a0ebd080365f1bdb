from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.crm.pricing import (
    Buyer,
    Combination,
    Kind,
    Line,
    Policy,
    Product,
    Rule,
    limit_of,
    limits,
    price,
)

D = Decimal
PROBE = Product(
    id=1, list_price=D(2400), min_price=D(1800), cost=D(1584), tax_rate=D("0.13"), categories=(11, 10)
)
BUYER = Buyer(account_id=7, level="A")


def rule(kind: Kind, ratio: str, **what: object) -> Rule:
    return Rule(id=0, kind=kind, ratio=D(ratio), **what)  # type: ignore[arg-type]


def one(
    *rules: Rule, quantity: str = "20", given_: str = "0", buyer: Buyer = BUYER, product: Product = PROBE
) -> object:
    line = Line(product=product, quantity=D(quantity), given=D(given_))
    return price([line], list(rules), buyer).lines[0]


def test_the_quote_of_the_documentation_adds_up() -> None:
    def product(number: int, list_price: int) -> Product:
        return Product(id=number, list_price=D(list_price), tax_rate=D("0.13"))

    rules = [
        rule("customer", "0.05", account_id=7),
        rule("customer", "0", account_id=7, product_id=4),
        rule("volume", "0.08", product_id=2, basis="quantity", from_value=D(20)),
    ]
    table = [
        (1, 38000, 2, "0.07"),
        (2, 2400, 20, "0.07"),
        (3, 21500, 2, "0.05"),
        (4, 18000, 1, "0"),
        (5, 9000, 2, "0"),
        (6, 1850, 4, "0.03"),
    ]
    lines = [Line(product=product(n, p), quantity=D(q), given=D(g)) for n, p, q, g in table]
    priced = price(lines, rules, BUYER)
    assert [line.amount for line in priced.lines] == [66880, 40800, 38700, 18000, 17100, 6808]
    assert priced.total == D("188288")
    assert priced.list_total == D("210400")
    assert priced.max_discount == D("0.15")
    assert priced.tax_total == sum(line.tax for line in priced.lines)
    assert abs(priced.tax_total - D("21661.45")) <= D("0.03")


def test_the_highest_automatic_discount_is_adopted_not_the_sum() -> None:
    line = one(
        rule("customer", "0.05", account_id=7), rule("volume", "0.08", basis="quantity", from_value=D(20))
    )
    assert (line.rule, line.adopted) == (D("0.08"), "volume")  # type: ignore[attr-defined]
    assert line.ratio_of("customer") == D("0.05")  # type: ignore[attr-defined]


def test_a_bracket_begins_with_its_first_value_and_ends_before_its_last() -> None:
    bracket = rule("volume", "0.04", basis="quantity", from_value=D(10), to_value=D(20))
    found = [one(bracket, quantity=q).rule for q in ("9.99", "10", "19.99", "20")]  # type: ignore[attr-defined]
    assert found == [0, D("0.04"), D("0.04"), 0]


def test_a_bracket_may_count_the_amount_of_the_line() -> None:
    bracket = rule("volume", "0.04", basis="amount", from_value=D(4800))
    assert [one(bracket, quantity=q).rule for q in ("1", "2")] == [0, D("0.04")]  # type: ignore[attr-defined]


def test_an_agent_price_is_for_agents_only() -> None:
    agent = rule("agent", "0.10")
    assert one(agent).adopted is None  # type: ignore[attr-defined]
    assert one(agent, buyer=Buyer(account_id=7, is_agent=True)).rule == D("0.10")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("specific", "expected"),
    [
        ({"account_id": 7}, "0.01"),
        ({"level": "A"}, "0.01"),
        ({"product_id": 1}, "0.01"),
        ({"category_id": 11}, "0.01"),
        ({"category_id": 10}, "0.01"),
        ({"account_id": 8}, "0.09"),
        ({"level": "B"}, "0.09"),
        ({"product_id": 2}, "0.09"),
        ({"category_id": 12}, "0.09"),
    ],
)
def test_the_specific_rule_wins_over_the_general_one_even_when_it_gives_less(
    specific: dict[str, object], expected: str
) -> None:
    line = one(rule("customer", "0.09"), rule("customer", "0.01", **specific))
    assert line.rule == D(expected)  # type: ignore[attr-defined]


def test_the_nearer_category_wins_over_its_parent() -> None:
    line = one(rule("customer", "0.09", category_id=10), rule("customer", "0.02", category_id=11))
    assert line.rule == D("0.02")  # type: ignore[attr-defined]


def test_half_a_cent_is_rounded_up() -> None:
    cheap = Product(id=1, list_price=D("0.25"))
    line = one(quantity="1", given_="0.1", product=cheap)  # 0.225
    assert line.price == D("0.23")  # type: ignore[attr-defined]


def test_yen_have_no_cents() -> None:
    line = Line(product=Product(id=1, list_price=D(999)), quantity=D(1), given=D("0.05"))
    assert price([line], [], BUYER, currency="JPY").total == D(949)


def test_a_price_below_the_minimum_is_told() -> None:
    assert one(given_="0.25").below_minimum is False  # type: ignore[attr-defined]
    assert one(given_="0.2501").below_minimum is True  # type: ignore[attr-defined]


def test_margin_is_unknown_without_a_cost_and_for_nothing() -> None:
    assert one(product=Product(id=1, list_price=D(10))).margin is None  # type: ignore[attr-defined]
    assert one(given_="1").margin is None  # type: ignore[attr-defined]
    assert price([], [], BUYER).margin is None


def test_a_limit_is_the_highest_of_ones_positions_and_zero_without_any() -> None:
    rules = [
        rule("position", "0.08", position_code="salesperson"),
        rule("position", "0.12", position_code="sales_manager"),
        rule("position", "0.02", position_code="salesperson", product_id=1),
    ]
    other = Product(id=2, list_price=D(1))
    assert limit_of(rules, {"salesperson"}, other) == D("0.08")
    assert limit_of(rules, {"salesperson"}, PROBE) == D("0.02")
    assert limit_of(rules, {"salesperson", "sales_manager"}, PROBE) == D("0.12")
    assert limit_of(rules, {"finance"}, PROBE) == 0
    assert limits(rules, other) == {"salesperson": D("0.08"), "sales_manager": D("0.12")}


ratios = st.decimals(0, 1, places=4)
products = st.builds(
    Product,
    id=st.integers(1, 3),
    list_price=st.decimals("0.01", 1_000_000, places=2),
    cost=st.none() | st.decimals(0, 1_000_000, places=2),
    tax_rate=st.sampled_from([D(0), D("0.06"), D("0.13")]),
)
lines = st.lists(
    st.builds(Line, product=products, quantity=st.decimals("0.0001", 10_000, places=4), given=ratios),
    max_size=5,
)
some_rules = st.lists(
    st.builds(
        Rule,
        id=st.just(0),
        kind=st.sampled_from(["volume", "customer", "agent"]),
        ratio=ratios,
        product_id=st.none() | st.integers(1, 3),
        level=st.none() | st.sampled_from(["A", "B"]),
        basis=st.just("quantity"),
        from_value=st.none() | st.decimals(0, 100, places=2),
        to_value=st.none() | st.decimals(0, 200, places=2),
        unit_price=st.none() | st.decimals(0, 1_000_000, places=2),
    ),
    max_size=6,
)
buyers = st.builds(
    Buyer, account_id=st.just(7), level=st.sampled_from(["A", "B", ""]), is_agent=st.booleans()
)


@given(lines, some_rules, buyers)
def test_a_document_always_adds_up(typed: list[Line], rules: list[Rule], buyer: Buyer) -> None:
    priced = price(typed, rules, buyer)
    assert priced.list_total - priced.rule_total - priced.given_total == priced.total
    assert priced.total == sum(line.amount for line in priced.lines)
    assert priced.total == priced.total.quantize(D("0.01"))


@given(lines, some_rules, buyers)
def test_prices_stay_between_nothing_and_the_list_price(
    typed: list[Line], rules: list[Rule], buyer: Buyer
) -> None:
    for line in price(typed, rules, buyer).lines:
        assert 0 <= line.price <= line.product.list_price
        assert 0 <= line.discount <= 1
        assert line.discount == line.rule + line.given
        assert 0 <= line.tax <= line.amount


@given(lines, some_rules, buyers)
def test_the_adopted_rule_is_at_least_as_good_as_every_kind(
    typed: list[Line], rules: list[Rule], buyer: Buyer
) -> None:
    for line in price(typed, rules, buyer).lines:
        assert all(line.rule >= hit.share(line.product) for hit in line.hits.values())


def _best_share(kind: str, rules: list[Rule], line: Line, buyer: Buyer) -> Decimal | None:
    """3.9 read word for word: of the rules of a kind that fit, those that say most about buyer and product."""

    def fits(rule: Rule) -> bool:
        return (
            rule.kind == kind
            and rule.product_id in (None, line.product.id)
            and rule.level in (None, buyer.level)
            and (kind != "agent" or buyer.is_agent)
            and (kind != "volume" or rule.from_value is None or line.quantity >= rule.from_value)
            and (kind != "volume" or rule.to_value is None or line.quantity < rule.to_value)
        )

    def share(rule: Rule) -> Decimal:
        if rule.unit_price is None:
            return rule.ratio
        return max(D(0), 1 - rule.unit_price / line.product.list_price).quantize(D("0.0001"), ROUND_HALF_UP)

    fitting = [rule for rule in rules if fits(rule)]
    for closest in (
        lambda rule: rule.level is not None and rule.product_id is not None,
        lambda rule: rule.level is not None,
        lambda rule: rule.product_id is not None,
        lambda _rule: True,
    ):
        if found := [share(rule) for rule in fitting if closest(rule)]:
            return max(found)
    return None


@given(lines, some_rules, buyers, st.sampled_from(["highest", "cumulative", "multiplicative"]))
def test_the_automatic_discount_is_what_the_requirement_says(
    typed: list[Line], rules: list[Rule], buyer: Buyer, combination: Combination
) -> None:
    priced = price(typed, rules, buyer, policy=Policy(combination=combination))
    for line, done in zip(typed, priced.lines, strict=True):
        shares = [_best_share(kind, rules, line, buyer) for kind in ("volume", "customer", "agent")]
        found = [share for share in shares if share is not None]
        left = D(1)
        for share in found:
            left *= 1 - share
        expected = {
            "highest": max(found, default=D(0)),
            "cumulative": min(sum(found, D(0)), D(1)),
            "multiplicative": (1 - left).quantize(D("0.0001"), ROUND_HALF_UP),
        }[combination]
        assert done.rule == expected
        assert done.discount == min(expected + line.given, D(1))
        exact = line.product.list_price * (1 - done.discount)
        # A share of four decimals says a unit price only roughly; the price itself is exact.
        assert abs(done.price - exact) <= line.product.list_price * D("0.00005") + D("0.005")


def test_a_unit_price_of_a_bracket_is_the_price_to_the_cent() -> None:
    product = Product(id=1, list_price=D("9999.99"))
    tier = rule("volume", "0", unit_price=D("8888.88"), basis="quantity", from_value=D(10))
    assert one(tier, quantity="10", product=product).price == D("8888.88")  # type: ignore[attr-defined]
    assert one(tier, quantity="9", product=product).price == D("9999.99")  # type: ignore[attr-defined]


def test_what_was_agreed_with_a_customer_is_his_minimum() -> None:
    policy = Policy(most=D("0.3")).for_customer(D("0.15"))
    line = Line(product=Product(id=1, list_price=D(100)), quantity=D(1), given=D("0.16"))
    assert price([line], [], BUYER, policy=policy).below_minimum
    assert not price([line], [], BUYER, policy=Policy(most=D("0.3")).for_customer(None)).below_minimum


@given(lines, some_rules, buyers, st.decimals("0.0001", "0.5", places=4))
def test_granting_more_never_costs_the_customer_more(
    typed: list[Line], rules: list[Rule], buyer: Buyer, more: Decimal
) -> None:
    lower = [Line(product=x.product, quantity=x.quantity, given=min(D(1), x.given + more)) for x in typed]
    assert price(lower, rules, buyer).total <= price(typed, rules, buyer).total
