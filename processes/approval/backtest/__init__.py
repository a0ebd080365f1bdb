"""What a version of a flow would have done to the past: every approval is walked again with the facts of then.

Decisions stay as they were taken: where somebody rejected or returned a document, nobody after them is asked in
either version, unless the version tried does not ask that somebody any more.
"""

from __future__ import annotations
