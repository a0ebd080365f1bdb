"""What dunning letters say as long as no template of that name is kept (text templates, kind `dunning`)."""

from __future__ import annotations

from collections.abc import Mapping

_ZH_1 = """尊敬的{customer}：

贵公司订单 {order_no} 第 {seq} 期款项 {rest}，应于 {due_on} 支付，我公司尚未收到。
请于近日安排付款；如已付款，请忽略本函。

此致
敬礼
{owner}"""
_EN_1 = """Dear {customer},

Instalment {seq} of your order {order_no}, {rest}, was due on {due_on} and has not reached us yet.
Please arrange payment soon; if you have paid meanwhile, please disregard this letter.

Kind regards
{owner}"""
_ZH_2 = """尊敬的{customer}：

贵公司订单 {order_no} 第 {seq} 期款项 {rest} 已逾期 {days} 天（应付日 {due_on}）。
请在收到本函后五个工作日内付款，或与我公司商定付款日期。

此致
敬礼
{owner}"""
_EN_2 = """Dear {customer},

Instalment {seq} of your order {order_no}, {rest}, is {days} days late (due on {due_on}).
Please pay within five working days of receiving this letter, or agree on a date with us.

Kind regards
{owner}"""
_ZH_3 = """尊敬的{customer}：

贵公司订单 {order_no} 第 {seq} 期款项 {rest} 已逾期 {days} 天（应付日 {due_on}）。
自即日起我公司暂停受理贵公司的新订单。如仍未付款，我公司将采取进一步措施。

此致
{owner}"""
_EN_3 = """Dear {customer},

Instalment {seq} of your order {order_no}, {rest}, is {days} days late (due on {due_on}).
From today we accept no new orders from you. Without payment we shall take further steps.

Yours sincerely
{owner}"""

#: (level, language) → subject, text. Placeholders: customer, order_no, seq, currency, rest, due_on, days, owner.
LETTERS: Mapping[tuple[int, str], tuple[str, str]] = {
    (1, "zh"): ("付款提醒：订单 {order_no} 第 {seq} 期", _ZH_1),
    (1, "en"): ("Payment reminder: order {order_no}, instalment {seq}", _EN_1),
    (2, "zh"): ("第二次催款：订单 {order_no} 第 {seq} 期", _ZH_2),
    (2, "en"): ("Second reminder: order {order_no}, instalment {seq}", _EN_2),
    (3, "zh"): ("最后催款通知：订单 {order_no} 第 {seq} 期", _ZH_3),
    (3, "en"): ("Final notice: order {order_no}, instalment {seq}", _EN_3),
}
