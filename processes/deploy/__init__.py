"""From uploaded files to published definitions: one way for pages, API, command line and shipped packages."""

from __future__ import annotations

from processes.deploy.bundle import Bundle, open_bundle, pack
from processes.deploy.service import Deployer, Impact
from processes.deploy.shipped import deploy_shipped

__all__ = ["Bundle", "Deployer", "Impact", "deploy_shipped", "open_bundle", "pack"]
