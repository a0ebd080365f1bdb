"""One small diagram per BPMN construct: which scripts ran, how often, and how the instance stands afterwards.

A script logs its number; order between parallel branches is not asked for. Where a diagram has a process `beside`,
an instance of it runs beside.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.errors import Refused, StartRefused
from engine.testing import Playground

DIAGRAMS = Path(__file__).parent
Values = dict[str, Any]

WALKS: list[tuple[str, Values, float, str, str]] = [
    # diagram, variables at the start, seconds that pass, what the scripts logged, the state then
    ("ad_hoc_condition", {"count": 0}, 0, "+ + 3", "completed"),
    ("ad_hoc_condition", {"count": 1}, 0, "+ 3", "completed"),
    ("ad_hoc_parallel", {}, 0, "1 2 3", "completed"),
    ("ad_hoc_with_a_flow_inside", {}, 0, "1 2 3 4", "completed"),
    ("and_double_tokens", {}, 0, "1 2 3 4", "waiting"),
    ("boundary_on_call_activity", {}, 20.5, "2", "completed"),
    ("call_activity_error_boundary", {}, 0, "2 3", "completed"),
    ("call_activity_escalation_boundary_non_interrupting", {}, 0, "1 2 3", "completed"),
    ("call_activity_global_script_task", {}, 0, "1 9", "completed"),
    ("call_activity_process", {}, 0, "1 9", "completed"),
    ("call_activity_terminate_inside", {}, 0, "1 3", "completed"),
    ("cancel_in_transaction_compensates", {}, 0, "1 2 4", "completed"),
    ("cancel_multi_instance_by_boundary", {}, 9.5, "1 1 1 3", "completed"),
    ("cancel_nested_sub_process_done", {}, 0, "1 2 4", "completed"),
    ("cancel_no_boundary", {}, 0, "1 2", "completed"),
    ("cancel_parallel", {}, 9.5, "1 3", "completed"),
    ("cancelling_discriminator", {}, 10.5, "1 3", "completed"),
    ("compensation_boundary_sub_process", {}, 0, "1 2 3", "completed"),
    ("compensation_end_top_level", {}, 0, "1 2", "completed"),
    ("compensation_event_sub_process_in_compensation_event_sub_process", {}, 0, "1 2 3 4", "completed"),
    ("compensation_event_sub_process_sees_data", {}, 0, "4 set", "completed"),
    ("compensation_event_sub_process_sees_data_after_wait", {}, 9.5, "4 5 set", "completed"),
    ("compensation_from_error_handler", {}, 0, "1 2 3 4", "completed"),
    ("compensation_handler_sees_data", {}, 0, "4 set", "completed"),
    ("compensation_inside_sub_process_from_outside_no_handler", {}, 0, "1 2 3", "completed"),
    ("compensation_loop", {}, 0, "1 1 1 4 4 4", "completed"),
    ("compensation_multi_instance", {}, 0, "1 1 2 2", "completed"),
    ("compensation_not_completed", {}, 0, "1", "completed"),
    ("compensation_of_one_activity", {}, 0, "1 2 3", "completed"),
    ("compensation_order_reverse", {}, 0, "1 2", "waiting"),
    ("compensation_start_event_sub_process_of_one_activity", {}, 0, "1 2 3", "completed"),
    ("complex_gateway_simple", {}, 0, "1 2 3", "completed"),
    ("complex_gateway_split_join", {"test": "a"}, 0, "1 3", "completed"),
    ("complex_gateway_split_join", {"test": "ab"}, 0, "1 2 3", "completed"),
    ("conditional_boundary_already_true", {"test": "a"}, 5.5, "2", "completed"),
    ("conditional_boundary_already_true", {"test": "b"}, 5.5, "1", "completed"),
    ("conditional_boundary_interrupting", {"count": 0}, 12.5, "2", "completed"),
    ("conditional_boundary_non_interrupting", {"count": 0}, 0, "1 2", "completed"),
    ("conditional_event_sub_process_interrupting", {"count": 0}, 5.5, "2", "completed"),
    ("conditional_intermediate_late", {"count": 0}, 5.5, "1", "completed"),
    ("conditional_intermediate_late", {"count": 0}, 0, "", "waiting"),
    ("conditional_start", {"count": 1}, 0, "1", "completed"),
    ("conditional_start_all_of_several", {"test": "ab"}, 0, "1", "completed"),
    ("conditional_start_one_of_several", {"test": "a"}, 0, "1", "completed"),
    ("conditional_start_one_of_several", {"test": "b"}, 0, "2", "completed"),
    ("data_object_by_association", {}, 0, "set", "completed"),
    ("data_object_name", {}, 0, "set", "completed"),
    ("data_property", {}, 0, "set", "completed"),
    ("data_property_by_association", {}, 0, "set", "completed"),
    ("data_property_sub_process", {}, 0, "None set", "completed"),
    ("data_property_task", {}, 0, "None", "completed"),
    ("discriminator_complex_gateway", {}, 0, "1 2 3 4", "completed"),
    ("error_boundary_task_script", {}, 0, "2", "completed"),
    ("error_end_event_in_sub_process_uncaught", {}, 0, "", "failed"),
    ("error_event_sub_process", {}, 0, "1 2 3", "completed"),
    ("error_event_sub_process_catches_all", {}, 0, "1 2", "completed"),
    ("error_event_sub_process_top_level", {}, 0, "1 2", "completed"),
    ("error_from_event_sub_process_goes_out", {}, 0, "1 2", "completed"),
    ("error_multi_instance_event_sub_process_inside", {}, 0, "1 1 2 2 3", "completed"),
    ("error_multi_instance_sub_process", {}, 0, "1 2", "completed"),
    ("error_nested_skip", {}, 0, "3", "completed"),
    ("error_other_code", {}, 0, "", "failed"),
    ("error_parallel_branch_interrupted", {}, 3.5, "1 2", "completed"),
    ("error_transaction_no_compensation", {}, 0, "1 3", "completed"),
    ("error_uncaught_script", {}, 0, "", "waiting"),
    ("escalation_catches_all_or_exact", {}, 0, "3", "completed"),
    ("escalation_event_sub_process_interrupting", {}, 0, "2 3", "completed"),
    ("escalation_event_sub_process_non_interrupting", {}, 0, "1 2 3", "completed"),
    ("escalation_multi_instance_non_interrupting", {}, 0, "1 1 2 2", "completed"),
    ("escalation_nested_out", {}, 0, "1 2", "completed"),
    ("escalation_throw_boundary_interrupting", {}, 0, "2", "completed"),
    ("escalation_throw_boundary_non_interrupting", {}, 0, "1 2 3", "completed"),
    ("escalation_throw_top_level_uncaught", {}, 0, "1", "completed"),
    ("event_gateway_conditional", {"count": 0}, 10.5, "1", "completed"),
    ("event_gateway_exclusive_signals", {}, 0, "2", "completed"),
    ("event_gateway_gateway_both_timers", {}, 9.5, "1", "completed"),
    ("event_gateway_instantiate_exclusive", {}, 0, "1 9", "completed"),
    ("event_gateway_instantiate_parallel", {}, 0, "1 2 3 4", "completed"),
    ("event_gateway_loop", {"count": 0}, 20.5, "+ + +", "completed"),
    ("event_gateway_receive", {}, 10.5, "1", "completed"),
    ("event_sub_process_in_event_sub_process", {}, 9.5, "2 3", "completed"),
    ("event_sub_process_keeps_process_open", {}, 5.5, "1 2", "completed"),
    ("event_sub_process_own_data", {}, 0, "None set", "completed"),
    ("event_sub_process_twice", {}, 0, "1 2 2", "completed"),
    ("exclusive_default", {"test": "a"}, 0, "1", "completed"),
    ("exclusive_default", {"test": "c"}, 0, "3", "completed"),
    ("exclusive_flow_without_condition_first", {"test": "a"}, 0, "1", "completed"),
    ("exclusive_mixed", {"test": "a"}, 0, "1 1 3", "completed"),
    ("exclusive_mixed", {"test": "b"}, 0, "2 2 3", "completed"),
    ("exclusive_split", {"test": "a"}, 0, "1 3", "completed"),
    ("exclusive_split", {"test": "b"}, 0, "2 3", "completed"),
    ("exclusive_split", {"test": "ab"}, 0, "1 3", "completed"),
    ("exclusive_split", {"test": "c"}, 0, "", "waiting"),
    ("generalized_join", {}, 0, "1 1 2 3", "completed"),
    ("implicit_fork_merge", {}, 0, "1 2 3 4 4", "completed"),
    ("inclusive_default", {"test": "a"}, 0, "1 4", "completed"),
    ("inclusive_default", {"test": "ab"}, 0, "1 2 4", "completed"),
    ("inclusive_default", {"test": "d"}, 0, "3 4", "completed"),
    ("inclusive_ends_elsewhere", {"test": "ab"}, 0, "1 2 4", "completed"),
    ("inclusive_ends_elsewhere", {"test": "abc"}, 0, "1 2 4", "completed"),
    ("inclusive_in_sub_process_with_boundary", {"test": "ab"}, 9.5, "1 2 4", "completed"),
    ("inclusive_in_sub_process_with_boundary", {"test": "b"}, 9.5, "2 4", "completed"),
    ("inclusive_loop", {"count": 0, "test": "ab"}, 0, "+ + 1 1 2 2 4", "completed"),
    ("inclusive_mixed", {"test": "a"}, 0, "1 3", "completed"),
    ("inclusive_mixed", {"test": "ab"}, 0, "1 2 3 4", "completed"),
    ("inclusive_nested", {"test": "a"}, 0, "1 4", "completed"),
    ("inclusive_nested", {"test": "abc"}, 0, "1 2 3 4", "completed"),
    ("inclusive_nested", {"test": "b"}, 0, "2 4", "completed"),
    ("inclusive_parallel_converge", {"test": "a"}, 0, "1", "waiting"),
    ("inclusive_parallel_converge", {"test": "ab"}, 0, "1 2 3", "completed"),
    ("inclusive_split_join", {"test": "a"}, 0, "1 4", "completed"),
    ("inclusive_split_join", {"test": "ab"}, 0, "1 2 4", "completed"),
    ("inclusive_split_join", {"test": "abc"}, 0, "1 2 3 4", "completed"),
    ("inclusive_split_join", {"test": "d"}, 0, "", "waiting"),
    ("inclusive_unstructured", {"test": "a"}, 0, "1 4", "completed"),
    ("inclusive_unstructured", {"test": "ab"}, 0, "1 2 4", "completed"),
    ("inclusive_unstructured", {"test": "abc"}, 0, "1 2 3 4", "completed"),
    ("inclusive_unstructured", {"test": "bc"}, 0, "2 3", "completed"),
    ("inclusive_waits_for_timer", {"test": "ab"}, 2.5, "1", "waiting"),
    ("inclusive_waits_for_timer", {"test": "ab"}, 5.5, "1 2 4", "completed"),
    ("lanes_nested", {}, 0, "1 2", "completed"),
    ("link_in_sub_process", {}, 0, "1 2", "completed"),
    ("link_two_sources", {"test": "a"}, 0, "1 2", "completed"),
    ("link_two_sources", {"test": "b"}, 0, "1", "completed"),
    ("loop_call_activity", {}, 0, "1 1 2", "completed"),
    ("loop_maximum_and_conditional", {"count": 0}, 0, "+ + 2", "completed"),
    ("loop_sub_process_maximum", {}, 0, "1 1 1 2", "completed"),
    ("loop_test_before_count", {"count": 0}, 0, "+ + + 2", "completed"),
    ("loop_test_before_count", {"count": 3}, 0, "2", "completed"),
    ("loop_test_before_without_a_round", {}, 0, "2", "completed"),
    ("message_boundary_interrupting", {}, 30.5, "2", "completed"),
    ("message_boundary_non_interrupting", {}, 30.5, "1 2", "completed"),
    ("message_event_sub_process_interrupting", {}, 30.5, "2", "completed"),
    ("message_self", {}, 0, "1 2", "completed"),
    ("message_start", {}, 0, "1 9", "completed"),
    ("message_start_called_by_end", {}, 0, "1 2", "completed"),
    ("milestone", {}, 5.5, "1 2 3", "completed"),
    ("multi_instance_all_behavior", {}, 0, "1 1 1 2", "completed"),
    ("multi_instance_call_activity", {}, 0, "1 1 1 3", "completed"),
    ("multi_instance_completion_parallel", {}, 9.5, "1 1 3", "completed"),
    ("multi_instance_completion_seq", {}, 0, "1 1 2", "completed"),
    ("multi_instance_none_behavior_sub_process", {}, 0, "1 1 2 2 3", "completed"),
    ("multi_instance_number_at_run_time", {"count": 4}, 0, "1 1 1 1 2", "completed"),
    ("multi_instance_number_at_run_time", {"count": 0}, 0, "2", "completed"),
    ("multi_instance_number_at_run_time_with_juel", {"count": 4}, 0, "1 1 1 1 2", "completed"),
    ("multi_instance_parallel", {}, 0, "1 1 1 2", "completed"),
    ("multi_instance_sub_process_parallel", {}, 0, "1 1 1 2", "completed"),
    ("multiple_boundary_escalation_non_interrupting", {}, 0, "1 2", "completed"),
    ("multiple_boundary_interrupting", {}, 0, "2", "completed"),
    ("multiple_boundary_non_interrupting", {}, 0, "1 2 2", "completed"),
    ("multiple_catch_first", {}, 0, "1", "completed"),
    ("multiple_end", {}, 0, "1 2", "completed"),
    ("multiple_error_timer_boundary", {}, 9.5, "1 2", "completed"),
    ("multiple_escalation_error_event_sub_process", {}, 0, "1 2", "completed"),
    ("multiple_event_sub_process_interrupting", {}, 0, "2 3", "completed"),
    ("multiple_event_sub_process_non_interrupting", {}, 0, "1 2 2 3", "completed"),
    ("multiple_parallel_boundary_interrupting", {}, 0, "2 3", "completed"),
    ("multiple_parallel_boundary_non_interrupting", {}, 0, "1 2 3", "completed"),
    ("multiple_parallel_event_sub_process_interrupting", {}, 0, "2 3", "completed"),
    ("multiple_parallel_event_sub_process_non_interrupting", {}, 0, "1 2 3", "completed"),
    ("multiple_parallel_start", {}, 0, "1 9", "completed"),
    ("multiple_parallel_start_missing", {}, 0, "1", "completed"),
    ("multiple_start", {}, 0, "1 9", "completed"),
    ("multiple_throw", {}, 0, "1 2", "completed"),
    ("multiple_timer_message", {}, 5.5, "1", "completed"),
    ("nested_multi_instance", {}, 0, "1 1 1 1 3", "completed"),
    ("no_start", {}, 0, "1 2", "completed"),
    ("parallel_mixed", {}, 0, "1 2 3 4", "completed"),
    ("parallel_parallel_xor_converge", {}, 0, "1 2 3 3", "completed"),
    ("partial_join_complex_gateway", {}, 0, "1 2 3 4", "completed"),
    ("persistent_trigger", {}, 0, "1 2", "completed"),
    ("property_sub_process_shadows", {}, 0, "set", "completed"),
    ("quantity_both", {}, 0, "1 2 2", "completed"),
    ("quantity_completion", {}, 0, "1 2 2", "completed"),
    ("quantity_start", {}, 0, "1 2 3", "completed"),
    ("receive_boundary_timer", {}, 5.5, "2", "completed"),
    ("receive_instantiate", {}, 0, "1 9", "completed"),
    ("recursion", {"count": 0}, 0, "+ + +", "completed"),
    ("send_receive_parallel", {}, 0, "1 9", "completed"),
    ("signal_boundary_non_interrupting", {}, 0, "1 2", "completed"),
    ("signal_boundary_task_multi_instance", {}, 9.5, "2", "completed"),
    ("signal_catch_after_throw", {}, 0, "", "waiting"),
    ("signal_end_sub_process", {}, 0, "1 2", "completed"),
    ("signal_end_top_level", {}, 0, "1 9", "completed"),
    ("signal_throw_nobody_catches", {}, 0, "1", "completed"),
    ("signal_two_catches", {}, 0, "1 2", "completed"),
    ("start_two_out", {}, 0, "1 2", "completed"),
    ("structured_loop_repeat", {"count": 0}, 0, "+ + + 1", "completed"),
    ("sub_process_nested", {}, 0, "1 2 3", "completed"),
    ("sub_process_without_start", {}, 0, "1 2 3", "completed"),
    ("task_conditional_default_normal", {"test": "a"}, 0, "1 2 3", "completed"),
    ("task_conditional_default_normal", {"test": "b"}, 0, "1 3 4", "completed"),
    ("terminate_called_multi_instance", {}, 9.5, "1 1 3", "completed"),
    ("terminate_multi_instance_sub_process", {}, 0, "1 1 3", "completed"),
    ("terminate_sub_process", {}, 10.5, "1 3", "completed"),
    ("thread_split_and_merge", {}, 0, "1 2 2 2 3", "completed"),
    ("timer_boundary_cycle_non_interrupting", {}, 15.5, "1 2 2 2", "completed"),
    ("timer_cycle_intermediate", {}, 5.5, "1", "completed"),
    ("timer_date", {}, 0, "1", "completed"),
    ("timer_event_sub_process_date_non_interrupting", {}, 15.5, "1 2", "completed"),
    ("timer_event_sub_process_duration_interrupting", {}, 15.5, "2", "completed"),
    ("timer_event_sub_process_duration_non_interrupting", {}, 15.5, "1 2", "completed"),
    ("timer_two_boundaries", {}, 20.5, "2 3", "completed"),
    ("transaction", {}, 0, "1 2", "completed"),
]  # fmt: skip
REFUSED = [
    ("loop_maximum_negative_sub_process", "A", "LOOP_MAXIMUM"),
    ("multi_instance_bad_cardinality", "a", "CARDINALITY_NOT_NUMBER"),
    ("multi_instance_negative_cardinality", "a", "CARDINALITY_NOT_NUMBER"),
    ("quantity_completion_zero", "a", "QUANTITY"),
]  # fmt: skip


class _Log:
    """What the scripts of the diagrams do."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def scripts(self) -> dict[str, Callable[[Values], Values]]:
        logs = {f"LOG_{n}": self._says(str(n)) for n in range(1, 10)}
        return logs | {
            "ADD": lambda values: {"count": values["count"] + 1},
            "ADD_AND_LOG": self._add,
            "SET_DATA": lambda _: {"data": "set"},
            "LOG_DATA": lambda values: self._says(str(values.get("data")))(values),
            "FAIL": _fail,
        }

    def _says(self, line: str) -> Callable[[Values], Values]:
        def script(_: Values) -> Values:
            self.lines.append(line)
            return {}

        return script

    def _add(self, values: Values) -> Values:
        self.lines.append("+")
        return {"count": values["count"] + 1}


