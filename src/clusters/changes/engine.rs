//! Engine, nodes and mode.

use super::super::rules::{is_tiered, numbers};
use super::{BESIDE, Change};
use crate::diagnostic::{Report, quoted};

impl Change<'_> {
    /// An engine becomes a later one only. Redis becomes Valkey, and not the other way round.
    ///
    /// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html>
    pub(super) fn engine(&self, report: &mut Report) {
        let (old, new) = (self.old, self.new);
        if old.engine != new.engine && old.engine == "valkey" {
            let message = format!("AWS cannot change the engine from {} to {}", old.engine, new.engine);
            self.refused(self.span("engine"), message, BESIDE, report);
        } else if old.engine == new.engine && numbers(&new.version) < numbers(&old.version) {
            let message = format!("AWS cannot go back from version {} to {}", old.version, new.version);
            self.refused(self.span("engineVersion"), message, BESIDE, report);
        } else if (&old.engine, &old.version) != (&new.engine, &new.version) {
            let versions =
                [old, new].map(|cluster| format!("{} {}", cluster.engine, cluster.version)).join(" to ");
            self.pause(self.span("engineVersion"), format!("changing the version from {versions}"), report);
        }
    }

    /// With data tiering, or without it, is another cluster; that is told elsewhere.
    pub(super) fn node_type(&self, report: &mut Report) {
        let types = [&self.old.node_type, &self.new.node_type];
        if types[0] != types[1] && is_tiered(types[0]) == is_tiered(types[1]) {
            let [old, new] = types.map(|name| quoted(name));
            let what = format!("changing the node type from {old} to {new}");
            self.pause(self.span("nodeType"), what, report);
        }
    }

    fn pause(&self, span: crate::diagnostic::Span, what: String, report: &mut Report) {
        let message = match self.old.failover && self.old.replicas > 1 {
            true => format!("{what} interrupts clients for some seconds, while a replica takes over"),
            false => format!("{what} interrupts clients for minutes: no replica takes over"),
        };
        self.interrupts(span, message, "deploy it at a quiet time", report);
    }

    /// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html>
    pub(super) fn mode(&self, report: &mut Report) {
        let message = match (self.old.clustered, self.new.clustered) {
            (false, true) => {
                "AWS cannot change the mode from standalone to clustered in one step, as CloudFormation would"
            }
            (true, false) => "AWS cannot change the mode from clustered to standalone",
            _ => return,
        };
        self.refused(self.span("mode"), message.to_owned(), BESIDE, report);
    }

    /// <https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/383>
    pub(super) fn failover(&self, report: &mut Report) {
        let (old, new) = (self.old, self.new);
        if !old.clustered && !new.clustered && old.replicas == 1 && !old.failover && new.failover {
            let message =
                "AWS turns failover on only when there is a replica already, not while it adds the first one";
            let help = "deploy the new `replicas` with `multiAz: false` first, and then turn it on";
            self.refused(self.span("multiAz"), message.to_owned(), help, report);
        }
    }

    /// Since version 7, by a mode between both, which a template would have to name in a step of its own.
    ///
    /// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-enable.html>
    pub(super) fn tls(&self, report: &mut Report) {
        let (old, new) = (self.old.in_transit, self.new.in_transit);
        if old == new {
            return;
        }
        let span = self.span("encryption.inTransit");
        let word = |on| if on { "on" } else { "off" };
        if numbers(&self.old.version) < vec![7] {
            return self.replaces(span, "encryption in transit", word(old), word(new), report);
        }
        let message = format!("AWS cannot turn encryption in transit {} in one step", word(new));
        let help = "create a new cluster beside it and move the data; or change it with the `aws` command, first to \
                    `--transit-encryption-mode preferred`, and then change the spec";
        self.refused(span, message, help, report);
    }
}
