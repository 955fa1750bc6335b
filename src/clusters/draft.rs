//! A spec as it was read: typed, with its places, and with gaps where something is missing or wrong.

use super::cidr::Cidr;
use super::declaration::Profile;
use crate::diagnostic::Span;
use crate::document::{Entry, Node, Spanned, Value};

/// What is right in a spec.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub profile: Profile,
    pub region: Option<Spanned<String>>,
    pub clusters: Vec<Cluster>,
    pub existing: Vec<Existing>,
}

#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub span: Span,
    pub name: Option<Spanned<String>>,
    pub description: Option<Spanned<String>>,
    pub engine: Option<Spanned<String>>,
    pub version: Option<Spanned<String>>,
    pub node_type: Option<Spanned<String>>,
    pub mode: Option<Spanned<String>>,
    pub multi_az: Option<Spanned<bool>>,
    pub shards: Option<Spanned<i64>>,
    pub replicas: Option<Spanned<i64>>,
    pub port: Option<Spanned<i64>>,
    pub vpc: Option<Spanned<Vpc>>,
    pub in_transit: Option<Spanned<bool>>,
    pub at_rest: Option<Spanned<bool>>,
    pub auth: Option<Spanned<Auth>>,
    /// The function's own VPC.
    pub lambda: Option<Spanned<Place>>,
    pub function: Option<Function>,
}

#[derive(Clone, Debug)]
pub(super) enum Vpc {
    New { name: Option<Spanned<String>>, cidr: Option<Spanned<Cidr>>, subnets: Vec<Subnet> },
    Existing { place: Place, open_port: bool },
}

/// Where something is in a VPC that is there already.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub id: Option<Spanned<String>>,
    pub subnets: Vec<Spanned<String>>,
    pub security_group: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(super) struct Subnet {
    pub name: Option<Spanned<String>>,
    pub cidr: Option<Spanned<Cidr>>,
}

#[derive(Clone, Debug)]
pub(super) enum Auth {
    None,
    Token { secret: Option<Spanned<String>> },
    Iam { user: Option<Spanned<String>> },
}

#[derive(Clone, Debug)]
pub(super) struct Function {
    pub runtime: Option<Spanned<String>>,
    pub handler: Option<Spanned<String>>,
    pub bucket: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
    pub timeout: Option<Spanned<i64>>,
    pub memory: Option<Spanned<i64>>,
}

#[derive(Clone, Debug)]
pub(super) struct Existing {
    pub name: Option<Spanned<String>>,
    pub from_describe: Option<Spanned<String>>,
}

impl Draft {
    /// Takes a spec that was read by the declaration.
    pub fn new(profile: Profile, root: Node) -> Self {
        let mut root = Map::of(root);
        Self {
            profile,
            region: root.text("region"),
            clusters: root.list("clusters").into_iter().map(Cluster::new).collect(),
            existing: root.list("existing").into_iter().map(Existing::new).collect(),
        }
    }
}

impl Cluster {
    fn new(node: Node) -> Self {
        let span = node.span;
        let mut map = Map::of(node);
        let mut encryption = map.map("encryption");
        let auth = map.take("auth").map(|node| Spanned { span: node.span, value: Auth::new(node) });
        let mut lambda = map.map("lambda");
        let own_vpc = lambda.take("vpc").filter(|node| matches!(node.value, Value::Map(_)));
        Self {
            span,
            name: map.text("name"),
            description: map.text("description"),
            engine: map.text("engine"),
            version: map.text("engineVersion"),
            node_type: map.text("nodeType"),
            mode: map.text("mode"),
            multi_az: map.boolean("multiAz"),
            shards: map.integer("shards"),
            replicas: map.integer("replicas"),
            port: map.integer("port"),
            vpc: map.take("vpc").and_then(Vpc::new),
            in_transit: encryption.boolean("inTransit"),
            at_rest: encryption.boolean("atRest"),
            auth,
            lambda: own_vpc.map(|node| Spanned { span: node.span, value: Place::new(&mut Map::of(node)) }),
            function: lambda.take("function").map(Function::new),
        }
    }

    /// Whether it has several shards; none where that is not known.
    pub fn is_clustered(&self) -> Option<bool> {
        self.mode.as_ref().map(|mode| mode.value == "clustered")
    }

