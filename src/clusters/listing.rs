//! The clusters that are there already, as the `aws` command lists them: the output of
//! `aws elasticache describe-replication-groups` and `describe-cache-clusters --show-cache-node-info`.

use serde_json::{Deserializer, Value, json};

use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A cluster that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its identifier.
    pub name: String,
    /// `redis` or `valkey`; with the version where the listing has it.
    pub engine: String,
    /// Whether it has cluster mode enabled.
    pub clustered: bool,
    /// How many nodes it has.
    pub nodes: usize,
    /// Such as `cache.t4g.small`.
    pub node_type: String,
    /// The host and port that clients connect to; none while it is being made.
    pub endpoint: Option<(String, u16)>,
    /// Whether connections use TLS.
    pub tls: bool,
    /// How clients log in.
    pub login: Login,
    /// Such as `available`.
    pub status: String,
}

/// How clients of an existing cluster log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Login {
    /// They do not.
    None,
    /// With a token.
    Token,
    /// As a user of a group.
    Users,
}

impl Login {
    /// As a word.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Token => "token",
            Self::Users => "users",
        }
    }
}

/// Clusters, and the marker with which the rest of them is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The clusters of this page.
    pub clusters: Vec<Listed>,
    /// Where the next page begins; none after the last one.
    pub marker: Option<String>,
}

/// Reads a cluster of a listing.
type Reader = fn(&Value) -> Option<Listed>;

/// What a listing has, and how it is read.
const LISTS: [(&str, Reader); 2] =
    [("ReplicationGroups", replication_group), ("CacheClusters", cache_cluster)];

/// Reads a listing: one or more JSON texts, one after another. A marker at its end is kept.
///
/// # Errors
/// When it is no listing.
pub fn read(source: &Source) -> Result<Page, Diagnostics> {
    let refuse = |message: String| {
        let mut problem = Diagnostic::new(Code::Listing, message);
        problem.help(
            "pass the output of `aws elasticache describe-replication-groups --output json`, or of describe-cache-clusters",
        );
        Diagnostics::one(&source.path_shown, problem)
    };
    let mut page = Page::default();
    let mut is_listing = false;
    // Of groups, and of nodes: each has pages of its own.
    let mut markers: [Option<String>; 2] = [None, None];
    for text in Deserializer::from_str(&source.text).into_iter::<Value>() {
        let text = text.map_err(|error| refuse(format!("this is not JSON: {error}")))?;
        for ((key, read), marker) in LISTS.into_iter().zip(&mut markers) {
            let Some(items) = text[key].as_array() else { continue };
            is_listing = true;
            // The command's own name for it is NextToken.
            let next = [&text["Marker"], &text["NextToken"]].into_iter().find_map(Value::as_str);
            *marker = next.filter(|marker| !marker.is_empty()).map(str::to_owned);
            for (index, item) in items.iter().enumerate() {
                if is_other(item) {
                    continue;
                }
                let listed = read(item).ok_or_else(|| refuse(format!("{key}[{index}] is not a cluster")))?;
                page.clusters.push(listed);
            }
        }
    }
    page.marker = markers.into_iter().flatten().next();
    if is_listing { Ok(page) } else { Err(refuse("this is not a listing of clusters".to_owned())) }
}

/// A listing that was made elsewhere ends with a marker.
#[cfg(feature = "cli")]
pub(crate) fn incomplete(file: &str) -> Diagnostics {
    let mut problem = Diagnostic::new(Code::PartialListing, "there are more clusters than this listing has");
    problem.help(
        "it ends with a marker: leave out `--max-items` and `--no-paginate`, or add the listing that follows",
    );
    Diagnostics::one(file, problem)
}

/// A node that is listed with its group, or that speaks another protocol.
fn is_other(item: &Value) -> bool {
    item["Engine"] == "memcached"
        || item["CacheClusterId"].is_string() && item["ReplicationGroupId"].is_string()
}

