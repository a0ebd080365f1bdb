"""`guanxi serve` and `guanxi worker`: the web server, and the loop that fires timers and does jobs."""

from __future__ import annotations

import argparse
import gc
import logging
import signal
import socket
import threading
from collections.abc import Sequence
from types import FrameType

import waitress  # type: ignore[import-untyped]  # ships no types

from admin.cli.command import Call, Command
from admin.cli.demo_past import PastLoader
from admin.cli.due_loop import DueLoop
from admin.cli.logins import tell_logins
from admin.cli.platform import DemoLogin


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="ADDRESS")
    parser.add_argument("--port", type=int, metavar="NUMBER")
    parser.add_argument("--demo", action=argparse.BooleanOptionalAction, default=False)
    parser.add_argument("--history", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--no-worker", action="store_true")


def _nothing() -> None:
    """Somebody else fires timers."""


def _worker_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true")


def _serve(call: Call) -> int:
    _log_to_stderr()
    host = call.arguments.host or call.settings.host
    port = call.settings.port if call.arguments.port is None else call.arguments.port
    try:
        listening = _listen(host, port)
    except (OSError, OverflowError) as error:
        return call.say.fault(f"Cannot listen on {host}:{port}: {error}", f"无法监听 {host}:{port}：{error}")
    with listening:
        platform = call.ready_platform()
        logins = platform.load_demo() if call.arguments.demo else []
        server = waitress.create_server(
            platform.web(), sockets=[listening], threads=call.settings.threads, ident="guanxi"
        )
        _keep_what_was_built()
        _stop_on_signal()
        _greet(call, listening, logins)
        loop = DueLoop(engine=platform.engine, moments=platform.begin_due, tidy=platform.tidy)
        begin = _nothing if call.arguments.no_worker else loop.start
        past = PastLoader(platform=platform, say=call.say, then=begin)
        if logins and call.arguments.history:
            past.start()  # timers of the past are fired by those who play it: the loop waits
        else:
            if logins:
                platform.open_demo_cases()
            begin()
        try:
            server.run()  # returns on SIGTERM and Ctrl C, when the requests under way are answered
        finally:
            call.say.line("stopping", "正在停止")
            past.stop()
            loop.stop()
            server.close()
            platform.store.close()
    return 0


def _worker(call: Call) -> int:
    _log_to_stderr()
    platform = call.ready_platform()
    if call.arguments.once:
        platform.begin_due()
        call.say.line(*_counted(platform.engine.run_due()))
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    loop = DueLoop(engine=platform.engine, moments=platform.begin_due, tidy=platform.tidy)
    loop.start()
    call.say.line("working; end with Ctrl C", "正在处理定时器和作业；按 Ctrl C 结束")
    stop.wait()
    loop.stop()
    platform.store.close()
    return 0


def _keep_what_was_built() -> None:
    """What serves lasts as long as the process: to look at all of it again took 140 ms now and then."""
    gc.collect()
    gc.freeze()


def _stop_on_signal() -> None:
    """SIGTERM ends the server as Ctrl C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for quiet in ("apscheduler", "alembic"):
        logging.getLogger(quiet).setLevel(logging.WARNING)


def _listen(host: str, port: int) -> socket.socket:
    """The socket, taken before anything else is done: a busy port is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except BaseException:
        listening.close()
        raise
    return listening


def _greet(call: Call, listening: socket.socket, logins: Sequence[DemoLogin]) -> None:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    call.say.line(f"Guanxi serves on http://{shown}:{port}", f"关系平台已启动：http://{shown}:{port}")
    if logins:
        tell_logins(call.say, logins)


def _counted(done: int) -> tuple[str, str]:
    return f"{done} timers and jobs done", f"已处理 {done} 个定时器和作业"


SERVE = Command(
    en="serve pages and API; fires timers and does jobs in the same process",
    zh="提供页面和 API；在同一进程中触发定时器、执行作业",
    options=_options,
    run=_serve,
)
WORKER = Command(
    en="fire timers and do jobs, without pages",
    zh="只触发定时器、执行作业，不提供页面",
    options=_worker_options,
    run=_worker,
)
