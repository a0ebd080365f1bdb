"""Interface 2 over HTTP: /api/v1, described at /api/v1/openapi.json.

The composition root calls `make_api(app)` and registers `blueprints(…)` with it, and `health(…)` with the app.
"""

from worklist.api.application import PUBLIC, blueprints, make_api
from worklist.api.health import health

__all__ = ["PUBLIC", "blueprints", "health", "make_api"]
