"""Prints elasticache.yaml anew, from the data of cfn-lint, which collects AWS's own lists.

    target/venv/bin/pip install --requirement tests/requirements.txt
    target/venv/bin/python data/refresh.py > data/elasticache.yaml
    git diff data
"""

import json
import re
from importlib.metadata import version
from pathlib import Path

import cfnlint.data.schemas.extensions.aws_elasticache_cachecluster as extension

ENGINES = ("redis", "valkey")
FOLDER = Path(extension.__file__).parent
HEADER = """\
# The engine versions and node types of ElastiCache, from cfn-lint {version}. Do not edit:
# data/refresh.py makes this file.

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


def main():
    text = HEADER.format(version=version("cfn-lint"))
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
    print(text, end="")


main()
