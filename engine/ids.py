"""64-bit, time-ordered ids: 41 bits of milliseconds, 10 bits of node, 12 bits of sequence."""

from __future__ import annotations

import os
import threading
import time

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
_lock = threading.Lock()
_state = [0, 0]  # last millisecond, sequence within it
_node = int.from_bytes(os.urandom(2), "big") & 0x3FF


def _renew_node() -> None:
    """A forked child must not share the node bits of its parent."""
    global _node  # noqa: PLW0603 - one process-wide generator is the point of this module
    _node = int.from_bytes(os.urandom(2), "big") & 0x3FF


os.register_at_fork(after_in_child=_renew_node)


def new_id() -> int:
    """A new id, greater than every id this process gave before."""
    with _lock:
        last, sequence = _state
        now = max(time.time_ns() // 1_000_000 - _EPOCH_MS, last)
        if now == last:
            sequence += 1
            if sequence == 4096:  # the millisecond is used up: borrow the next one
                now, sequence = now + 1, 0
        else:
            sequence = 0
        _state[0], _state[1] = now, sequence
        return now << 22 | _node << 12 | sequence
