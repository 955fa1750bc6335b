//! The routes: what is asked, and who answers it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router, middleware};
use serde::Deserialize;
use serde_json::{Value, json};

use super::listen::Sent;
use super::refusal::Refusal;
use super::spec::Spec;
use super::{Panel, guard, run};
use crate::clusters::{aws, listing};

type Answer<T = Json<Value>> = Result<T, Refusal>;
type Shared = State<Arc<Panel>>;

/// All routes, behind the guard.
pub(super) fn router(panel: &Arc<Panel>) -> Router {
    let with_token = middleware::from_fn_with_state(panel.clone(), guard::with_token);
    let guarded = Router::new()
        .route("/api/state", get(state))
        .route("/api/run", post(run_calls))
        .route("/api/prepare", post(prepare))
        .route("/api/connections", post(connect))
        .route("/api/connections/{name}", delete(disconnect))
        .route("/api/embedded/start", post(start))
        .route("/api/embedded/empty", post(empty))
        .route("/api/spec", get(read_spec).put(write_spec))
        .route("/api/clusters", post(clusters))
        .route("/api/events", get(events))
        .route_layer(with_token);
    Router::new()
        .route("/api/launch", post(launch))
        .merge(guarded)
        .fallback(page)
        .method_not_allowed_fallback(not_allowed)
        .layer(middleware::from_fn(guard::only_json))
        .layer(middleware::from_fn_with_state(panel.clone(), guard::guard))
        .with_state(panel.clone())
}

async fn page(State(panel): Shared, method: Method, uri: Uri) -> Answer<Response> {
    if ![Method::GET, Method::HEAD].contains(&method) {
        return Err(not_allowed().await);
    }
    panel.pages.get(uri.path())
}

async fn not_allowed() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "NotAllowed", "this route does not take this method")
}

#[derive(Deserialize)]
struct Launch {
    code: String,
}

async fn launch(State(panel): Shared, Sent(Launch { code }): Sent<Launch>) -> Answer {
    match panel.keys.exchange(&code) {
        Some(token) => Ok(Json(json!({ "token": token }))),
        None => {
            let message = "this address was used before, or is another panel's";
            Err(Refusal::new(StatusCode::UNAUTHORIZED, "NoToken", message).help(super::NEW_ADDRESS))
        }
    }
}

async fn state(State(panel): Shared) -> Json<Value> {
    let spec = panel.spec.as_ref().map(|spec| json!({ "path": spec.path().display().to_string() }));
    Json(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "catalogue": panel.catalogue_path,
        "readOnly": panel.is_read_only,
        "connections": panel.servers.shown(),
        "spec": spec,
    }))
}

async fn run_calls(State(panel): Shared, Sent(request): Sent<run::Request>) -> Answer {
    run::run(&panel, request).await.map(Json)
}

async fn prepare(State(panel): Shared, Sent(request): Sent<run::Prepare>) -> Answer {
    run::prepare(&panel, request).await?;
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Connect {
    name: String,
    /// Without it, the password of a known server is given.
    url: Option<String>,
    password: Option<String>,
}

async fn connect(State(panel): Shared, Sent(sent): Sent<Connect>) -> Answer {
    let Connect { name, url, password } = sent;
    panel.servers.add(name, url.as_deref(), password).await?;
    Ok(Json(json!({ "connections": panel.servers.shown() })))
}

async fn disconnect(State(panel): Shared, Path(name): Path<String>) -> Answer {
    panel.servers.remove(&name)?;
    Ok(Json(json!({ "connections": panel.servers.shown() })))
}

async fn start(State(panel): Shared) -> Answer {
    panel.servers.embedded.start().await?;
    Ok(Json(json!({ "connections": panel.servers.shown() })))
}

async fn empty(State(panel): Shared) -> Answer {
    if panel.is_read_only {
        return Err(run::read_only("all keys would go"));
    }
    panel.servers.embedded.empty().await?;
    Ok(Json(json!({})))
}

fn spec(panel: &Panel) -> Answer<&Spec> {
    let missing = || Refusal::not_found("no spec was named").help("name one with `--spec clusters.yaml`");
    panel.spec.as_ref().ok_or_else(missing)
}

async fn read_spec(State(panel): Shared) -> Answer {
    let (text, version) = spec(&panel)?.read()?;
    Ok(Json(json!({ "text": text, "version": version })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Write {
    text: String,
    /// The version that the text was made from.
    version: String,
}

async fn write_spec(State(panel): Shared, Sent(sent): Sent<Write>) -> Answer {
    let Write { text, version } = sent;
    let version = spec(&panel)?.write(text, &version)?;
    Ok(Json(json!({ "version": version })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clusters {
    /// Without it, the one that `aws` is configured for.
    region: Option<String>,
}

async fn clusters(Sent(Clusters { region }): Sent<Clusters>) -> Answer<Response> {
    let listed = tokio::task::spawn_blocking(move || aws::list(region.as_deref())).await;
    let listed = listed.map_err(|error| Refusal::bad("Error", error.to_string()))??;
    let json = [(axum::http::header::CONTENT_TYPE, "application/json")];
    Ok((json, format!("{{\"clusters\":{}}}", listing::json(&listed))).into_response())
}

async fn events(State(panel): Shared) -> Answer<Response> {
    panel.events.stream()
}
