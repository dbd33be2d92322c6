"""What is vendored: as built from the lock file, with the licence of every package that is in it."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from schema.settings import CHECKOUT
from workbench.web.rendering import STATIC

FRONTEND = CHECKOUT / "workbench" / "web" / "frontend"
VENDOR = STATIC / "vendor"


def test_every_package_is_pinned_and_has_its_licence_in_the_notices() -> None:
    wanted = json.loads((FRONTEND / "package.json").read_text())["devDependencies"]
    locked = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(one.get("integrity") for name, one in locked.items() if name)
    notices = (VENDOR / "LICENCES.txt").read_text()
    packages = re.findall(r"^(@?[\w./-]+) (\d[\w.-]+)\nLicence: (.+)$", notices, re.MULTILINE)
    assert len(packages) > 40
    assert {"codemirror", "vega", "vega-lite", "vega-interpreter"} <= {name for name, _, _ in packages}
    pinned = {(path.rpartition("node_modules/")[2], one["version"]) for path, one in locked.items() if path}
    for name, version, licence in packages:
        assert (name, version) in pinned
        assert licence in ("MIT", "BSD-3-Clause", "ISC", "Apache-2.0"), name
    assert "eval(" not in (VENDOR / "editor.js").read_text()


def test_what_is_vendored_is_what_the_lock_file_builds(tmp_path: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip("npm is not on the path: what is vendored was not built anew")
    for name in ("package.json", "package-lock.json", "build.mjs", "check.mjs"):
        shutil.copy(FRONTEND / name, tmp_path / name)
    shutil.copytree(FRONTEND / "source", tmp_path / "source")
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    if done.returncode:
        pytest.skip(f"the packages of npm cannot be had here: {done.stderr.strip().splitlines()[-1:]}")
    told = subprocess.run(["node", "check.mjs", str(VENDOR)], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert told.returncode == 0, told.stderr
    broken = tmp_path / "vendor"
    shutil.copytree(VENDOR, broken)
    (broken / "vega.js").write_bytes((VENDOR / "vega.js").read_bytes() + b"\n")
    told = subprocess.run(["node", "check.mjs", str(broken)], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert told.returncode == 1
    assert "vega.js" in told.stderr
