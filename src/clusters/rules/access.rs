//! Who reaches a cluster: login, TLS, and the function's network.

use std::collections::BTreeSet;

use super::super::draft::{Auth, Cluster, Place, Vpc};
use super::engine::numbers;
use crate::diagnostic::{Code, Report, quoted};
use crate::document::Spanned;

/// AWS takes a login only over TLS.
pub(super) fn login_needs_tls(cluster: &Cluster, report: &mut Report) {
    let Some(Spanned { span, value: Auth::Token { .. } | Auth::Iam { .. } }) = &cluster.auth else { return };
    if !cluster.has_tls() {
        let message = "a login needs encryption in transit";
        report.add(Code::LoginNeedsTls, *span, message).help("write `encryption: { inTransit: true }`");
    }
}

/// IAM identities came with version 7.
pub(super) fn iam_needs_version(cluster: &Cluster, report: &mut Report) {
    let (Some(Spanned { span, value: Auth::Iam { .. } }), Some(version)) = (&cluster.auth, &cluster.version)
    else {
        return;
    };
    if numbers(&version.value) < vec![7] {
        let message = format!("a login with IAM needs version 7 or later, not {}", quoted(&version.value));
        report.add(Code::IamVersion, *span, message).help("choose a later `engineVersion`, or `type: token`");
    }
}

/// CloudFormation reads a secret in the region of the stack only.
pub(super) fn secret_of_region(cluster: &Cluster, region: &str, report: &mut Report) {
    let Some(Spanned { value: Auth::Token { secret: Some(secret) }, .. }) = &cluster.auth else { return };
    let own = secret.value.split(':').nth(3).unwrap_or_default();
    if own != region {
        let message = format!("the secret is in {}, but the cluster is in `{region}`", quoted(own));
        report
            .add(Code::SecretRegion, secret.span, message)
            .help(format!("write the ARN of a secret in `{region}`, such as a replica of this one"));
    }
}

/// A group of Redis users has one that is named after the cluster, and AWS takes 40 characters for its identifier.
pub(super) fn iam_needs_short_name(cluster: &Cluster, report: &mut Report) {
    const MOST: usize = 40 - "-default".len();
    let (Some(Spanned { value: Auth::Iam { .. }, .. }), Some(engine), Some(name)) =
        (&cluster.auth, &cluster.engine, &cluster.name)
    else {
        return;
    };
    let length = name.value.len();
    if engine.value == "redis" && length > MOST {
        let message = format!("`name` has {length} characters; with IAM on Redis it can have up to {MOST}");
        let help = "make it shorter: the cluster also gets a user NAME-default, which can have 40 characters";
        report.add(Code::NameLength, name.span, message).help(help);
    }
}

/// Warns where everybody in the network can read along.
pub(super) fn tls_off(cluster: &Cluster, report: &mut Report) {
    if let Some(in_transit) = cluster.in_transit.as_ref().filter(|in_transit| !in_transit.value) {
        let message = "connections are not encrypted";
        report
            .add(Code::TlsOff, in_transit.span, message)
            .help("write `inTransit: true`: both clients support TLS");
    }
}

/// A function with a VPC of its own has the cluster's VPC, subnets and security group.
pub(super) fn lambda_place(cluster: &Cluster, report: &mut Report) {
    let (Some(lambda), Some(vpc)) = (&cluster.lambda, &cluster.vpc) else { return };
    let Vpc::Existing { place, .. } = &vpc.value else {
        let message = "a function cannot name a VPC that does not exist yet";
        report
            .add(Code::LambdaPlace, lambda.span, message)
            .help("write `lambda: { vpc: none }`: the function is then deployed in the cluster's new VPC");
        return;
    };
    let same_text =
        |report: &mut Report, what, own: &Option<Spanned<String>>, cluster: &Option<Spanned<String>>| {
            if let (Some(own), Some(cluster)) = (own, cluster)
                && own.value != cluster.value
            {
                let (own_shown, cluster) = (quoted(&own.value), quoted(&cluster.value));
                let message = format!("the function's {what} is {own_shown}, but the cluster's is {cluster}");
                report
                    .add(Code::LambdaPlace, own.span, message)
                    .help(format!("write {cluster}, or `lambda: {{ vpc: none }}`"));
            }
        };
    same_text(report, "VPC", &lambda.value.id, &place.id);
    same_text(report, "security group", &lambda.value.security_group, &place.security_group);
    let subnets =
        |place: &Place| place.subnets.iter().map(|subnet| subnet.value.clone()).collect::<BTreeSet<_>>();
    let (own, of_cluster) = (subnets(&lambda.value), subnets(place));
    if own != of_cluster && !own.is_empty() && !of_cluster.is_empty() {
        let odd = lambda.value.subnets.iter().find(|subnet| !of_cluster.contains(&subnet.value));
        let span = odd.unwrap_or(&lambda.value.subnets[0]).span;
        let list: Vec<_> = of_cluster.iter().map(|subnet| quoted(subnet)).collect();
        let message = "the function's subnets are not the cluster's";
        report
            .add(Code::LambdaPlace, span, message)
            .help(format!("write {}, or `lambda: {{ vpc: none }}`", list.join(", ")));
    }
}
