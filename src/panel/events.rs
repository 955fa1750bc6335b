//! What a page is told as it happens.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Semaphore, broadcast};

use super::refusal::Refusal;

/// As many pages are told at a time: each keeps a connection.
const PAGES: usize = 8;

/// What happened. The page then asks for what has changed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A server came, went, or is another.
    Server,
    /// Another program changed the spec.
    Spec,
}

impl Event {
    /// A line of JSON.
    fn line(self) -> Bytes {
        Bytes::from_static(match self {
            Self::Server => b"{\"event\":\"server\"}\n",
            Self::Spec => b"{\"event\":\"spec\"}\n",
        })
    }
}

/// Tells pages.
pub(super) struct Events {
    sender: broadcast::Sender<Event>,
    free: Arc<Semaphore>,
}

impl Events {
    pub fn new() -> Self {
        Self { sender: broadcast::Sender::new(16), free: Arc::new(Semaphore::new(PAGES)) }
    }

    pub fn tell(&self, event: Event) {
        // It is no mistake that nobody listens.
        let _ = self.sender.send(event);
    }

    /// An answer that does not end: a line for each event. It begins with one, so that nothing is missed that happened
    /// before.
    pub fn stream(&self) -> Result<Response, Refusal> {
        let Ok(place) = self.free.clone().try_acquire_owned() else {
            let message = format!("{PAGES} pages are open already");
            return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "TooManyPages", message)
                .help("close one of them, and load this one again"));
        };
        let lines = stream::unfold(
            (self.sender.subscribe(), true, place),
            |(mut events, is_first, place)| async move {
                let event = match is_first {
                    true => Event::Server,
                    false => match events.recv().await {
                        Ok(event) => event,
                        // More than one was missed; the page asks for all there is.
                        Err(RecvError::Lagged(_)) => Event::Server,
                        Err(RecvError::Closed) => return None,
                    },
                };
                Some((Ok::<_, Infallible>(event.line()), (events, false, place)))
            },
        );
        Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
    }
}
