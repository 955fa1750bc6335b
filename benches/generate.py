"""Measures how fast sigma-gen generates, and how fast it builds as a build-dependency.

Run it with `tests/run bench`, which installs what it needs. Each command is measured as a whole process that
writes into an empty folder. The runs of all commands are interleaved, so that a change of the machine's speed
meets each of them. The table has the median of the elapsed time and of the processor time of all threads, which
a busy machine disturbs less, and the highest peak of resident memory.
"""

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openapi_generator_cli
import yaml

ROOT = Path(__file__).parent.parent
ROUNDS = 5
SIZES = [24, 1_000, 10_000]
# As many commands as a server has, in every shape of the format. The goal for their Rust client: less than 0.2 s, idle.
EVERY_SHAPE = "tests/cases/any/operations.yaml"
COMMANDS = 350
# What openapi-generator is measured with.
OPENAPI_SIZES = [24, 1_000]

# Runs a command and prints what it took: seconds, processor seconds, and bytes of resident memory. A process of
# its own, because Linux counts the memory of the process that starts a command as the command's.
MEASURE = """
import os, sys, time
start = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
seconds = time.perf_counter() - start
print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def catalogue(size, source="operations.yaml"):
    """A catalogue of so many operations: the real ones, and copies with their first example under other names."""
    # The parts between operations (the head, and the head of each group), and the operations.
    parts = re.split(r"^(?=      - name: )|^(?=  - name: )", (ROOT / source).read_text(), flags=re.MULTILINE)
    real = sum(part.startswith("      - ") for part in parts)
    text, seen = "", 0
    for part in parts:
        if not part.startswith("      - "):
            text += part
            continue
        copies = size // real + (seen < size % real)
        seen += 1
        # Up to the second example; the OpenAPI descriptions have one for each operation, too.
        short = re.match(r".*?\n          - title: .*?\n(?=          - title: |\Z)", part, flags=re.DOTALL)
        short = short.group() if short else part
        for copy in range(copies):
            text += re.sub(r"name: \w+", rf"\g<0>{suffix(copy)}", short if copy else part, count=1)
    return text


def suffix(copy):
    return f"_{copy}" if copy else ""


def openapi(size):
    """An OpenAPI description of the same operations: parameters, replies and texts."""
    groups = yaml.safe_load((ROOT / "operations.yaml").read_text())["groups"]
    operations = [(group["title"], operation) for group in groups for operation in group["operations"]]
    paths = {}
    for number in range(size):
        group, operation = operations[number % len(operations)]
        name = operation["name"] + suffix(number // len(operations))
        reply = operation["reply"]
        body = content("What to run it with.", {"type": "array", "items": request(name, operation["params"])})
        body["content"]["application/json"]["example"] = operation["examples"][0]["call"]
        paths[f"/{name}"] = {
            "post": {
                "operationId": name,
                "tags": [group],
                "summary": operation["title"],
                "description": operation["summary"],
                "requestBody": body,
                "responses": {
                    "200": content(reply["success"], {"type": "array", "items": answer(reply)}),
                    "400": {"description": reply.get("failure", "Bad parameters.")},
                },
            }
        }
    info = {"title": "Redis operations", "version": "1.0.0"}
    return json.dumps({"openapi": "3.0.3", "info": info, "paths": paths})


def content(description, schema):
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def request(name, params):
    """The schema of one parameter set, with a title that gives it a type of its own."""
    types = {"integer": {"type": "integer", "format": "int64"}, "seconds": {"type": "integer", "minimum": 1}}
    properties = {}
    for param in params:
        schema = types.get(param["type"], {"type": "string"})
        if "repeat" in param:
            schema = {"type": "array", "minItems": 1, "items": schema}
        properties[param["name"]] = schema | {"description": param["description"]}
    return {
        "type": "object",
        "title": name.title(),
        "properties": properties,
        "required": list(properties),
    }


def answer(reply):
    """The schema of one result."""
    match reply["type"]:
        case "integer":
            return {"type": "integer", "format": "int64"}
        case "flag":
            return {"type": "boolean"}
        case "members":
            return {"type": "array", "items": {"type": "string"}}
        case "word":
            return {"type": "string", "enum": reply["words"]}
        case _:
            return {"type": "string", "nullable": reply.get("nullable", False)}


class Case:
    """A command and what was measured of it."""

    def __init__(self, name, size, folder, command):
        self.name, self.size, self.folder, self.command = name, size, folder, command
        self.seconds, self.cpu_seconds, self.peak, self.written = [], [], 0, 0

    def run(self):
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        # -I and -S: the measuring process stays small.
        command = [sys.executable, "-IS", "-c", MEASURE, *self.command]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{self.command} failed:\n{done.stdout}{done.stderr}")
        # The command's own output stands before it.
        seconds, cpu_seconds, peak = done.stdout.splitlines()[-1].split()
        self.seconds.append(float(seconds))
        self.cpu_seconds.append(float(cpu_seconds))
        self.peak = max(self.peak, int(peak))
        self.written = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())

    def row(self):
        seconds, cpu_seconds = statistics.median(self.seconds), statistics.median(self.cpu_seconds)
        return (
            f"{self.name:<26} {self.size:>10,} {seconds:>8.3f} {min(self.seconds):>8.3f} {max(self.seconds):>8.3f}"
            f" {cpu_seconds:>8.3f} {seconds / self.size * 1e6:>9,.0f} {self.peak / 1e6:>8,.0f}"
            f" {self.written / 1e6:>9.1f}"
        )


def cases(sigma_gen, work):
    """Every command to measure, each in a folder of its own that holds its input."""
    for size in SIZES:
        folder = work / f"sigma-gen-{size}"
        folder.mkdir()
        (folder / "operations.yaml").write_text(catalogue(size))
        yield Case("sigma-gen rust", size, folder, [sigma_gen, "rust", "-o", "out"])
        yield Case("sigma-gen docs", size, folder, [sigma_gen, "docs", "-o", "out"])
    folder = work / "sigma-gen-shapes"
    folder.mkdir()
    (folder / "operations.yaml").write_text(catalogue(COMMANDS, EVERY_SHAPE))
    for target in ["rust", "docs"]:
        yield Case(f"sigma-gen {target}, all shapes", COMMANDS, folder, [sigma_gen, target, "-o", "out"])
    jar = Path(openapi_generator_cli.__file__).parent / "openapi-generator.jar"
    for size in OPENAPI_SIZES:
        folder = work / f"openapi-{size}"
        folder.mkdir()
        (folder / "openapi.json").write_text(openapi(size))
        command = ["java", "-jar", jar, "generate", "-g", "rust", "-i", "openapi.json", "-o", "out"]
        yield Case("openapi-generator -g rust", size, folder, command)


def build(work):
    """Builds a crate with sigma-gen as its only build-dependency, from nothing: seconds and crates."""
    crate = work / "crate"
    (crate / "src").mkdir(parents=True)
    (crate / "src" / "lib.rs").touch()
    (crate / "build.rs").write_text("fn main() {}\n")
    (crate / "Cargo.toml").write_text(
        '[package]\nname = "user"\nedition = "2024"\n[workspace]\n[build-dependencies]\n'
        f'sigma-gen = {{ path = "{ROOT.resolve()}", default-features = false }}\n'
    )
    shutil.copy(ROOT / "Cargo.lock", crate)
    subprocess.run(["cargo", "fetch", "--quiet"], cwd=crate, check=True)
    environment = os.environ | {"CARGO_TARGET_DIR": str(work / "target")}
    start = time.perf_counter()
    subprocess.run(["cargo", "build", "--quiet", "--offline"], cwd=crate, env=environment, check=True)
    seconds = time.perf_counter() - start
    tree = ["cargo", "tree", "--offline", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"]
    listing = subprocess.run(tree, cwd=crate, check=True, capture_output=True, text=True).stdout
    # Each once, and not the crate itself.
    crates = {line.removesuffix(" (*)") for line in listing.splitlines() if line} - {listing.splitlines()[0]}
    return seconds, len(crates)


def main():
    sigma_gen = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        table = list(cases(sigma_gen, work))
        for _ in range(ROUNDS):
            for case in table:
                case.run()
        seconds, crates = build(work)
    print(f"{os.cpu_count()} processors, {platform.machine()}; {ROUNDS} interleaved runs of each command\n")
    print(
        f"{'command':<26} {'operations':>10} {'median s':>8} {'min s':>8} {'max s':>8}"
        f" {'CPU s':>8} {'µs each':>9} {'peak MB':>8} {'output MB':>9}"
    )
    for case in table:
        print(case.row())
    print(f"\nClean debug build as a build-dependency (default-features = false): {seconds:.1f} s, {crates} crates")


if __name__ == "__main__":
    main()
