//! Templates as plain text.

use super::{Piece, Template};

/// The code with every tab stop's value in place.
pub(super) fn print(template: &Template) -> String {
    let pieces = template.pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        Piece::Stop(index) => Some(template.stops[*index].value.as_str()),
        Piece::Cursor | Piece::Editor(_) => None,
    });
    pieces.collect()
}
