"""One step: drives the kernel, answers its requests from the store and the adapters, writes the result."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from engine.calendar.lookup import Calendars, calendars, choose
from engine.calendar.working_calendar import WorkCalendar
from engine.clock import Clock
from engine.definition.parameters import fits
from engine.errors import AdapterError, BusinessError, EngineError, InputRefused, TransientError
from engine.ids import new_id
from engine.kernel import requests as ask
from engine.kernel import triggers
from engine.kernel.run import Run
from engine.kernel.state import Instance, Status
from engine.ports import Adapter, AdapterCall, Parameters
from engine.service import facts
from engine.service.loading import Loader
from engine.service.programs import Loaded, Programs
from engine.service.writing import Writer
from engine.store.failpoints import failpoint
from engine.store.hot import Hot
from engine.store.uow import Transaction
from engine.store.values import encode


class Step:
    """The shell of one run. The caller holds the root instance's lock."""

    def __init__(
        self,
        *,
        tx: Transaction,
        hot: Hot,
        root_id: int,
        programs: Programs,
        adapters: Mapping[str, Adapter],
        clock: Clock,
        parameters: Parameters | None = None,
        started_by: str | None = None,
        business_key: str | None = None,
    ) -> None:
        self.tx = tx
        self.hot = hot
        self.root_id = root_id
        self.loader = Loader(hot)
        self.run = triggers.new_run(tx.now)
        self.completed_by_hand: set[int] = set()
        """Tokens whose work item the command itself has closed."""
        self.refusals: dict[int, AdapterError] = {}
        """What applications refused in this step, by visit: a start may be refused with it."""
        self.order: facts.Order | None = None
        """Whose command it is that ends the root instance."""
        self._programs = programs
        self._adapters = adapters
        self._clock = clock
        self._parameters_set = parameters
        self._begun = clock.now()
        self._business_key = business_key or ""
        self._started_by = started_by
        self._calendars: Calendars | None = None

    def drive(self, trigger: ask.Steps[Any]) -> Any:
        """Run the trigger and all that follows; write what it did. Returns the trigger's own answer."""
        steps = triggers.drive(self.run, trigger)
        answer: Any = None
        while True:
            try:
                request = steps.send(answer)
            except StopIteration as stop:
                self._write()
                return stop.value
            answer = ANSWERS[type(request)](self, request)

    def loaded(self, instance: Instance) -> Loaded:
        """The definition an instance runs."""
        known = self._programs.known(instance.definition_id)
        return known or self._programs.load(self.tx.connection, instance.definition_id)

    def know(self, instance: Instance) -> None:
        """Hand the kernel an instance that was read already."""
        self.run.slice.add_instance(instance, self.loaded(instance).program)
        if instance.id == self.root_id:
            self.run.steps_before = instance.steps

    def _write(self) -> None:
        for instance_id, values in self.run.slice.parameters.items():
            self.run.note_parameters(instance_id, values)
        writer = Writer(
            tx=self.tx,
            hot=self.hot,
            root_id=self.root_id,
            started_by=self._started_by,
            completed_by_hand=self.completed_by_hand,
        )
        writer.write(self.run)
        self._count_steps()
        self._tell(self.run)

    def _count_steps(self) -> None:
        """Only what goes on by itself can run away; what came to rest for a person or an event cannot."""
        if any(job.kind == "continue" for job in self.run.jobs.values()):
            self.hot.run(
                "UPDATE engine_instance SET steps = steps + ? WHERE id = ?", (self.run.steps, self.root_id)
            )

    def _tell(self, run: Run) -> None:
        heard = self.tx.heard
        if heard(facts.WorkItemOffered):
            for item in run.work_items.values():
                definition = run.slice.instances[item.instance_id].definition_id
                self.tx.publish(
                    facts.WorkItemOffered(item=item, root_id=self.root_id, definition_id=definition)
                )
        if heard(facts.IncidentRaised):
            for incident in run.incidents.values():
                self.tx.publish(facts.IncidentRaised(incident=incident, root_id=self.root_id))
        for instance in run.slice.instances.values():
            self._tell_instance(instance)

    def _tell_instance(self, instance: Instance) -> None:
        if instance.status is Status.NEW:
            self.tx.publish(
                facts.InstanceStarted(
                    id=instance.id,
                    root_id=self.root_id,
                    definition_id=instance.definition_id,
                    business_key=instance.business_key,
                )
            )
        if instance.ended_at is not None and instance.status is not Status.CLEAN:
            self.tx.publish(
                facts.InstanceEnded(
                    id=instance.id,
                    root_id=self.root_id,
                    definition_id=instance.definition_id,
                    state=instance.state,
                    callers=self._callers(instance),
                    order=self.order,
                )
            )

    def _callers(self, instance: Instance | None) -> tuple[int, ...]:
        found: list[int] = []
        while instance is not None and instance.ended_at is not None:
            token = self.run.slice.tokens.get(instance.parent_token or 0)
            if token is None:
                break
            found.append(token.instance_id)
            instance = self.run.slice.instances.get(token.instance_id)
        return tuple(found)

    def _instance(self, request: ask.LoadInstance) -> tuple[Instance, Any]:
        instance = self.loader.instance(request.instance_id)
        return instance, self.loaded(instance).program

    def _item(self, request: ask.LoadItem) -> Any:
        loop = self.loader.scope(request.loop_id)
        node = self.run.program_of(loop).node(loop.element)
        variable = None if node.loop is None else node.loop.element_variable
        return self.loader.item(request.loop_id, variable, request.element)

    def _elapsed(self, request: ask.Elapsed) -> timedelta:
        return self._clock.now() - self._begun

    def _invoke(self, request: ask.Invoke) -> Any:
        adapter = self._adapters.get(request.adapter)
        if adapter is None:
            return ask.Broken(request.adapter, "ADAPTER_MISSING")
        if adapter.kind == "remote":
            return ask.Deferred()
        call = AdapterCall(
            name=request.adapter,
            inputs=request.inputs,
            idempotency_key=str(request.activity_id),
            transaction=self.tx,
            instance_id=request.instance_id,
            root_id=self.root_id,
            element_id=request.element,
            business_key=self._business_key,
            started_by=self._started_by,
        )
        try:
            with self.tx.savepoint():
                answer = adapter(call)
        except BusinessError as error:
            self.refusals[request.activity_id] = error
            return ask.Failed(error.error_code, error.message, error.message_zh)
        except TransientError as error:
            return ask.Retry(error.message, error.retry_after or 0)
        except Exception as error:
            if isinstance(error, InputRefused):
                self.refusals[request.activity_id] = error
            return ask.Broken(describe(error))
        failpoint("adapter_called_before_commit")
        return ask.Answered(answer)

    def _decision_inputs(self, request: ask.DecisionInputs) -> frozenset[str] | None:
        decisions = self._decisions(request.instance_id).get(request.decision)
        return None if decisions is None else decisions.inputs(request.decision)

    def _decide(self, request: ask.Decide) -> Any:
        decisions = self._decisions(request.instance_id)[request.decision]
        try:
            return ask.Answered(decisions.decide(request.decision, request.inputs, strict=True))
        except EngineError as error:
            return ask.Broken(describe(error), "DECISION_FAILED")
        except Exception as error:
            return ask.Broken(describe(error), "DECISION_FAILED")

    def _decisions(self, instance_id: int) -> Mapping[str, Any]:
        return self.loaded(self.run.slice.instances[instance_id]).decisions

    def _find_called(self, request: ask.FindCalled) -> Any:
        connection = self.tx.connection
        if request.binding == "version" and request.version is not None and request.version.isdigit():
            found = self._programs.version(connection, request.key, int(request.version))
        elif request.binding == "versionTag":
            found = self._programs.tagged(connection, request.key, request.version)
        elif request.binding == "deployment":
            caller = self.loaded(self.run.slice.instances[request.instance_id]).definition
            found = self._programs.deployed_with(connection, request.key, caller.deployment)
        else:
            found = self._programs.latest(connection, request.key)
        return None if found is None else (found.definition.id, found.program)

    def _calendar(self, request: ask.LoadCalendar) -> WorkCalendar | None:
        if self._calendars is None:
            self._calendars = calendars(self.tx.connection)
        if request.people is None:
            default = self._calendars.default
            return default if default.id else None  # nobody set one up: cron is read in UTC
        return choose(
            self.tx.connection,
            self._calendars,
            code=request.code,
            people=request.people,
            starter=self._started_by,
        )

    def _parameters(self, request: ask.LoadParameters) -> Mapping[str, Any]:
        """What was set last; the package's default where nothing was, or what is stored does not fit."""
        declared = self.loaded(self.run.slice.instances[request.instance_id]).parameters
        by_name = declared.by_name or {}
        names = {declared.stored(name): name for name in by_name}
        found = self._parameters_set(self.tx.connection, names) if self._parameters_set and names else {}
        values = {names[stored]: value for stored, value in found.items()}
        return {
            name: values[name] if fits(one.kind, values.get(name)) else one.default
            for name, one in by_name.items()
        }

    def _correlate(self, request: ask.Correlate) -> None:
        inputs = {
            "name": request.name,
            "variables": request.variables,
            "from": self.root_id,
            "correlation": None if request.correlation is None else json.loads(request.correlation),
        }
        self.hot.run(
            "INSERT INTO engine_job (id, kind, inputs, due_at, attempts, retries) VALUES (?,?,?,?,0,5)",
            (new_id(), request.kind, encode(inputs, name=request.name), self.tx.micros),
        )


