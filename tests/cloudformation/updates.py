"""Holds data/updates.yaml against CloudFormation's own schemas, and against pairs of templates.

    updates.py TABLE FOLDER

FOLDER has pairs of templates of one cluster, NAME.old.json and NAME.new.json, and NAME.told, which is what
`cluster check` says of the change. Prints what is wrong, one line each.
"""

import json
import sys
from pathlib import Path

import yaml
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

# What must not go without a word.
PRECIOUS = {"AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::User", "AWS::EC2::VPC", "AWS::EC2::Subnet"}


def check_table(table):
    for kind, properties in table.items():
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
        for name, update in properties.items():
            path = f"/properties/{name}"
            if name not in schema["properties"]:
                print(f"{kind} has no {name}")
            if path in schema.get("createOnlyProperties", []):
                expected = {"replacement"}
            elif path in schema.get("conditionalCreateOnlyProperties", []):
                expected = {"conditional"}
            else:
                expected = {"none", "interruption"}
            if update["update"] not in expected:
                print(f"{kind}.{name}: {update['update']}, and cfn-lint's schema says {expected}")
            is_told = {"field", "what"} <= set(update) or update.get("told") in ("rule", "fixed")
            if update["update"] != "none" and not is_told:
                print(f"{kind}.{name}: nobody tells of it")


def check_pair(table, seen, name, old, new, told):
    for resource, before in old.items():
        kind = before["Type"]
        if resource not in new:
            if kind in PRECIOUS and not told:
                print(f"{name}: nobody tells that {resource} is removed")
            continue
        before, after = before["Properties"], new[resource]["Properties"]
        for property in sorted(set(before) | set(after)):
            seen.add((kind, property))
            update = table.get(kind, {}).get(property)
            if update is not None and before.get(property) != after.get(property):
                if update.get("told") == "fixed":
                    print(f"{name}: {resource}.{property} is not fixed")
                if update["update"] != "none" and not told:
                    print(f"{name}: nobody tells of {resource}.{property}")


def main():
    table, folder = yaml.safe_load(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    check_table(table)
    seen = set()
    for path in sorted(folder.glob("*.old.json")):
        name = path.name.removesuffix(".old.json")
        old, new = (json.loads((folder / f"{name}.{which}.json").read_text())["Resources"] for which in ("old", "new"))
        check_pair(table, seen, name, old, new, (folder / f"{name}.told").read_text())
    known = {(kind, property) for kind, properties in table.items() for property in properties}
    for kind, property in sorted(seen - known):
        print(f"the table has no {kind}.{property}")
    for kind, property in sorted(known - seen):
        print(f"no template has {kind}.{property}")


main()