    /// Whether a replica takes over from a primary that fails; none where that is not known.
    pub fn has_failover(&self) -> Option<bool> {
        match self.is_clustered()? {
            true => Some(true),
            false => self.multi_az.as_ref().map(|multi_az| multi_az.value),
        }
    }

    /// The number of nodes; none where that is not known.
    pub fn nodes(&self) -> Option<i64> {
        let shards = if self.is_clustered()? { self.shards.as_ref()?.value } else { 1 };
        Some(shards * self.replicas.as_ref()?.value)
    }

    /// Whether connections use TLS.
    pub fn has_tls(&self) -> bool {
        self.in_transit.as_ref().is_none_or(|in_transit| in_transit.value)
    }
}

impl Vpc {
    fn new(node: Node) -> Option<Spanned<Self>> {
        let span = node.span;
        let mut map = Map::of(node);
        let value = match map.text("type")?.value.as_str() {
            "new" => Vpc::New {
                name: map.text("name"),
                cidr: map.cidr("cidr"),
                subnets: map.list("subnets").into_iter().map(Subnet::new).collect(),
            },
            _ => Vpc::Existing {
                open_port: map.boolean("openPort").is_some_and(|open| open.value),
                place: Place::new(&mut map),
            },
        };
        Some(Spanned { span, value })
    }
}

impl Place {
    fn new(map: &mut Map) -> Self {
        Self {
            id: map.text("id"),
            subnets: map.list("subnets").into_iter().filter_map(text).collect(),
            security_group: map.text("securityGroup"),
        }
    }
}

impl Subnet {
    fn new(node: Node) -> Self {
        let mut map = Map::of(node);
        Self { name: map.text("name"), cidr: map.cidr("cidr") }
    }
}

impl Auth {
    fn new(node: Node) -> Self {
        let mut map = Map::of(node);
        match map.text("type").as_ref().map(|kind| kind.value.as_str()) {
            Some("token") => Auth::Token { secret: map.text("secret") },
            Some("iam") => Auth::Iam { user: map.text("user") },
            _ => Auth::None,
        }
    }
}

impl Function {
    fn new(node: Node) -> Self {
        let mut map = Map::of(node);
        let mut code = map.map("code");
        Self {
            runtime: map.text("runtime"),
            handler: map.text("handler"),
            bucket: code.text("bucket"),
            key: code.text("key"),
            timeout: map.integer("timeout"),
            memory: map.integer("memory"),
        }
    }
}

impl Existing {
    fn new(node: Node) -> Self {
        let mut map = Map::of(node);
        Self { name: map.text("name"), from_describe: map.text("fromDescribe") }
    }
}

/// The fields of a mapping.
struct Map(Vec<Entry>);

impl Map {
    fn of(node: Node) -> Self {
        match node.value {
            Value::Map(entries) => Self(entries),
            _ => Self(Vec::new()),
        }
    }

    fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.0.iter().position(|entry| entry.key.value == key)?;
        Some(self.0.swap_remove(at).value)
    }

    fn map(&mut self, key: &str) -> Self {
        self.take(key).map_or(Self(Vec::new()), Self::of)
    }

    fn list(&mut self, key: &str) -> Vec<Node> {
        match self.take(key).map(|node| node.value) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        }
    }

    fn text(&mut self, key: &str) -> Option<Spanned<String>> {
        self.take(key).and_then(text)
    }

    fn cidr(&mut self, key: &str) -> Option<Spanned<Cidr>> {
        let Spanned { span, value } = self.text(key)?;
        Some(Spanned { span, value: Cidr::parse(&value)? })
    }

    fn boolean(&mut self, key: &str) -> Option<Spanned<bool>> {
        let Node { span, value: Value::Bool(value) } = self.take(key)? else { return None };
        Some(Spanned { span, value })
    }

    fn integer(&mut self, key: &str) -> Option<Spanned<i64>> {
        let Node { span, value: Value::Integer(value) } = self.take(key)? else { return None };
        Some(Spanned { span, value: i64::try_from(value).ok()? })
    }
}

fn text(node: Node) -> Option<Spanned<String>> {
    let Node { span, value: Value::Text(value) } = node else { return None };
    Some(Spanned { span, value })
}