def _fail(_: Values) -> Values:
    raise ArithmeticError("on purpose")


def _playground(name: str, log: _Log) -> Playground:
    return Playground(files=[DIAGRAMS / f"{name}.bpmn"], scripts=log.scripts())


@pytest.mark.parametrize(
    ("name", "variables", "seconds", "logged", "state"),
    WALKS,
    ids=[f"{name}-{'-'.join(map(str, variables.values()))}-{seconds}" for name, variables, seconds, *_ in WALKS],
)  # fmt: skip
def test_it_runs_what_the_diagram_says(
    name: str, variables: Values, seconds: float, logged: str, state: str
) -> None:
    log = _Log()
    p = _playground(name, log)
    if '"beside"' in (DIAGRAMS / f"{name}.bpmn").read_text():
        p.start("beside")
    instance = p.start(name, variables=variables)
    p.run_jobs()
    p.reload()
    p.advance(timedelta(seconds=seconds))
    assert sorted(log.lines) == logged.split()
    assert p.state(instance) == state
    assert p.verify() == []


@pytest.mark.parametrize(("name", "element", "code"), REFUSED)
def test_what_cannot_run_is_refused(name: str, element: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        _playground(name, _Log())
    assert (element, code) in {(f.element, f.code) for f in refused.value.findings}


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("conditional_start", {"count": 0}),
        ("conditional_start", {}),
        ("conditional_start_all_of_several", {"test": "b"}),
        ("conditional_start_one_of_several", {"test": "c"}),
    ],
)
def test_it_does_not_start_where_no_condition_of_a_start_event_holds(name: str, variables: Values) -> None:
    log = _Log()
    p = _playground(name, log)
    with pytest.raises(StartRefused):
        p.start(name, variables=variables)
    assert (log.lines, p.work_items(), p.verify()) == ([], [], [])


def test_signals_that_begin_a_process_together_meet_in_one_instance() -> None:
    log = _Log()
    p = _playground("multiple_parallel_start", log)
    for signal, logged in (("X", 0), ("X", 0), ("Y", 1), ("Y", 2)):
        p.signal(signal)
        assert log.lines.count("9") == logged
    assert p.verify() == []


def test_every_diagram_is_walked() -> None:
    walked = {name for name, *_ in (*WALKS, *REFUSED)}
    assert {path.stem for path in DIAGRAMS.glob("*.bpmn")} == walked
