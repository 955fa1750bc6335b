"""Writes THIRD-PARTY-NOTICES: what the panel's files carry of others, with the licences' texts.

    python3 assets/notices.py            # after a change of dependencies, of the engine or of vendored.js
    python3 assets/notices.py --check    # only compares

That is the crates in assets/engine.wasm.gz and the packages in assets/panel/vendored.js. Needs cargo, and the packages
of tests/panel (`npm ci` there).
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "THIRD-PARTY-NOTICES"
PACKAGES = ROOT / "tests/panel/node_modules"
HEADER = """\
What sigma-gen's panel carries of others, with the licences that it has it under. Where there is a choice of licences, one is
named. The engine also has parts of Rust's standard library: MIT OR Apache-2.0, see https://www.rust-lang.org/policies/licenses.
Made by assets/notices.py.
"""
# Of several licences, the first of these that a crate offers.
WANTED = ("MIT", "ISC", "Zlib", "Apache-2.0")


def cargo(*arguments):
    return subprocess.run(["cargo", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def crates():
    """Each crate of others in the engine: its name with its version, its licences, and its folder."""
    target = "wasm32-unknown-unknown"
    tree = cargo("tree", "--locked", "--package", "sigma-gen-engine", "--edges", "normal,no-proc-macro",
                 "--target", target, "--prefix", "none", "--format", "{p}")
    wanted = {tuple(line.split()[:2]) for line in tree.splitlines()}
    for package in json.loads(cargo("metadata", "--locked", "--format-version", "1"))["packages"]:
        name, version = package["name"], package["version"]
        if (name, f"v{version}") in wanted and package["source"]:
            yield f"{name} {version}", package["license"], Path(package["manifest_path"]).parent


def packages():
    """The same of each npm package in vendored.js."""
    for name in ("preact", "htm"):
        package = json.loads((PACKAGES / name / "package.json").read_text())
        yield f"{name} {package['version']}", package["license"], PACKAGES / name


def licence(expression, folder):
    """What is taken of the licences, and the texts of that."""
    names = re.findall(r"[\w.-]+", re.sub(r"\b(OR|AND|WITH)\b", " ", expression))
    taken = [next(name for name in WANTED if name in names)]
    if "AND" in expression:
        taken += [name for name in names if re.search(rf"AND {re.escape(name)}$", expression)]
    files = sorted(path for path in folder.iterdir() if re.match(r"(?i)(licen[cs]e|copying)", path.name))
    texts = []
    for name in taken:
        fitting = [path for path in files if name.split("-")[0].lower() in path.name.lower()]
        if not fitting and len(files) == 1:
            fitting = files
        if not fitting:
            sys.exit(f"{folder}: no file has the text of {name}, but {[path.name for path in files]}")
        texts.append(fitting[0].read_text().strip())
    return " and ".join(taken), "\n\n".join(texts)


def notices():
    same = {}
    for name, expression, folder in sorted([*crates(), *packages()]):
        same.setdefault(licence(expression, folder), []).append(name)
    parts = [HEADER]
    for (taken, text), names in same.items():
        parts.append(f"{', '.join(names)}: {taken}\n\n{text}\n")
    line = "\n" + "-" * 80 + "\n\n"
    return "\n".join(row.rstrip() for row in line.join(parts).split("\n"))


if sys.argv[1:] == ["--check"]:
    if FILE.read_text() != notices():
        sys.exit("THIRD-PARTY-NOTICES is not up to date: run python3 assets/notices.py")
else:
    FILE.write_text(notices())
