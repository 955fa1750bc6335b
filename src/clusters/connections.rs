//! How clients reach the clusters of a spec: what the generated clients take.

use serde_json::{Map, Value, json};

use super::cloudformation::logical_id;
use super::listing::{Listed, Login, endpoint};
use super::spec::{Auth, Cluster, Existing, Spec};
use crate::catalogue::Source;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, quoted};
use crate::languages::javascript;

/// How one cluster is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The identifier that calls name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Whether connections use TLS.
    pub tls: bool,
    /// Whether it has cluster mode enabled.
    pub clustered: bool,
    /// The user to log in as.
    pub user: Option<String>,
    /// The ARN of the secret that holds the token.
    pub secret: Option<String>,
    /// How clients log in.
    pub login: Login,
}

/// How connections are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The environment variable that the JavaScript SDK reads, as a line for a shell.
    Env,
    /// A module for `new Redis(...)`.
    Js,
    /// The same as JSON.
    Json,
    /// Constants with the URLs for the Rust client's `Config`.
    Rust,
}

/// Finds the new clusters of a spec in the outputs of their stack: what
/// `aws cloudformation describe-stacks --output json` prints.
///
/// # Errors
/// When it has no outputs, or lacks those of a cluster.
pub fn of_new(spec: &Spec, outputs: &Source) -> Result<Vec<Connection>, Diagnostics> {
    let refuse = |code, message: String, help: &str| {
        let mut problem = Diagnostic::new(code, message);
        problem.help(help);
        Diagnostics::one(&outputs.path_shown, problem)
    };
    let how = "pass the output of `aws cloudformation describe-stacks --stack-name NAME --output json`";
    let all: Value = serde_json::from_str(&outputs.text)
        .map_err(|error| refuse(Code::Listing, format!("this is not JSON: {error}"), how))?;
    let stacks = all["Stacks"].as_array().into_iter().flatten().map(|stack| &stack["Outputs"]);
    let lists: Vec<_> = stacks.chain([&all["Outputs"], &all]).filter_map(Value::as_array).collect();
    if lists.is_empty() {
        return Err(refuse(Code::Listing, "this has no stack outputs".to_owned(), how));
    }
    let values = |key: &str| -> Vec<&Value> {
        let outputs = lists.iter().copied().flatten().filter(|output| output["OutputKey"] == key);
        outputs.map(|output| &output["OutputValue"]).collect()
    };
    let connection = |cluster: &Cluster| {
        let id = logical_id(&cluster.name);
        let (hosts, ports) = (values(&format!("{id}Endpoint")), values(&format!("{id}Port")));
        if hosts.len() > 1 {
            let message = format!("several stacks have an endpoint for {}", quoted(&cluster.name));
            return Err(refuse(Code::UnknownCluster, message, how));
        }
        let [host, port] = [hosts, ports].map(|values| values.first().copied().unwrap_or(&Value::Null));
        let (host, port) = endpoint(host, port).ok_or_else(|| {
            let message = format!(
                "the outputs have no endpoint for {}: {id}Endpoint and {id}Port",
                quoted(&cluster.name)
            );
            refuse(
                Code::UnknownCluster,
                message,
                "deploy the CloudFormation template of this spec, and print the stack's outputs again",
            )
        })?;
        let (user, secret, login) = match &cluster.auth {
            Auth::None => (None, None, Login::None),
            Auth::Token { secret } => (None, Some(secret.clone()), Login::Token),
            Auth::Iam { user } => (Some(user.clone()), None, Login::Users),
        };
        let (name, tls, clustered) = (cluster.name.clone(), cluster.in_transit, cluster.clustered);
        Ok(Connection { name, host, port, tls, clustered, user, secret, login })
    };
    spec.clusters.iter().map(connection).collect()
}

/// Finds all clusters of a spec: the new ones in the outputs of their stack, and each existing one by `find`. `file` is what
/// messages call the spec.
///
/// # Errors
/// With all that is missing.
pub fn of_spec(
    spec: &Spec,
    file: &str,
    outputs: Option<Result<Source, Diagnostics>>,
    mut find: impl FnMut(&Existing) -> Result<Connection, Diagnostics>,
) -> Result<Vec<Connection>, Vec<Diagnostics>> {
    let mut found = Vec::new();
    let mut mistakes = Vec::new();
    let mut keep = |result: Result<Vec<Connection>, Diagnostics>| match result {
        Ok(connections) => found.extend(connections),
        // Each existing cluster would tell the same of the aws command.
        Err(mistake) if mistakes.contains(&mistake) => {}
        Err(mistake) => mistakes.push(mistake),
    };
    match outputs {
        _ if spec.clusters.is_empty() => {}
        Some(outputs) => keep(outputs.and_then(|outputs| of_new(spec, &outputs))),
        None => keep(Err(without_outputs(file))),
    }
    spec.existing.iter().for_each(|existing| keep(find(existing).map(|connection| vec![connection])));
    if mistakes.is_empty() { Ok(found) } else { Err(mistakes) }
}

/// A spec has new clusters, and where they are is not known.
fn without_outputs(file: &str) -> Diagnostics {
    let message = "the endpoints of new clusters are known only after they are deployed";
    let mut problem = Diagnostic::new(Code::UnknownCluster, message);
    problem.help(
        "deploy the CloudFormation template, and pass the output of \
         `aws cloudformation describe-stacks --stack-name NAME --output json` with `--outputs`",
    );
    Diagnostics::one(file, problem)
}

