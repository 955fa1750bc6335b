"""Prints elasticache.yaml anew, from the data of cfn-lint, which collects AWS's own lists.

    target/venv/bin/pip install --requirement tests/requirements.txt
    target/venv/bin/python data/refresh.py "$(date +%F)" > data/elasticache.yaml
    git diff data

The day decides which runtimes are deprecated.
"""

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path

import cfnlint.data.AdditionalSpecs as specs
import cfnlint.data.schemas.extensions.aws_elasticache_cachecluster as extension
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

ENGINES = ("redis", "valkey")
FOLDER = Path(extension.__file__).parent
HEADER = """\
# The engine versions and node types of ElastiCache and the runtimes of Lambda, from cfn-lint {version}
# as of {day}. Do not edit: data/refresh.py makes this file.

versions:
"""


def number_first(text):
    """Sorts `2xlarge` before `12xlarge`."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)]


def versions(engine, rules):
    """The versions that the schema allows for an engine."""
    for rule in rules:
        if rule["if"]["properties"]["Engine"].get("const") == engine:
            return sorted(rule["then"]["properties"]["EngineVersion"]["enum"], key=number_first)
    raise SystemExit(f"cfn-lint's data has no versions of {engine}: has its form changed?")


def families(types):
    """The sizes of each family: `{t4g: [micro, small]}` for `cache.t4g.micro` and `cache.t4g.small`."""
    sizes = {}
    for name in sorted(types, key=number_first):
        _, family, size = name.split(".")
        sizes.setdefault(family, []).append(size)
    return sizes


def runtimes(day):
    """The runtimes that functions are made of on a day. Of those that AWS advises against, or makes no functions of
    any more, the one to take instead."""
    function = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", "AWS::Lambda::Function")
    known = function.schema["properties"]["Runtime"]["enum"]
    cycles = json.loads((Path(specs.__file__).parent / "LmbdRuntimeLifecycle.json").read_text())
    current, deprecated, retired = [], {}, {}
    # What has no life cycle is announced, and not there yet.
    for name in sorted(set(known) & set(cycles), key=number_first):
        cycle = cycles[name]
        if cycle["deprecated"] > day:
            current.append(name)
        else:
            (deprecated if cycle["create-block"] > day else retired)[name] = cycle["successor"]
    return current, deprecated, retired


def mapping(name, entries):
    """A mapping in YAML, inside of another one."""
    return f"  {name}:\n" + "".join(f"    {key}: {value}\n" for key, value in entries.items())


def main():
    day = sys.argv[1]
    text = HEADER.format(version=version("cfn-lint"), day=day)
    rules = json.loads((FOLDER / "engine_version.json").read_text())["allOf"]
    for engine in ENGINES:
        text += f"  {engine}: {json.dumps(versions(engine, rules))}\n"
    text += "\nnodeTypes:\n"
    regions = json.loads((FOLDER / "cachenodetype_enum.json").read_text())
    regions.pop("description", None)
    for region, schema in sorted(regions.items()):
        text += f"  {region}:\n"
        for family, sizes in sorted(families(schema["enum"]).items()):
            text += f"    {family}: [{', '.join(sizes)}]\n"
    current, deprecated, retired = runtimes(day)
    text += f"\nruntimes:\n  current: {json.dumps(current)}\n"
    text += mapping("deprecated", deprecated) + mapping("retired", retired)
    print(text, end="")


main()
