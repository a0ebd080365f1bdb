"""Mail as an invoked application: rendered in two languages, sent after commit, never twice on purpose."""
