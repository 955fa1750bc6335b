//! What a change of a spec does to clusters that were made from the one before.

use super::draft::{Cluster as Draft, Draft as Spec, Vpc as DraftVpc};
use super::rules::is_tiered;
use super::spec::{self, Vpc};
use crate::diagnostic::{Code, Report, Span, quoted};

/// Warns of every change that would replace a cluster, and with it lose its data.
pub(super) fn check(previous: &spec::Spec, now: &Spec, report: &mut Report) {
    for cluster in &now.clusters {
        let Some(name) = &cluster.name else { continue };
        if let Some(old) = previous.clusters.iter().find(|old| old.name.eq_ignore_ascii_case(&name.value)) {
            fields(old, cluster, report);
        }
    }
    let is_there = |old: &&spec::Cluster| {
        let mut names = now.clusters.iter().filter_map(|cluster| cluster.name.as_ref());
        names.any(|name| name.value.eq_ignore_ascii_case(&old.name))
    };
    // A new name is a new cluster; the old one goes.
    for old in previous.clusters.iter().filter(|old| !is_there(old)) {
        let message =
            format!("{} is in this spec no more: it would be removed, with its data", quoted(&old.name));
        report
            .add(Code::Replaces, Span::default(), message)
            .help("a new name makes a new cluster; keep the old name to keep the cluster");
    }
}

fn fields(old: &spec::Cluster, new: &Draft, report: &mut Report) {
    let mut replaces = |span: Span, what: &str, old: &str, new: &str| {
        let message =
            format!("changing {what} from {old} to {new} takes a new cluster: the data of this one is lost");
        report
            .add(Code::Replaces, span, message)
            .help("keep it, or make a new cluster beside it and move the data");
    };
    if let Some(port) = new.port.as_ref().filter(|port| port.value != old.port) {
        replaces(port.span, "the port", &old.port.to_string(), &port.value.to_string());
    }
    let at_rest = new.at_rest.as_ref().is_none_or(|at_rest| at_rest.value);
    if at_rest != old.at_rest {
        let span = new.at_rest.as_ref().map_or(new.span, |at_rest| at_rest.span);
        replaces(span, "encryption at rest", &old.at_rest.to_string(), &at_rest.to_string());
    }
    if let Some(node_type) = &new.node_type
        && is_tiered(&node_type.value) != is_tiered(&old.node_type)
    {
        replaces(node_type.span, "data tiering", &quoted(&old.node_type), &quoted(&node_type.value));
    }
    if let Some(clustered) = new.is_clustered().filter(|&clustered| clustered != old.clustered) {
        let word = |clustered| if clustered { "clustered" } else { "standalone" };
        let span = new.mode.as_ref().map_or(new.span, |mode| mode.span);
        replaces(span, "the mode", word(old.clustered), word(clustered));
    }
    if old.engine == "valkey"
        && let Some(engine) = new.engine.as_ref().filter(|engine| engine.value != old.engine)
    {
        replaces(engine.span, "the engine", &old.engine, &engine.value);
    }
    let Some(vpc) = &new.vpc else { return };
    match (&old.vpc, &vpc.value) {
        (Vpc::New { cidr: old, .. }, DraftVpc::New { cidr: Some(new), .. }) if *old != new.value => {
            replaces(new.span, "the VPC's block", &old.to_string(), &new.value.to_string());
        }
        (Vpc::Existing { id: old, .. }, DraftVpc::Existing { place, .. }) => {
            if let Some(id) = place.id.as_ref().filter(|id| id.value != *old) {
                replaces(id.span, "the VPC", &quoted(old), &quoted(&id.value));
            }
        }
        (Vpc::New { .. }, DraftVpc::New { .. }) => {}
        (old, _) => {
            let word = |is_new| if is_new { "a new one" } else { "an existing one" };
            let was_new = matches!(old, Vpc::New { .. });
            replaces(vpc.span, "the VPC", word(was_new), word(!was_new));
        }
    }
}
