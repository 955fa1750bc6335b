"""A server that deploys stacks with ElastiCache in them: moto's, which leaves those resources out, with them.

    server.py PORT HOST

All endpoints have this host in place of a name that nothing answers to.
"""

import inspect
import sys

from moto.cloudformation.models import CloudFormationBackend
from moto.core.common_models import CloudFormationModel
from moto.elasticache.models import elasticache_backends
from moto.server import main

HOST = sys.argv[2]


def call(function, **arguments):
    """Calls a function that wants every argument, with None for those that are not given."""
    names = inspect.signature(function).parameters
    unknown = set(arguments) - set(names)
    assert not unknown, f"{function.__name__} has no {unknown}"
    return function(**{name: arguments.get(name) for name in names})


def resource(kind, name_property, create, attributes=None):
    """Makes a resource type known to moto. `create` makes the resource and gives its name."""

    class Model(CloudFormationModel):
        # moto asks the module's name which service a model is of.
        __module__ = "moto.elasticache.models"

        def __init__(self, name, made):
            self.physical_resource_id = name
            self.made = made

        @staticmethod
        def cloudformation_type():
            return kind

        @staticmethod
        def cloudformation_name_type():
            return name_property

        @classmethod
        def has_cfn_attr(cls, attr):
            return attr in (attributes or {})

        def get_cfn_attribute(self, attribute_name):
            return attributes[attribute_name](self.made)

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            backend = elasticache_backends[account_id][region_name]
            return cls(*create(backend, resource_name, cloudformation_json["Properties"]))

        @classmethod
        def update_from_cloudformation_json(cls, original_resource, *_):
            return original_resource

        @classmethod
        def delete_from_cloudformation_json(cls, *_):
            pass

    return Model


def with_outputs(execute):
    """moto gives a stack that a change set made no outputs; `aws cloudformation deploy` makes it so."""

    def execute_change_set(self, change_set_name, stack_name=None):
        execute(self, change_set_name, stack_name)
        for stack in self.stacks.values():
            if stack.status.endswith("_COMPLETE") and stack.template:
                stack._parse_template()
                stack.output_map = stack._create_output_map()

    return execute_change_set


CloudFormationBackend.execute_change_set = with_outputs(CloudFormationBackend.execute_change_set)


def subnet_group(backend, name, properties):
    made = backend.create_cache_subnet_group(name, properties["Description"], properties["SubnetIds"], None)
    return name, made


def user(backend, name, properties):
    mode = properties["AuthenticationMode"]["Type"]
    made = call(
        backend.create_user,
        user_id=properties["UserId"],
        user_name=properties["UserName"],
        engine=properties["Engine"],
        access_string=properties["AccessString"],
        no_password_required=mode == "no-password-required",
        authentication_type=mode,
    )
    return properties["UserId"], made


def user_group(backend, name, properties):
    assert all(user in backend.users for user in properties["UserIds"])
    return properties["UserGroupId"], None


def replication_group(backend, name, properties):
    assert properties["CacheSubnetGroupName"] in backend.cache_subnet_groups
    identifier = properties["ReplicationGroupId"]
    made = call(
        backend.create_replication_group,
        replication_group_id=identifier,
        replication_group_description=properties["ReplicationGroupDescription"],
        automatic_failover_enabled=properties["AutomaticFailoverEnabled"],
        multi_az_enabled=properties["MultiAZEnabled"],
        num_cache_clusters=properties.get("NumCacheClusters"),
        num_node_groups=properties.get("NumNodeGroups"),
        # moto counts the nodes of a standalone group by this one too.
        replicas_per_node_group=properties.get("ReplicasPerNodeGroup", properties.get("NumCacheClusters", 1) - 1),
        node_group_configuration=[],
        cache_node_type=properties["CacheNodeType"],
        engine=properties["Engine"],
        engine_version=properties["EngineVersion"],
        cache_subnet_group_name=properties["CacheSubnetGroupName"],
        security_group_ids=properties["SecurityGroupIds"],
        port=int(properties["Port"]),
        auth_token=properties.get("AuthToken"),
        transit_encryption_enabled=properties["TransitEncryptionEnabled"],
        at_rest_encryption_enabled=properties["AtRestEncryptionEnabled"],
        user_group_ids=properties.get("UserGroupIds"),
        cluster_mode=properties["ClusterMode"],
        snapshot_retention_limit=0,
        log_delivery_configurations=[],
    )
    if made.cluster_enabled:
        made.configuration_endpoint["address"] = HOST
    else:
        made.node_groups[0]["primary_endpoint"]["address"] = HOST
    return identifier, made


def primary(field):
    return lambda group: str(group.node_groups[0]["primary_endpoint"][field])


def configuration(field):
    return lambda group: str(group.configuration_endpoint[field])


MODELS = [
    resource("AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", subnet_group),
    resource("AWS::ElastiCache::User", "UserId", user, {"Arn": lambda user: user.arn}),
    resource("AWS::ElastiCache::UserGroup", "UserGroupId", user_group),
    resource(
        "AWS::ElastiCache::ReplicationGroup",
        "ReplicationGroupId",
        replication_group,
        {
            "PrimaryEndPoint.Address": primary("address"),
            "PrimaryEndPoint.Port": primary("port"),
            "ReaderEndPoint.Address": lambda group: group.node_groups[0]["reader_endpoint_address"],
            "ConfigurationEndPoint.Address": configuration("address"),
            "ConfigurationEndPoint.Port": configuration("port"),
        },
    ),
]

main(["--port", sys.argv[1]])
