"""The grid of the gallery: quote lines whose totals the server computes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from markupsafe import Markup

from forms.shell import formats
from forms.shell.grid import Grid, GridColumn, GridRow

COLUMNS = (
    GridColumn(key="product", label="产品", required=True, width="wide", placeholder="品名或型号"),
    GridColumn(key="quantity", label="数量", kind="number"),
    GridColumn(key="price", label="目录价", kind="number", note="¥"),
    GridColumn(key="volume", label="销量", kind="number", group="自动折扣（取最高）"),
    GridColumn(key="customer", label="客户", kind="number", group="自动折扣（取最高）"),
    GridColumn(
        key="unit", label="单位", kind="choice", options=(("pcs", "件"), ("set", "套"), ("h", "小时"))
    ),
    GridColumn(key="total", label="金额", kind="output"),
)
KEYS = tuple(column.key for column in COLUMNS if column.kind != "output")
FIRST = (
    GridRow(
        id="11", values={"product": "在线测厚仪 GX-210", "quantity": "2", "price": "38000", "unit": "pcs"}
    ),
    GridRow(
        id="12",
        values={"product": "传感探头 GX-SR", "quantity": "20", "price": "2400", "volume": "8", "unit": "pcs"},
        was={"quantity": "12"},
    ),
    GridRow(
        id="13",
        values={"product": "控制柜 GX-CAB", "quantity": "两", "price": "21500", "unit": "set"},
        errors={"quantity": "请填写数字"},
    ),
)


def line_grid(rows: list[GridRow], *, read_only: bool = False) -> Grid:
    """The grid with its totals."""
    amounts = [_amount(row) for row in rows]
    drawn = [
        replace(row, outputs={"total": formats().money(amount)})
        for row, amount in zip(rows, amounts, strict=True)
    ]
    return Grid(
        prefix="lines",
        label="明细",
        columns=COLUMNS,
        rows=drawn,
        read_only=read_only,
        recalculate="/grid/recalculate",
        add_label="输入品名或型号添加，或从 Excel 粘贴",
        totals={"product": "合计", "total": Markup("<b>{}</b>").format(formats().money(sum(amounts)))},
    )


def _amount(row: GridRow) -> Decimal:
    try:
        return Decimal(row.values["quantity"]) * Decimal(row.values["price"])
    except (InvalidOperation, KeyError):
        return Decimal(0)
