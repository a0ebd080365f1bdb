"""`guanxi deploy`: publish packages and files."""

from __future__ import annotations

import argparse
from pathlib import Path

from admin.cli.command import Call, Command
from engine.definition.findings import has_errors
from engine.errors import Refused
from processes.deploy import Bundle, Deployer
from processes.deploy.bundle import from_files
from processes.package import read_folder


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--reason", default="", metavar="TEXT")


def _run(call: Call) -> int:
    deployer = call.ready_platform().deployer
    try:
        bundles = _bundles(deployer, [Path(path) for path in call.arguments.paths])
    except OSError as error:
        return call.say.fault(f"{error.filename}: {error.strerror}")
    refused = [bundle for bundle in bundles if not _passes(call, deployer, bundle)]
    if refused:  # nothing at all is published where a part is refused
        return call.say.fault("Nothing was published.", "没有发布任何内容。")
    try:
        for bundle in bundles:
            for one in deployer.publish(bundle, reason=call.arguments.reason):
                call.say.line(
                    f"published {one.key} version {one.version}", f"已发布 {one.key} 第 {one.version} 版"
                )
    except Refused as error:
        return call.say.fault(error.text(call.say.lang))
    return 0


def _bundles(deployer: Deployer, paths: list[Path]) -> list[Bundle]:
    """Each folder and each zip is a package; all other files together are one set."""
    found: list[Bundle] = []
    loose: dict[str, bytes] = {}
    for path in paths:
        if path.is_dir():
            package = read_folder(path)
            found.append(from_files(package.files, name=path.name, findings=package.findings))
        elif path.suffix.lower() == ".zip":
            found.append(deployer.open({path.name: path.read_bytes()}))
        else:
            loose[path.name] = path.read_bytes()
    return [*found, deployer.open(loose)] if loose else found


def _passes(call: Call, deployer: Deployer, bundle: Bundle) -> bool:
    found = deployer.check(bundle)
    for one in found:
        place = ":".join(str(part) for part in (one.file, one.line) if part)
        call.say.fault(f"{one.severity}  {place}  {one.element or ''}  {one.message(call.say.lang)}")
    return not has_errors(found)


DEPLOY = Command(
    en="publish packages (folders, zips) and files as the next version",
    zh="将流程包（文件夹、zip）和文件发布为下一版本",
    options=_options,
    run=_run,
)
