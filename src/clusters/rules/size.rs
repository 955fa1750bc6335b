//! Shards and replicas.

use super::super::declaration::Profile;
use super::super::draft::Cluster;
use super::super::read::AWS_ALLOWS_IT;
use crate::diagnostic::{Code, Report};

/// A failover needs a node that takes over. AWS also makes clustered ones without.
pub(super) fn enough_replicas(cluster: &Cluster, profile: Profile, report: &mut Report) {
    let (Some(replicas), Some(clustered)) = (&cluster.replicas, cluster.is_clustered()) else { return };
    let needs_two = match (clustered, profile) {
        (true, Profile::Aws) => false,
        _ => cluster.has_failover() == Some(true),
    };
    if replicas.value >= 2 || !needs_two {
        return;
    }
    let why = if clustered { "cluster mode has failover" } else { "`multiAz` is on" };
    let message = format!("`replicas` is {}; it must be at least 2, because {why}", replicas.value);
    let help = match clustered {
        true => format!("write 2 or more (the primary counts); {AWS_ALLOWS_IT}"),
        false => "write 2 or more (the primary counts), or `multiAz: false`".to_owned(),
    };
    report.add(Code::TooFewReplicas, replicas.span, message).help(help);
}

/// Warns of shards without a replica: AWS makes them, and then refuses every later update of the cluster, because its
/// failover, which cannot be turned off, has no node to fail over to.
///
/// <https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1275>
pub(super) fn no_replica(cluster: &Cluster, profile: Profile, report: &mut Report) {
    let (Some(replicas), Some(true), Profile::Aws) = (&cluster.replicas, cluster.is_clustered(), profile)
    else {
        return;
    };
    if replicas.value == 1 {
        let message = "AWS creates shards without a replica, but refuses later updates of such a cluster";
        report.add(Code::NoReplica, replicas.span, message).help(
            "write `replicas: 2` (the primary counts): cluster mode has failover, which needs a second node",
        );
    }
}

/// A cluster has at most 500 nodes; AWS gives more than 90 only when asked.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Shards.html>
pub(super) fn many_nodes(cluster: &Cluster, report: &mut Report) {
    const UNASKED: i64 = 90;
    const MOST: i64 = 500;
    let (Some(nodes), Some(replicas)) = (cluster.nodes(), &cluster.replicas) else { return };
    let span = cluster.shards.as_ref().map_or(replicas.span, |shards| shards.span);
    if nodes > MOST {
        let message = format!("{nodes} nodes; a cluster has at most {MOST}");
        report.add(Code::TooManyNodes, span, message).help("choose fewer shards, or fewer replicas of each");
    } else if nodes > UNASKED {
        let message = format!("{nodes} nodes; by default, AWS allows {UNASKED} in a cluster");
        report.add(Code::ManyNodes, span, message).help("ask AWS for a higher quota before you deploy");
    }
}
