"""The supervisor's pages: all instances, one instance on its diagram, and what needs an operator."""

from admin.monitor.web import blueprint

__all__ = ["blueprint"]
