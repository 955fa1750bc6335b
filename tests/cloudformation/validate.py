"""Reads pairs of templates, NAME.yaml and NAME.json, in a folder, and says what is wrong with them, one line each.

    validate.py FOLDER REGION COUNT

All pairs must be the same template. The first COUNT are also looked at by cfn-lint, together with a cache cluster of
the same engine, version and node type (cfn-lint knows these of cache clusters only), and by
cloudformation-validate with the rules in rules.guard.
"""

import json
import sys
from pathlib import Path

import yaml
from cfnlint.api import ManualArgs, lint
from cloudformation_validate import (
    CompositeEngine,
    CompositeEngineConfig,
    TemplateContent,
    file_to_external_rule_source,
)

# Whether a runtime is deprecated today; data/elasticache.yaml has a day of its own.
TODAY = ["E2531", "W2531", "E2533"]
# cloudformation-validate refuses three nodes without failover, which AWS allows.
NOT_SO = {"E3026", *TODAY}


def shadowed(template):
    """The template with a cache cluster beside each replication group."""
    resources = dict(template["Resources"])
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::ElastiCache::ReplicationGroup":
            properties = resource["Properties"]
            shadow = {key: properties[key] for key in ("Engine", "EngineVersion", "CacheNodeType", "Port")}
            shadow |= {"NumCacheNodes": 1, "CacheSubnetGroupName": properties["CacheSubnetGroupName"]}
            # Whether it uses TLS is asked of Valkey.
            shadow["TransitEncryptionEnabled"] = properties["TransitEncryptionEnabled"]
            resources[f"{name}Shadow"] = {"Type": "AWS::ElastiCache::CacheCluster", "Properties": shadow}
    return template | {"Resources": resources}


def main():
    folder, region, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    rules = file_to_external_rule_source(str(Path(__file__).with_name("rules.guard")))
    engine = CompositeEngine(CompositeEngineConfig(guard_rules=[rules]))
    for index, path in enumerate(sorted(folder.glob("*.yaml"))):
        text = path.read_text()
        template = json.loads(path.with_suffix(".json").read_text())
        from_yaml = yaml.safe_load(text)
        # What JSON says there is a comment in YAML.
        if template | {"Metadata": None} != from_yaml | {"Metadata": None}:
            print(f"{path.name}: YAML and JSON differ")
        if index >= count:
            continue
        config = ManualArgs(regions=[region], ignore_checks=TODAY)
        for which, source in (("", text), ("shadow ", json.dumps(shadowed(template), ensure_ascii=False))):
            for match in lint(source, None, [region], config):
                print(f"{path.name}: {which}cfn-lint {match.rule.id}: {match.message}")
        for finding in engine.validate_template(TemplateContent(text, path.name)).diagnostics:
            if finding.severity.name != "INFO" and finding.rule_id not in NOT_SO:
                print(f"{path.name}: cloudformation-validate {finding.rule_id} {finding.severity.name}: {finding.message}")


main()
