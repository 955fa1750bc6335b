//! The connections of browsers, and how much each may ask.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{self, Body};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::refusal::Refusal;

/// Connections at a time; others wait. A browser makes six.
const CONNECTIONS: usize = 16;
/// All headers of a request, in bytes.
const HEADERS: usize = 64 << 10;
/// The body of a request, in bytes.
const BODY: usize = 8 << 20;
/// How long the headers of a request may take, and how long its body. A connection without a request ends after that, too.
const PATIENCE: Duration = Duration::from_secs(30);
/// What helps when no connection can be taken: others end.
const PAUSE: Duration = Duration::from_millis(50);

/// Answers requests for ever.
pub(super) async fn listen(listener: TcpListener, router: Router) -> Infallible {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = free.clone().acquire_owned().await;
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let _place = place;
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(HEADERS)
                .max_header_size(HEADERS);
            // Whoever is at its other end knows that it broke.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// The body of a request, as JSON.
pub(super) struct Sent<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Sent<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let bytes = read(request).await?;
        let sent = serde_json::from_slice(&bytes);
        sent.map(Self).map_err(|error| Refusal::bad("NotJson", format!("not what this route takes: {error}")))
    }
}

async fn read(request: Request) -> Result<body::Bytes, Refusal> {
    let too_large = || {
        let message = format!("the request has more than {} MB", BODY >> 20);
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "TooLarge", message).help("send it in parts")
    };
    let length =
        request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| length > BODY as u64) {
        return Err(too_large());
    }
    let body: Body = request.into_body();
    match tokio::time::timeout(PATIENCE, body::to_bytes(body, BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(too_large()),
        Err(_) => {
            let message = format!("the request took longer than {} seconds", PATIENCE.as_secs());
            Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "TooSlow", message))
        }
    }
}