def describe(error: Exception) -> str:
    """What went wrong, for an operator: the error's own words, bounded."""
    text = error.text("en") if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
    return text if len(text) <= 1000 else text[:999] + "…"


ANSWERS: dict[type[ask.Request], Callable[[Step, Any], Any]] = {
    ask.LoadToken: lambda step, r: step.loader.token(r.token_id),
    ask.LoadScope: lambda step, r: step.loader.scope(r.scope_id),
    ask.LoadAround: lambda step, r: step.loader.around(r.scope_id),
    ask.LoadProcessScope: lambda step, r: step.loader.process_scope(r.instance_id),
    ask.LoadInstance: Step._instance,
    ask.LoadVariables: lambda step, r: step.loader.variables(r.scope_ids, r.names),
    ask.LoadTokens: lambda step, r: step.loader.tokens(r.scope_id, r.element),
    ask.LoadJoin: lambda step, r: step.loader.join(r.scope_id, r.element, r.flow),
    ask.LoadBelow: lambda step, r: step.loader.below(r.scope_id),
    ask.LoadInside: lambda step, r: step.loader.inside(r.token_id),
    ask.LoadOpenLoop: lambda step, r: step.loader.inside(r.token_id),
    ask.LoadCalled: lambda step, r: step.loader.called(r.token_id),
    ask.LoadOutputs: lambda step, r: step.loader.outputs(r.loop_id),
    ask.LoadItem: Step._item,
    ask.Invoke: Step._invoke,
    ask.Elapsed: Step._elapsed,
    ask.DecisionInputs: Step._decision_inputs,
    ask.Decide: Step._decide,
    ask.FindCalled: Step._find_called,
    ask.LoadCompleted: lambda step, r: step.loader.completed(r.scope_id),
    ask.LoadVisitScope: lambda step, r: step.loader.visit_scope(r.activity_id),
    ask.LoadArmed: lambda step, r: step.loader.armed(r.token_id, r.scope_id, r.element),
    ask.LoadListeners: lambda step, r: step.loader.listeners(step.root_id, r.kind, r.name),
    ask.LoadCalendar: Step._calendar,
    ask.LoadParameters: Step._parameters,
    ask.Correlate: Step._correlate,
}
