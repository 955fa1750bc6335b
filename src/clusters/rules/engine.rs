//! Engine, version and node type.

use super::super::draft::Cluster;
use super::super::facts::Facts;
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Report, quoted};

/// A version as its numbers, such as `[7, 1]`.
pub(in crate::clusters) fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// The engine has the version.
pub(super) fn version_of_engine(cluster: &Cluster, report: &mut Report) {
    let (Some(engine), Some(version)) = (&cluster.engine, &cluster.version) else { return };
    let known = Facts::builtin().versions(&engine.value);
    if known.contains(&version.value) {
        return;
    }
    let of_other = ["redis", "valkey"]
        .into_iter()
        .find(|&other| other != engine.value && Facts::builtin().versions(other).contains(&version.value));
    let without_patch = version.value.rsplit_once('.').map(|(version, _)| version);
    let help = match (without_patch.filter(|version| known.iter().any(|known| known == version)), of_other) {
        (Some(version), _) => format!("AWS chooses the patch number itself: write `\"{version}\"`"),
        (None, Some(other)) => format!("{other} has it"),
        (None, None) => {
            let known: Vec<_> = known.iter().map(|version| format!("`\"{version}\"`")).collect();
            format!("known here: {}", known.join(", "))
        }
    };
    let message = format!("{} has no version {}", engine.value, quoted(&version.value));
    report.add(Code::EngineVersion, version.span, message).help(help);
}

/// Warns of versions for which AWS charges more.
pub(super) fn extended_support(cluster: &Cluster, report: &mut Report) {
    let (Some(engine), Some(version)) = (&cluster.engine, &cluster.version) else { return };
    let is_old = engine.value == "redis" && matches!(numbers(&version.value)[..], [4 | 5, ..]);
    if is_old && Facts::builtin().versions("redis").contains(&version.value) {
        let message = format!("Redis {} is in extended support, which AWS charges for", version.value);
        report.add(Code::ExtendedSupport, version.span, message).help("choose version 6.0 or later");
    }
}

/// The region has the node type.
pub(super) fn node_type_of_region(cluster: &Cluster, region: &str, report: &mut Report) {
    let Some(node_type) = &cluster.node_type else { return };
    let known = Facts::builtin().node_types(region);
    if known.contains(&node_type.value) || is_first_generation(&node_type.value) {
        return;
    }
    let message = format!("{region} has no node type {}", quoted(&node_type.value));
    let with_prefix = format!("cache.{}", node_type.value);
    let family = node_type.value.rsplit_once('.').map_or("", |(family, _)| family);
    let of_family: Vec<_> = known.iter().filter(|known| known.starts_with(&format!("{family}."))).collect();
    let help = if known.contains(&with_prefix) {
        format!("did you mean `{with_prefix}`?")
    } else if !of_family.is_empty() {
        let list: Vec<_> = of_family.iter().map(|name| quoted(name)).collect();
        format!("known here: {}", list.join(", "))
    } else if let Some(close) = closest(&node_type.value, known.iter().map(String::as_str)) {
        format!("did you mean {}?", quoted(close))
    } else {
        "write one that the region has, such as `cache.t4g.small` or `cache.m7g.large`".to_owned()
    };
    report.add(Code::NodeType, node_type.span, message).help(help);
}

/// AWS makes no more T1 and T2 nodes.
pub(super) fn old_node_type(cluster: &Cluster, report: &mut Report) {
    let Some(node_type) = &cluster.node_type else { return };
    if is_first_generation(&node_type.value) {
        let message = format!("AWS no longer offers nodes of type {}", quoted(&node_type.value));
        report
            .add(Code::OldNodeType, node_type.span, message)
            .help("choose `cache.t4g.micro` or another of that family");
    }
}

fn is_first_generation(node_type: &str) -> bool {
    node_type.starts_with("cache.t1.") || node_type.starts_with("cache.t2.")
}

/// Nodes that keep a part of their data on disks need an engine that can.
pub(super) fn data_tiering(cluster: &Cluster, report: &mut Report) {
    let (Some(engine), Some(version), Some(node_type)) =
        (&cluster.engine, &cluster.version, &cluster.node_type)
    else {
        return;
    };
    let can = engine.value != "redis" || numbers(&version.value) >= vec![6, 2];
    if is_tiered(&node_type.value) && !can {
        let message =
            format!("{} needs Redis 6.2 or later: it keeps data on disks too", quoted(&node_type.value));
        report
            .add(Code::DataTiering, node_type.span, message)
            .help("choose a later version, or a type of the family r6g");
    }
}

/// Whether nodes of this type keep a part of their data on disks.
pub(in crate::clusters) fn is_tiered(node_type: &str) -> bool {
    node_type.starts_with("cache.r6gd.")
}
