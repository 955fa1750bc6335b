//! Templates in the snippet syntax of the Language Server Protocol, which is VS Code's and Neovim's.

use super::{Piece, Stop, Template};

/// The snippet's body.
pub(super) fn print(template: &Template) -> String {
    let mut out = String::new();
    let mut seen = vec![false; template.stops.len()];
    pieces(&template.pieces, &template.stops, &mut seen, &mut out);
    out
}

fn pieces(pieces: &[Piece], stops: &[Stop], seen: &mut [bool], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => escape(text, &['\\', '$', '}'], out),
            Piece::Stop(index) => {
                let mirror = std::mem::replace(&mut seen[*index], true);
                stop(&stops[*index], index + 1, mirror, out);
            }
            Piece::Cursor => out.push_str("$0"),
            Piece::Editor(inner) => self::pieces(inner, stops, seen, out),
        }
    }
}

fn stop(stop: &Stop, number: usize, mirror: bool, out: &mut String) {
    if mirror {
        out.push_str(&format!("${{{number}}}"));
    } else if stop.choices.is_empty() {
        out.push_str(&format!("${{{number}:"));
        escape(&stop.value, &['\\', '$', '}'], out);
        out.push('}');
    } else {
        out.push_str(&format!("${{{number}|"));
        for (index, choice) in stop.choices.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            escape(choice, &['\\', ',', '|'], out);
        }
        out.push_str("|}");
    }
}

fn escape(text: &str, special: &[char], out: &mut String) {
    for c in text.chars() {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
}
