//! What a change of a spec does to clusters that were made from the one before: what CloudFormation replaces, what AWS
//! refuses, and what clients notice.
//!
//! The templates of both specs are compared. `data/updates.yaml` has every property that can differ; what depends on
//! the values is in `access`, `engine` and `network`.

mod access;
mod engine;
mod network;
mod table;

use serde_json::Value;

use super::cloudformation::resources;
use super::draft::{self, Draft};
use super::spec::{Cluster, Spec};
use crate::diagnostic::{Code, Report, Span, quoted};

const BESIDE: &str = "keep it, or create a new cluster beside it and move the data";

/// Warns of every change that would replace a cluster, that AWS refuses, or that clients notice.
pub(super) fn check(previous: &Spec, now: &Spec, draft: &Draft, report: &mut Report) {
    let is = |old: &Cluster, new: &Cluster| new.name.eq_ignore_ascii_case(&old.name);
    if let Some(region) = draft.region.as_ref().filter(|_| previous.region != now.region) {
        let (old, new) = (&previous.region, &now.region);
        let message =
            format!("in {new} the clusters are created again, empty: those in {old} stay where they are");
        report
            .add(Code::Replaces, region.span, message)
            .help("deploy it as a separate stack, and move the data");
        return;
    }
    for (new, place) in now.clusters.iter().zip(&draft.clusters) {
        if let Some(old) = previous.clusters.iter().find(|old| is(old, new)) {
            Change { old, new, place }.check(report);
        }
    }
    // A new name is a new cluster; the old one goes.
    for old in previous.clusters.iter().filter(|old| !now.clusters.iter().any(|new| is(old, new))) {
        let message =
            format!("{} is no longer in this spec: it would be removed, with its data", quoted(&old.name));
        report
            .add(Code::Replaces, Span::default(), message)
            .help("a new name creates a new cluster; keep the old name to keep the cluster");
    }
}

/// A cluster before and after, and its places in the new spec.
struct Change<'a> {
    old: &'a Cluster,
    new: &'a Cluster,
    place: &'a draft::Cluster,
}

impl Change<'_> {
    fn check(&self, report: &mut Report) {
        self.replaced_properties(report);
        self.engine(report);
        self.node_type(report);
        self.mode(report);
        self.failover(report);
        self.tls(report);
        self.network(report);
        self.login(report);
        self.function(report);
    }

    fn replaced_properties(&self, report: &mut Report) {
        let (before, after) = (resources(self.old), resources(self.new));
        for (id, old) in &before {
            let Some(new) = after.get(id) else { continue };
            let kind = old["Type"].as_str().unwrap_or_default();
            // What is in one of them only is null in the other.
            let both = [old, new].map(|resource| resource["Properties"].as_object());
            let mut properties: Vec<_> = both.into_iter().flatten().flat_map(|map| map.keys()).collect();
            properties.sort();
            properties.dedup();
            for property in properties {
                let [old, new] = [old, new].map(|resource| &resource["Properties"][property]);
                if old != new
                    && let Some((field, what)) = table::replaced(kind, property)
                {
                    self.replaces(self.span(field), what, &show(old), &show(new), report);
                }
            }
        }
    }

    /// CloudFormation makes the new resource before it removes the old one, and two cannot have one name.
    fn replaces(&self, span: Span, what: &str, old: &str, new: &str, report: &mut Report) {
        let message = format!("changing {what} from {old} to {new} replaces the cluster: its data is lost");
        report
            .add(Code::Replaces, span, message)
            .help(format!("{BESIDE}; under the same name AWS refuses to replace it"));
    }

    fn refused(&self, span: Span, message: String, help: &str, report: &mut Report) {
        report.add(Code::RefusedChange, span, message).help(help);
    }

    fn interrupts(&self, span: Span, message: String, help: &str, report: &mut Report) {
        report.add(Code::Interrupts, span, message).help(help);
    }

    /// The place of a field in the new spec; of the cluster, where the field is left out.
    fn span(&self, field: &str) -> Span {
        let place = self.place;
        let span = match field {
            "port" => place.port.as_ref().map(|port| port.span),
            "nodeType" => place.node_type.as_ref().map(|node_type| node_type.span),
            "engine" => place.engine.as_ref().map(|engine| engine.span),
            "engineVersion" => place.version.as_ref().map(|version| version.span),
            "mode" => place.mode.as_ref().map(|mode| mode.span),
            "multiAz" => place.multi_az.as_ref().map(|multi_az| multi_az.span),
            "encryption.atRest" => place.at_rest.as_ref().map(|at_rest| at_rest.span),
            "encryption.inTransit" => place.in_transit.as_ref().map(|in_transit| in_transit.span),
            "auth" => place.auth.as_ref().map(|auth| auth.span),
            "vpc.cidr" | "vpc.id" | "vpc.securityGroup" => match place.vpc.as_ref().map(|vpc| &vpc.value) {
                Some(draft::Vpc::New { cidr, .. }) => cidr.as_ref().map(|cidr| cidr.span),
                Some(draft::Vpc::Existing { place, .. }) if field == "vpc.id" => {
                    place.id.as_ref().map(|id| id.span)
                }
                Some(draft::Vpc::Existing { place, .. }) => {
                    place.security_group.as_ref().map(|group| group.span)
                }
                None => None,
            },
            _ => place.vpc.as_ref().map(|vpc| vpc.span),
        };
        span.unwrap_or(place.span)
    }

    fn function(&self, report: &mut Report) {
        if self.old.function.is_some() && self.new.function.is_none() {
            let message = format!("the function of {} would be removed", quoted(&self.new.name));
            self.interrupts(self.place.span, message, "keep `function` to keep it", report);
        }
    }
}

/// A property for people.
fn show(value: &Value) -> String {
    match value {
        Value::Bool(true) => "on".to_owned(),
        Value::Bool(false) | Value::Null => "off".to_owned(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}