/// Finds an existing cluster in a listing, under the name that the spec gives it. Case does not count.
///
/// # Errors
/// When the listing does not have it, or has no endpoint of it. `file` is what messages call the listing.
pub fn of_existing(name: &str, listing: &[Listed], file: &str) -> Result<Connection, Diagnostics> {
    let refuse = |message: String, help: String| {
        let mut problem = Diagnostic::new(Code::UnknownCluster, message);
        problem.help(help);
        Diagnostics::one(file, problem)
    };
    let Some(listed) = listing.iter().find(|listed| listed.name.eq_ignore_ascii_case(name)) else {
        let names = listing.iter().map(|listed| listed.name.as_str());
        let help = match crate::diagnostic::closest(name, names) {
            Some(close) => format!("did you mean {}?", quoted(close)),
            None => "`sigma-gen cluster list` shows the existing ones".to_owned(),
        };
        return Err(refuse(format!("there is no cluster {}", quoted(name)), help));
    };
    let Some((host, port)) = listed.endpoint.clone() else {
        let message = format!("{} has no endpoint: it is {}", quoted(name), quoted(&listed.status));
        let help = match &listed.status[..] {
            "available" => "list single nodes with `--show-cache-node-info`, which shows their endpoints",
            _ => "try again when it is available",
        };
        return Err(refuse(message, help.to_owned()));
    };
    let &Listed { tls, clustered, login, .. } = listed;
    Ok(Connection { name: name.to_owned(), host, port, tls, clustered, user: None, secret: None, login })
}

/// The connections of clients, ready to use.
pub fn print(connections: &[Connection], format: Format) -> String {
    match format {
        Format::Env => {
            let hints =
                connections.iter().filter_map(|connection| Some(format!("# {}\n", hint(connection, true)?)));
            // No text in it has an apostrophe: see `endpoint`, and the names of clusters, users and secrets.
            hints.collect::<String>() + &format!("SIGMA_REDIS_CLUSTERS='{}'\n", clusters(connections))
        }
        Format::Json => format!("{:#}\n", clusters(connections)),
        Format::Js => js(connections),
        Format::Rust => rust(connections),
    }
}

fn clusters(connections: &[Connection]) -> Value {
    let entry = |connection: &Connection| {
        let Connection { host, port, tls, clustered, user, secret, .. } = connection;
        let mut entry = json!({ "host": host, "port": port, "tls": tls, "clusterModeEnabled": clustered });
        if let Some(user) = user {
            entry["user"] = user.as_str().into();
        }
        if let Some(secret) = secret {
            entry["secret"] = secret.as_str().into();
        }
        (connection.name.clone(), entry)
    };
    Value::Object(connections.iter().map(entry).collect::<Map<_, _>>())
}

fn js(connections: &[Connection]) -> String {
    let mut text =
        String::from("// For `new Redis(require('./clusters'))`.\nmodule.exports = {\n    clusters: {\n");
    for connection in connections {
        let Connection { name, host, port, tls, clustered, user, secret, .. } = connection;
        if let Some(hint) = hint(connection, true) {
            text += &format!("        // {hint}\n");
        }
        text += &format!("        {}: {{\n", javascript::string(name));
        text += &format!("            host: {},\n            port: {port},\n", javascript::string(host));
        text += &format!("            tls: {tls},\n            clusterModeEnabled: {clustered},\n");
        if let Some(user) = user {
            text += &format!("            user: {},\n", javascript::string(user));
        }
        if let Some(secret) = secret {
            text += &format!("            secret: {},\n", javascript::string(secret));
        }
        text += "        },\n";
    }
    text + "    },\n};\n"
}

fn rust(connections: &[Connection]) -> String {
    let mut text = String::new();
    for connection in connections {
        let Connection { name, host, port, tls, clustered, user, .. } = connection;
        let scheme = if *tls { "rediss" } else { "redis" };
        let mode = if *clustered { "cluster mode enabled" } else { "cluster mode disabled" };
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("/// The cluster {name}: {mode}.\n");
        if let Some(hint) = hint(connection, false) {
            // A URL with a user must have a password, and tokens do not stay the same.
            let user = user.as_ref().map(|user| format!(", the user is {user}")).unwrap_or_default();
            text += &format!("/// {hint}; `Config::credentials_hook` takes it{user}.\n");
        }
        let constant = name.to_ascii_uppercase().replace('-', "_");
        text += &format!("pub const {constant}: &str = \"{scheme}://{host}:{port}\";\n");
    }
    text
}

/// What is left to do for a login, by clients that read secrets or do not.
fn hint(connection: &Connection, reads_secrets: bool) -> Option<String> {
    let name = &connection.name;
    match (connection.login, &connection.user) {
        (Login::None, _) => None,
        (Login::Token, _) => Some(match &connection.secret {
            Some(_) if reads_secrets => {
                format!("{name}: its token is read from the secret, with @aws-sdk/client-secrets-manager")
            }
            Some(secret) => {
                format!("{name} needs its token, which is in the secret {secret}, as the password")
            }
            None => format!("{name} needs its token as the password"),
        }),
        (Login::Users, Some(_)) => Some(format!("{name} needs an IAM token as the password")),
        (Login::Users, None) => Some(format!("{name} needs a user and a password")),
    }
}
