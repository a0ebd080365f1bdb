"""Every end event of the four processes, and the story that comes there over the pages."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lxml import etree

from tests.journeys import ends_of_complaints as complaints
from tests.journeys import ends_of_returns as returns
from tests.journeys import ends_of_sales as sales
from tests.journeys import lead_to_money
from tests.journeys.stage import Stage
from tests.support.application import Application
from tests.support.paths import flows_taken
from tests.support.visitor import Visitor

BPMN = Path(__file__).parents[2] / "bpmn"
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PROCESSES = ("lead_to_order", "quote_approval", "return_refund", "complaint_handling")
Beginning = Literal["founded", "delivered", "paid"]
"""What is there when a story begins: the demo company, then an order that was delivered, then its money."""


@dataclass(frozen=True, slots=True)
class Story:
    """A story, where it begins, and the ends it comes to: `process.end_event`."""

    play: Callable[[Stage], None]
    begins: Beginning
    ends: frozenset[str]

    @property
    def name(self) -> str:
        return self.play.__name__


def _story(play: Callable[[Stage], None], begins: Beginning, **ends: str) -> Story:
    reached = {f"{process}.{end}" for process, names in ends.items() for end in names.split()}
    return Story(play, begins, frozenset(reached))


STORIES: tuple[Story, ...] = (
    _story(lead_to_money.sells, "founded", lead_to_order="ended_won", quote_approval="ended_accepted"),
    _story(
        sales.nobody_takes_up_a_lead, "founded", lead_to_order="head_told owner_reminded ended_disqualified"
    ),
    _story(
        sales.an_opportunity_grows_cold,
        "founded",
        lead_to_order="note_churn_done tell_superior_done warn_idle_done ended_lost",
    ),
    _story(sales.a_direct_order_is_cancelled, "founded", lead_to_order="ended_lost"),
    _story(
        sales.a_refused_quote_ends_the_opportunity,
        "founded",
        lead_to_order="ended_lost",
        quote_approval="ended_refused",
    ),
    _story(sales.a_slow_quote_is_rejected, "founded", quote_approval="reminded_seller ended_rejected"),
    _story(sales.a_quote_is_withdrawn, "founded", quote_approval="ended_withdrawn"),
    _story(sales.a_quote_expires, "founded", quote_approval="ended_expired"),
    _story(sales.a_customer_refuses_a_quote, "founded", quote_approval="ended_refused"),
    _story(lead_to_money.takes_one_back, "paid", return_refund="arrived_here ended_closed"),
    _story(returns.a_return_is_not_allowed, "paid", return_refund="document_reminded refused ended_rejected"),
    _story(returns.goods_never_come, "paid", return_refund="gave_up ended_cancelled"),
    _story(returns.a_return_is_withdrawn, "paid", return_refund="withdrawn ended_cancelled"),
    _story(
        returns.goods_are_scrapped_and_part_is_paid,
        "paid",
        return_refund="arrived_here inspect_reminded deduct_reminded ended_skipped",
    ),
    _story(returns.a_customer_is_called_after_his_refund, "paid", return_refund="arrived_here ended_called"),
    _story(returns.a_refund_is_not_paid, "paid", return_refund="arrived_here ended_unpaid"),
    _story(returns.an_exchange_is_undone, "paid", return_refund="arrived_here reversed"),
    _story(lead_to_money.complains, "paid", complaint_handling="answered"),
    _story(complaints.a_second_complaint_is_merged, "paid", complaint_handling="merged"),
    _story(complaints.a_complaint_is_withdrawn, "paid", complaint_handling=""),
    _story(complaints.the_general_manager_closes_it, "paid", complaint_handling="decided_close"),
    _story(
        complaints.everything_is_late,
        "paid",
        complaint_handling="desk_reminded head_told investigated reminded breached week_told answered"
        " knowledge_done closed",
    ),
    _story(complaints.an_instalment_is_disputed, "delivered", complaint_handling="answered collection_told"),
)


def beginnings(site: Application, founded: Path, folder: Path) -> dict[Beginning, Path]:
    """Play what all stories have behind them once, without a browser; a folder of each beginning."""
    site.restore(founded)
    stage = Stage(site, lambda login: Visitor(site.log_in(login, "zh")))
    for part in (
        lead_to_money.enters_a_lead,
        lead_to_money.follows_it_up,
        lead_to_money.quotes_above_the_limit,
        lead_to_money.has_the_customer_approved,
        lead_to_money.orders_it,
        lead_to_money.delivers_it,
    ):
        part(stage)
    delivered = _kept(site, founded, folder / "delivered")
    lead_to_money.collects_the_money(stage)
    return {"founded": founded, "delivered": delivered, "paid": _kept(site, founded, folder / "paid")}


def _kept(site: Application, founded: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(founded / "sessions.json", folder)
    with (
        closing(sqlite3.connect(site.folder / "guanxi.db")) as source,
        closing(sqlite3.connect(folder / "guanxi.db")) as copy,
    ):
        source.backup(copy)
    return folder


def all_ends() -> frozenset[str]:
    """Of the four diagrams: `process.end_event`."""
    return frozenset(f"{process}.{end}" for process in PROCESSES for end in _ends_of(process))


def reached(site: Application) -> frozenset[str]:
    """The end events that instances came to so far, as the store tells."""
    found = set()
    for process in PROCESSES:
        taken = flows_taken(site.platform, process)
        found |= {f"{process}.{end}" for end, flows in _ends_of(process).items() if flows & taken}
    return frozenset(found)


def _ends_of(process: str) -> dict[str, frozenset[str]]:
    """The end events of a diagram with the flows that lead there."""
    diagram = etree.parse(BPMN / process / f"{process}.bpmn")
    return {
        one.get("id", ""): frozenset(flow.text or "" for flow in one.iterfind(f"{MODEL}incoming"))
        for one in diagram.iter(f"{MODEL}endEvent")
    }
