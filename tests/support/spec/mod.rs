//! Specs of clusters for tests.

pub mod random;

use sigma_gen::catalogue::Source;
use sigma_gen::clusters;
use sigma_gen::diagnostic::Diagnostics;

const BASE: &str = r#"version: 1
profile: sigma
region: us-east-1
clusters:
  - name: sigma-redis
    description: Session cache
    engine: redis
    engineVersion: "7.1"
    nodeType: cache.t4g.small
    mode: standalone
    multiAz: true
    shards: 1
    replicas: 2
    port: 6379
    vpc: { type: new, name: v, cidr: 10.0.0.0/16, subnets: [{ name: a, cidr: 10.0.0.0/24 }, { name: b, cidr: 10.0.1.0/25 }] }
    encryption: { inTransit: true, atRest: true }
    auth: { type: none }
    lambda: { vpc: none }
"#;

/// A spec without mistakes, with these changes: `field: value` in place of the field, or `field` to leave it out.
/// A field that the spec does not have is added to the cluster. With `mode: clustered`, fields that only a standalone
/// cluster can choose are left out, unless a change names them.
pub fn with(changes: &[&str]) -> String {
    let mut lines: Vec<String> = BASE.lines().map(str::to_owned).collect();
    if changes.contains(&"mode: clustered") {
        lines.retain(|line| !line.starts_with("    shards:") && !line.starts_with("    multiAz:"));
    }
    for change in changes {
        let key = change.split(':').next().unwrap();
        let is_field = |line: &String| {
            line.trim_start_matches([' ', '-']).strip_prefix(key).is_some_and(|rest| rest.starts_with(':'))
        };
        let at = lines.iter().position(is_field);
        match (at, change.contains(':')) {
            (Some(at), true) => {
                let indent = lines[at].len() - lines[at].trim_start_matches([' ', '-']).len();
                lines[at] = format!("{}{change}", &lines[at][..indent]);
            }
            (Some(at), false) if lines[at].starts_with("  - ") => {
                let next = lines.remove(at + 1);
                lines[at] = format!("  - {}", next.trim_start());
            }
            (Some(at), false) => drop(lines.remove(at)),
            (None, true) => lines.push(format!("    {change}")),
            (None, false) => {}
        }
    }
    lines.join("\n") + "\n"
}

/// A function without mistakes, with a change: `field: value` in place of the field or beside the others, or `field`
/// to leave it out.
pub fn function(change: &str) -> String {
    function_in("none", change)
}

/// The same with this in place of the function's own VPC.
pub fn function_in(vpc: &str, change: &str) -> String {
    let base = [
        "runtime: nodejs24.x",
        "handler: index.handler",
        "code: { bucket: my-bucket, key: function.zip }",
        "timeout: 60",
        "memory: 512",
    ];
    let key = change.split(':').next().unwrap();
    let mut fields: Vec<_> =
        base.into_iter().filter(|field| !field.starts_with(key) || key.is_empty()).collect();
    fields.extend(Some(change).filter(|change| change.contains(':')));
    format!("lambda: {{ vpc: {vpc}, function: {{ {} }} }}", fields.join(", "))
}

pub fn source(text: &str) -> Source {
    Source { path_shown: "input.yaml".to_owned(), text: text.to_owned() }
}

/// The codes of mistakes and warnings, sorted, each once.
pub fn codes(told: &Diagnostics) -> Vec<String> {
    let mut codes: Vec<_> = told.iter().map(|diagnostic| diagnostic.code.to_string()).collect();
    codes.sort();
    codes.dedup();
    codes
}

/// Checks rows of changes to a spec without mistakes, and the codes that they give.
pub fn table(rows: &[(&[&str], &[&str])]) {
    for (changes, expected) in rows {
        let text = with(changes);
        let told = clusters::check(&source(&text), None);
        assert_eq!(&codes(&told), expected, "{changes:?}\n{told}");
        assert_eq!(clusters::load(&source(&text)).is_err(), told.has_errors(), "{changes:?}");
    }
}
