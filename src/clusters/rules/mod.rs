//! Rules across several fields, each a function with a code of its own. A rule is silent where a field that it
//! needs is missing or wrong: that has been reported.

mod access;
mod engine;
mod network;
mod size;

use std::collections::{HashMap, HashSet};

pub(super) use engine::{is_tiered, numbers};

use super::cloudformation::logical_id;
use super::draft::{Auth, Cluster, Draft};
use crate::diagnostic::{Code, Report, quoted};
use crate::document::Spanned;

/// Reports all mistakes and warnings of a spec that several fields make together.
pub(super) fn check(draft: &Draft, report: &mut Report) {
    unique_names(draft, report);
    unique_logical_ids(draft, report);
    unique_users(draft, report);
    for cluster in &draft.clusters {
        lower_case(cluster, report);
        engine::version_of_engine(cluster, report);
        engine::extended_support(cluster, report);
        if let Some(region) = &draft.region {
            engine::node_type_of_region(cluster, &region.value, report);
            access::secret_of_region(cluster, &region.value, report);
        }
        engine::old_node_type(cluster, report);
        engine::data_tiering(cluster, report);
        size::enough_replicas(cluster, draft.profile, report);
        size::no_replica(cluster, draft.profile, report);
        size::many_nodes(cluster, report);
        network::subnets_inside(cluster, report);
        network::subnets_apart(cluster, report);
        network::enough_addresses(cluster, report);
        network::several_zones(cluster, report);
        network::subnets_once(cluster, report);
        access::login_needs_tls(cluster, report);
        access::iam_needs_version(cluster, report);
        access::iam_needs_short_name(cluster, report);
        access::tls_off(cluster, report);
        access::lambda_place(cluster, report);
    }
}

/// The names of clusters, new ones first.
fn names(draft: &Draft) -> impl Iterator<Item = &Spanned<String>> {
    let new = draft.clusters.iter().filter_map(|cluster| cluster.name.as_ref());
    new.chain(draft.existing.iter().filter_map(|existing| existing.name.as_ref()))
}

/// AWS keeps names in lower case, so two of them are the same without it.
fn unique_names(draft: &Draft, report: &mut Report) {
    let mut firsts = HashMap::new();
    for name in names(draft) {
        let first: &Spanned<String> = firsts.entry(name.value.to_ascii_lowercase()).or_insert(name);
        if std::ptr::eq(first, name) {
            continue;
        }
        let line = report.line(first.span);
        let message = format!("two clusters have the name {}", quoted(&name.value));
        let help = if first.value == name.value {
            format!("the first one is on line {line}: rename one of them")
        } else {
            format!("{} is on line {line}, and case does not count: rename one of them", quoted(&first.value))
        };
        report.add(Code::SameCluster, name.span, message).help(help);
    }
}

/// The template's names of resources have no hyphens.
fn unique_logical_ids(draft: &Draft, report: &mut Report) {
    // Of each identifier the first name, and the first other one. The same name again is told elsewhere.
    let mut taken: HashMap<String, Vec<&Spanned<String>>> = HashMap::new();
    for name in draft.clusters.iter().filter_map(|cluster| cluster.name.as_ref()) {
        let id = logical_id(&name.value);
        let others = taken.entry(id.clone()).or_default();
        let other = others.iter().copied().find(|first| !first.value.eq_ignore_ascii_case(&name.value));
        if others.len() < 2 && (others.is_empty() || other.is_some()) {
            others.push(name);
        }
        if let Some(first) = other {
            let line = report.line(first.span);
            let (first, name_shown) = (quoted(&first.value), quoted(&name.value));
            let message = format!("{name_shown} and {first} (line {line}) are both `{id}` in CloudFormation");
            report.add(Code::NameCollision, name.span, message).help("rename one of them");
        }
    }
}

/// An account has each user once, and so has a template.
fn unique_users(draft: &Draft, report: &mut Report) {
    let mut taken: HashSet<String> = draft
        .clusters
        .iter()
        .filter(|cluster| matches!(cluster.auth.as_ref().map(|auth| &auth.value), Some(Auth::Iam { .. })))
        .filter_map(|cluster| Some(format!("{}-default", cluster.name.as_ref()?.value.to_ascii_lowercase())))
        .collect();
    for cluster in &draft.clusters {
        let Some(Spanned { value: Auth::Iam { user: Some(user) }, .. }) = &cluster.auth else { continue };
        if !taken.insert(user.value.clone()) {
            let message = format!("the user {} would be created twice", quoted(&user.value));
            report.add(Code::SameUser, user.span, message).help("give each cluster a user of its own");
        }
    }
}

/// Warns where AWS writes the name in another way.
fn lower_case(cluster: &Cluster, report: &mut Report) {
    let Some(name) = &cluster.name else { return };
    let lower = name.value.to_ascii_lowercase();
    if lower != name.value {
        let message = format!("AWS keeps this name in lower case, as {}", quoted(&lower));
        let help = format!("write {}, so that it is the same everywhere", quoted(&lower));
        report.add(Code::LowerCased, name.span, message).help(help);
    }
}
