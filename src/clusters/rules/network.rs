//! Blocks of addresses and subnets.

use std::collections::HashSet;

use super::super::draft::{Cluster, Subnet, Vpc};
use crate::diagnostic::{Code, Report, quoted};

/// How many addresses of each subnet AWS keeps for itself.
const KEPT: u64 = 5;

fn new_subnets(cluster: &Cluster) -> &[Subnet] {
    match cluster.vpc.as_ref().map(|vpc| &vpc.value) {
        Some(Vpc::New { subnets, .. }) => subnets,
        _ => &[],
    }
}

/// A subnet is inside its VPC.
pub(super) fn subnets_inside(cluster: &Cluster, report: &mut Report) {
    let Some(Vpc::New { cidr: Some(vpc), .. }) = cluster.vpc.as_ref().map(|vpc| &vpc.value) else { return };
    for cidr in new_subnets(cluster).iter().filter_map(|subnet| subnet.cidr.as_ref()) {
        if !vpc.value.contains(cidr.value) {
            let message = format!("the subnet {} is not inside the VPC's {}", cidr.value, vpc.value);
            report.add(Code::SubnetOutside, cidr.span, message).help("choose a part of the VPC's block");
        }
    }
}

/// Subnets have no address in common.
pub(super) fn subnets_apart(cluster: &Cluster, report: &mut Report) {
    let cidrs: Vec<_> = new_subnets(cluster).iter().filter_map(|subnet| subnet.cidr.as_ref()).collect();
    for (at, cidr) in cidrs.iter().enumerate() {
        if let Some(first) = cidrs[..at].iter().find(|first| first.value.overlaps(cidr.value)) {
            let line = report.line(first.span);
            let message = format!("the subnet {} overlaps {} (line {line})", cidr.value, first.value);
            report.add(Code::SubnetOverlap, cidr.span, message).help("give each subnet addresses of its own");
        }
    }
}

/// Each node needs an address.
pub(super) fn enough_addresses(cluster: &Cluster, report: &mut Report) {
    let subnets = new_subnets(cluster);
    let (Some(vpc), Some(nodes)) = (&cluster.vpc, cluster.nodes()) else { return };
    let free: Option<u64> = subnets
        .iter()
        .map(|subnet| subnet.cidr.as_ref().map(|cidr| cidr.value.size().saturating_sub(KEPT)))
        .sum();
    let Some(free) = free.filter(|_| !subnets.is_empty()) else { return };
    if (free as i128) < i128::from(nodes) {
        let span = subnets[0].cidr.as_ref().map_or(vpc.span, |cidr| cidr.span);
        let message = format!("{nodes} nodes, but the subnets have only {free} addresses for them");
        let help = format!("choose larger subnets: AWS keeps {KEPT} addresses of each for itself");
        report.add(Code::TooFewAddresses, span, message).help(help);
    }
}

/// Warns where nodes cannot be in several zones, because a subnet is in one.
pub(super) fn several_zones(cluster: &Cluster, report: &mut Report) {
    let count = match cluster.vpc.as_ref().map(|vpc| &vpc.value) {
        Some(Vpc::New { subnets, .. }) => subnets.len(),
        Some(Vpc::Existing { place, .. }) => place.subnets.len(),
        None => return,
    };
    let Some(vpc) = cluster.vpc.as_ref().filter(|_| count == 1 && cluster.has_failover() == Some(true))
    else {
        return;
    };
    let span = match &vpc.value {
        Vpc::New { subnets, .. } => subnets[0].cidr.as_ref().map(|cidr| cidr.span),
        Vpc::Existing { place, .. } => Some(place.subnets[0].span),
    };
    let message = "all nodes are in one zone, because there is one subnet";
    report
        .add(Code::OneZone, span.unwrap_or(vpc.span), message)
        .help("add a subnet in another zone; without one there is failover, but not Multi-AZ");
}

/// A subnet is named once.
pub(super) fn subnets_once(cluster: &Cluster, report: &mut Report) {
    let Some(Vpc::Existing { place, .. }) = cluster.vpc.as_ref().map(|vpc| &vpc.value) else { return };
    let mut seen = HashSet::new();
    for subnet in &place.subnets {
        if !seen.insert(&subnet.value) {
            let message = format!("the subnet {} is listed twice", quoted(&subnet.value));
            report.add(Code::SubnetOverlap, subnet.span, message).help("remove one of them");
        }
    }
}
