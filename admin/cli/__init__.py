"""The command line `guanxi`. The composition root calls it:

    raise SystemExit(cli.main(sys.argv[1:], build=build, environment=os.environ))

`build(settings)` wires one `Platform` and must not touch the database: only `prepare()` and the commands do.
`Settings` are read from the environment here, once; options of a command win over them.
"""

from __future__ import annotations

from admin.cli.platform import Build, Platform
from admin.cli.run import main
from admin.cli.settings import ENVIRONMENT, Settings

__all__ = ["ENVIRONMENT", "Build", "Platform", "Settings", "main"]
