//! Diagnostics for editors.

use serde_json::{Value as Json, json};

use crate::diagnostic::{Diagnostic, Diagnostics};

/// Turns bytes of a text into offsets in UTF-16, which is quick for places that come in their order.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// A place in bytes, and the same in UTF-16.
    known: (usize, usize),
}

impl<'t> Offsets<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, known: (0, 0) }
    }

    pub fn utf16(&mut self, byte: usize) -> usize {
        if byte < self.known.0 {
            self.known = (0, 0);
        }
        let (from, units) = self.known;
        let between = self.text.get(from..byte).unwrap_or_default();
        self.known = (from + between.len(), units + between.encode_utf16().count());
        self.known.1
    }
}

/// Mistakes and warnings in a text.
pub(super) fn list(diagnostics: &Diagnostics, text: &str) -> Vec<Json> {
    let mut offsets = Offsets::new(text);
    diagnostics.iter().map(|diagnostic| one(diagnostic, &mut offsets)).collect()
}

fn one(diagnostic: &Diagnostic, offsets: &mut Offsets) -> Json {
    let place = diagnostic.place.as_ref();
    let bytes = place.map(|place| place.bytes.clone());
    json!({
        "level": diagnostic.level().name(),
        "code": diagnostic.code.to_string(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "start": bytes.as_ref().map(|bytes| offsets.utf16(bytes.start)),
        "end": bytes.as_ref().map(|bytes| offsets.utf16(bytes.end)),
    })
}