fn replication_group(item: &Value) -> Option<Listed> {
    let clustered = item["ClusterEnabled"].as_bool().unwrap_or(false);
    let shards = item["NodeGroups"].as_array().map_or(&[][..], Vec::as_slice);
    let address =
        if clustered { &item["ConfigurationEndpoint"] } else { &item["NodeGroups"][0]["PrimaryEndpoint"] };
    let in_shards = shards.iter().map(|shard| shard["NodeGroupMembers"].as_array().map_or(0, Vec::len)).sum();
    Some(Listed {
        name: text(&item["ReplicationGroupId"])?,
        engine: text(&item["Engine"]).unwrap_or_else(|| "redis".to_owned()),
        clustered,
        nodes: item["MemberClusters"].as_array().map_or(in_shards, Vec::len),
        ..common(item, address, "Status")?
    })
}

fn cache_cluster(item: &Value) -> Option<Listed> {
    let engine = text(&item["Engine"]).unwrap_or_else(|| "redis".to_owned());
    Some(Listed {
        name: text(&item["CacheClusterId"])?,
        engine: text(&item["EngineVersion"]).map_or(engine.clone(), |version| format!("{engine} {version}")),
        clustered: false,
        nodes: item["NumCacheNodes"].as_u64().unwrap_or(1) as usize,
        ..common(item, &item["CacheNodes"][0]["Endpoint"], "CacheClusterStatus")?
    })
}

/// What both kinds have. `None` when the endpoint is there and wrong.
fn common(item: &Value, address: &Value, status: &str) -> Option<Listed> {
    let has_users = item["UserGroupIds"].as_array().is_some_and(|groups| !groups.is_empty());
    Some(Listed {
        name: String::new(),
        engine: String::new(),
        clustered: false,
        nodes: 0,
        node_type: text(&item["CacheNodeType"]).unwrap_or_default(),
        endpoint: if address["Address"].is_null() {
            None
        } else {
            Some(endpoint(&address["Address"], &address["Port"])?)
        },
        tls: item["TransitEncryptionEnabled"].as_bool().unwrap_or(false),
        login: match item["AuthTokenEnabled"].as_bool() {
            _ if has_users => Login::Users,
            Some(true) => Login::Token,
            _ => Login::None,
        },
        status: text(&item[status]).unwrap_or_else(|| "unknown".to_owned()),
    })
}

/// A host and a port, the latter also as text. `None` when they cannot be that.
pub(super) fn endpoint(host: &Value, port: &Value) -> Option<(String, u16)> {
    let host = host.as_str().filter(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    })?;
    let number = port.as_u64().or_else(|| port.as_str()?.parse().ok())?;
    Some((host.to_owned(), u16::try_from(number).ok().filter(|&port| port > 0)?))
}

/// A text that is safe to print.
fn text(value: &Value) -> Option<String> {
    value.as_str().map(crate::diagnostic::safe)
}

/// The clusters as a table for people.
pub fn table(clusters: &[Listed]) -> String {
    if clusters.is_empty() {
        return "no clusters\n".to_owned();
    }
    let head = ["NAME", "ENGINE", "MODE", "NODES", "TYPE", "ENDPOINT", "TLS", "LOGIN", "STATUS"];
    let mut rows = vec![head.map(str::to_owned)];
    rows.extend(clusters.iter().map(|cluster| {
        let endpoint =
            cluster.endpoint.as_ref().map_or("-".to_owned(), |(host, port)| format!("{host}:{port}"));
        [
            cluster.name.clone(),
            cluster.engine.clone(),
            mode(cluster).to_owned(),
            cluster.nodes.to_string(),
            cluster.node_type.clone(),
            endpoint,
            if cluster.tls { "yes" } else { "no" }.to_owned(),
            cluster.login.name().to_owned(),
            cluster.status.clone(),
        ]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 9] = std::array::from_fn(width);
    let line = |row: &[String; 9]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// The clusters as JSON for programs.
pub fn json(clusters: &[Listed]) -> String {
    let object = |cluster: &Listed| {
        let (host, port) = cluster.endpoint.clone().unzip();
        json!({
            "name": cluster.name,
            "engine": cluster.engine,
            "mode": mode(cluster),
            "nodes": cluster.nodes,
            "nodeType": cluster.node_type,
            "host": host,
            "port": port,
            "tls": cluster.tls,
            "login": cluster.login.name(),
            "status": cluster.status,
        })
    };
    format!("{:#}\n", Value::Array(clusters.iter().map(object).collect()))
}

fn mode(cluster: &Listed) -> &'static str {
    if cluster.clustered { "clustered" } else { "standalone" }
}
