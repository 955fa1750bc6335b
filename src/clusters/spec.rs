//! A spec without mistakes: plain values, with every default filled in.

pub use super::cidr::Cidr;
use super::declaration::Profile;
use super::draft::{self, Draft};
use crate::document::Spanned;

/// New clusters and existing ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Whose limits it keeps to.
    pub profile: Profile,
    /// The AWS region of all clusters.
    pub region: String,
    /// The clusters to be made.
    pub clusters: Vec<Cluster>,
    /// The clusters that are there already.
    pub existing: Vec<Existing>,
}

/// A cluster to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its identifier, as the spec writes it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// `redis` or `valkey`.
    pub engine: String,
    /// Such as `7.1`.
    pub version: String,
    /// Such as `cache.t4g.small`.
    pub node_type: String,
    /// Whether it has cluster mode enabled.
    pub clustered: bool,
    /// Whether a replica takes over from a primary that fails.
    pub failover: bool,
    /// The number of shards; 1 without cluster mode.
    pub shards: i64,
    /// The nodes of each shard, the primary included.
    pub replicas: i64,
    /// The port on which its nodes accept connections.
    pub port: i64,
    /// Its network.
    pub vpc: Vpc,
    /// Whether connections use TLS.
    pub in_transit: bool,
    /// Whether data on disk is encrypted.
    pub at_rest: bool,
    /// How clients log in.
    pub auth: Auth,
    /// The function that uses it, where the template makes it.
    pub function: Option<Function>,
}

/// The network of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub enum Vpc {
    /// One to be made.
    New {
        /// Its name.
        name: String,
        /// Its addresses.
        cidr: Cidr,
        /// Its private subnets: each with a name and addresses.
        subnets: Vec<(String, Cidr)>,
    },
    /// One that is there already.
    Existing {
        /// Its identifier.
        id: String,
        /// The identifiers of the cluster's subnets.
        subnets: Vec<String>,
        /// The identifier of the cluster's security group.
        security_group: String,
        /// Whether the group is changed so that its members reach the port.
        open_port: bool,
    },
}

/// How clients log in.
#[derive(Clone, Debug, PartialEq)]
pub enum Auth {
    /// They do not.
    None,
    /// With a token.
    Token {
        /// The ARN of the secret that holds it.
        secret: String,
    },
    /// As an IAM identity.
    Iam {
        /// The user's name.
        user: String,
    },
}

/// A function to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Such as `nodejs24.x`.
    pub runtime: String,
    /// What is called in its code, such as `index.handler`.
    pub handler: String,
    /// The S3 bucket with its code.
    pub bucket: String,
    /// The key of the zip file in the bucket.
    pub key: String,
    /// How long a call may take, in seconds.
    pub timeout: i64,
    /// Its memory, in MB.
    pub memory: i64,
}

/// A cluster that is there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    /// Its identifier.
    pub name: String,
    /// The file with the listing to find it in, relative to the spec.
    pub from_describe: Option<String>,
}

impl Spec {
    /// Makes it of a draft without mistakes; `None` when it has a gap.
    pub(super) fn new(draft: Draft) -> Option<Self> {
        let existing = draft.existing.into_iter().map(|raw| {
            Some(Existing { name: raw.name?.value, from_describe: raw.from_describe.map(|path| path.value) })
        });
        Some(Self {
            profile: draft.profile,
            region: draft.region?.value,
            clusters: draft.clusters.into_iter().map(Cluster::new).collect::<Option<_>>()?,
            existing: existing.collect::<Option<_>>()?,
        })
    }
}

impl Cluster {
    fn new(raw: draft::Cluster) -> Option<Self> {
        let clustered = raw.is_clustered()?;
        Some(Self {
            clustered,
            failover: raw.has_failover()?,
            in_transit: raw.has_tls(),
            name: raw.name?.value,
            description: raw.description?.value,
            engine: raw.engine?.value,
            version: raw.version?.value,
            node_type: raw.node_type?.value,
            shards: if clustered { raw.shards?.value } else { 1 },
            replicas: raw.replicas?.value,
            port: raw.port?.value,
            vpc: Vpc::new(raw.vpc?.value)?,
            at_rest: raw.at_rest.is_none_or(|at_rest| at_rest.value),
            auth: match raw.auth.map(|auth| auth.value) {
                None | Some(draft::Auth::None) => Auth::None,
                Some(draft::Auth::Token { secret }) => Auth::Token { secret: secret?.value },
                Some(draft::Auth::Iam { user }) => Auth::Iam { user: user?.value },
            },
            function: match raw.function {
                None => None,
                Some(raw) => Some(Function {
                    runtime: raw.runtime?.value,
                    handler: raw.handler?.value,
                    bucket: raw.bucket?.value,
                    key: raw.key?.value,
                    timeout: raw.timeout?.value,
                    memory: raw.memory?.value,
                }),
            },
        })
    }

    /// Its identifier as AWS keeps it.
    pub fn id(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// Whether its nodes are in several zones: that takes a failover, a second subnet and a second node.
    pub fn multi_az(&self) -> bool {
        self.failover && self.vpc.subnet_count() > 1 && self.replicas > 1
    }
}

impl Vpc {
    fn new(raw: draft::Vpc) -> Option<Self> {
        let values = |list: Vec<Spanned<String>>| list.into_iter().map(|text| text.value).collect();
        Some(match raw {
            draft::Vpc::New { name, cidr, subnets } => Vpc::New {
                name: name?.value,
                cidr: cidr?.value,
                subnets: subnets
                    .into_iter()
                    .map(|subnet| Some((subnet.name?.value, subnet.cidr?.value)))
                    .collect::<Option<_>>()?,
            },
            draft::Vpc::Existing { place, open_port } => Vpc::Existing {
                id: place.id?.value,
                subnets: values(place.subnets),
                security_group: place.security_group?.value,
                open_port,
            },
        })
    }

    /// How many subnets the cluster's nodes can be in.
    pub fn subnet_count(&self) -> usize {
        match self {
            Self::New { subnets, .. } => subnets.len(),
            Self::Existing { subnets, .. } => subnets.len(),
        }
    }
}
