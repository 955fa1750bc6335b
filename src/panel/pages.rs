//! The pages: the site of the docs, from memory.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use crate::error::Result;
use crate::targets::docs::Docs;
use crate::targets::panel::{Host, place};
use crate::targets::{Input, Target};

/// Files by the paths of their addresses. What is not among them does not exist, whatever a path says.
pub(super) struct Pages(HashMap<String, Bytes>);

impl Pages {
    /// The site of a catalogue, whose panel knows that it can run.
    pub fn new(input: &Input<'_>) -> Result<Self> {
        let files = Docs::default().generate(input)?;
        let site = files.iter().filter_map(|(path, text)| {
            let path = path.strip_prefix("site")?;
            Some((path.to_owned(), Bytes::from(text.to_owned())))
        });
        let mut pages: HashMap<_, _> = site.collect();
        let script = place(input.catalogue, input.text.unwrap_or_default(), Host::Server);
        pages.insert("/assets/catalogue.js".to_owned(), Bytes::from(script));
        if let Some(panel) = pages.get("/panel.html").cloned() {
            pages.insert("/".to_owned(), panel);
        }
        Ok(Self(pages))
    }

    pub fn get(&self, path: &str) -> Result<Response, Refusal> {
        let page = self.0.get(path).ok_or_else(|| Refusal::not_found("there is no such page"))?;
        let kind = match path.rsplit_once('.') {
            None | Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some(_) => "application/octet-stream",
        };
        Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], page.clone()).into_response())
    }
}
