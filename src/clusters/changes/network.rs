//! VPCs, subnets and security groups.

use super::super::cidr::Cidr;
use super::super::cloudformation::network::zones;
use super::super::spec::Vpc;
use super::Change;
use crate::diagnostic::{Report, quoted};

const IN_USE: &str = "keep it: AWS removes a subnet only when nothing uses it any more";

impl Change<'_> {
    pub(super) fn network(&self, report: &mut Report) {
        match (&self.old.vpc, &self.new.vpc) {
            (Vpc::New { cidr: old, subnets: before, .. }, Vpc::New { cidr: new, subnets: after, .. }) => {
                // Another block is told of elsewhere.
                if old == new {
                    self.new_subnets(before, after, report);
                }
            }
            (Vpc::Existing { id: old, .. }, Vpc::Existing { id: new, .. }) if old != new => {
                self.replaces(self.span("vpc.id"), "the VPC", &quoted(old), &quoted(new), report);
            }
            (Vpc::Existing { .. }, Vpc::Existing { .. }) => self.existing(report),
            (old, _) => {
                let word = |is_new| if is_new { "a new one" } else { "an existing one" };
                let was_new = matches!(old, Vpc::New { .. });
                self.replaces(self.span("vpc"), "the VPC", word(was_new), word(!was_new), report);
            }
        }
    }

    fn new_subnets(&self, before: &[(String, Cidr)], after: &[(String, Cidr)], report: &mut Report) {
        let span = self.span("vpc");
        let (zones_before, zones_after) = (zones(before), zones(after));
        for ((_, old), zone) in before.iter().zip(zones_before) {
            let kept = after.iter().zip(&zones_after).find(|((_, new), _)| new == old);
            if let Some((_, &now)) = kept {
                if now != zone {
                    let message =
                        format!("the subnet {old} would be in another zone, and a subnet cannot move");
                    let help = "the last bit in which the numbers of the subnets' blocks differ decides the zone of \
                                each: choose blocks that leave this bit as it was";
                    self.refused(span, message, help, report);
                }
                continue;
            }
            match after.iter().find(|(_, new)| new.overlaps(*old)) {
                Some((_, new)) => {
                    let message =
                        format!("the subnet {new} overlaps {old}, which exists until the update is done");
                    self.refused(
                        span,
                        message,
                        "keep the old subnet, and choose another block for the new one",
                        report,
                    );
                }
                None => {
                    let message =
                        format!("the subnet {old} would be removed, and AWS refuses that while it is in use");
                    self.refused(span, message, IN_USE, report);
                }
            }
        }
    }

    fn existing(&self, report: &mut Report) {
        let (
            Vpc::Existing { subnets: before, security_group: old, open_port: was_open, .. },
            Vpc::Existing { subnets: after, security_group: new, open_port: is_open, .. },
        ) = (&self.old.vpc, &self.new.vpc)
        else {
            return;
        };
        let span = self.span("vpc");
        for subnet in before.iter().filter(|subnet| !after.contains(subnet)) {
            let subnet = quoted(subnet);
            let message = format!(
                "the subnet {subnet} would leave the cluster, and AWS refuses that while it is in use"
            );
            self.refused(span, message, IN_USE, report);
        }
        if old != new {
            let (old, new) = (quoted(old), quoted(new));
            let message = format!(
                "clients that only the security group {old} lets through can no longer reach the cluster"
            );
            let span = self.span("vpc.securityGroup");
            self.interrupts(span, message, &format!("put them into {new} first"), report);
        } else if *was_open && !is_open {
            let message = format!("members of {} can no longer reach port {}", quoted(old), self.old.port);
            self.interrupts(
                span,
                message,
                "let them through with a rule of your own first, or keep `openPort`",
                report,
            );
        }
    }
}
