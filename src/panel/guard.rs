//! Who may ask: pages that this server gave, in a browser of this machine, whose user was told the launch code.
//!
//! Any page of the web may send requests to 127.0.0.1, and any host's name may lead there. So the host and the origin must be
//! this server's own, letter by letter; and what is more than a page of the docs needs the token.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::Panel;
use super::refusal::Refusal;

/// What every answer says: the page loads and asks nothing but this server, and nothing else shows or keeps it.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The names of this server.
pub(super) struct Names([String; 2]);

impl Names {
    pub fn new(address: SocketAddr) -> Self {
        Self(["127.0.0.1", "localhost"].map(|host| format!("{host}:{}", address.port())))
    }

    /// Refuses requests that were meant for another server, or sent by another's page.
    fn check(&self, request: &Request) -> Result<(), Refusal> {
        let foreign = |code, what: &str| {
            let help = "open the address that `sigma-gen panel` printed";
            Err(Refusal::new(StatusCode::FORBIDDEN, code, what).help(help))
        };
        // Such a request is for a proxy; its own host would count more than the header.
        if request.uri().authority().is_some() {
            return foreign("ForeignHost", "the request names another server");
        }
        let is_own = |host: &str| self.0.iter().any(|own| own == host);
        match only(request.headers(), &header::HOST) {
            Some(Some(host)) if is_own(host) => {}
            _ => return foreign("ForeignHost", "the request is not for this server"),
        }
        match only(request.headers(), &header::ORIGIN) {
            None => {}
            Some(Some(origin)) if origin.strip_prefix("http://").is_some_and(is_own) => {}
            Some(_) => return foreign("ForeignOrigin", "the request comes from a page of another server"),
        }
        match only(request.headers(), &SEC_FETCH_SITE) {
            None | Some(Some("same-origin" | "none")) => Ok(()),
            Some(_) => foreign("ForeignOrigin", "the request comes from a page of another server"),
        }
    }
}

/// The value of a header: inside, none where it is there twice or no text.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    Some(first.to_str().ok().filter(|_| values.next().is_none()))
}

/// Refuses what is not for this server, and puts the headers on every answer.
pub(super) async fn guard(State(panel): State<Arc<Panel>>, request: Request, next: Next) -> Response {
    let mut response = match panel.names.check(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => axum::response::IntoResponse::into_response(refusal),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Lets only those ask that have the token.
pub(super) async fn with_token(
    State(panel): State<Arc<Panel>>,
    request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let sent = only(request.headers(), &header::AUTHORIZATION).flatten();
    let token = sent.and_then(|sent| sent.strip_prefix("Bearer "));
    if !token.is_some_and(|token| panel.keys.is_token(token)) {
        let refusal = Refusal::new(StatusCode::UNAUTHORIZED, "NoToken", "this page may not ask this server");
        return Err(refusal.help(super::NEW_ADDRESS));
    }
    Ok(next.run(request).await)
}

/// Lets only JSON change anything: no form can send that to another server.
pub(super) async fn only_json(request: Request, next: Next) -> Result<Response, Refusal> {
    let sent = only(request.headers(), &header::CONTENT_TYPE).flatten();
    let is_json = sent.is_some_and(|sent| {
        sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
    });
    if [Method::POST, Method::PUT].contains(request.method()) && !is_json {
        let message = "the request has another `Content-Type` than application/json";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "NotJson", message));
    }
    Ok(next.run(request).await)
}
