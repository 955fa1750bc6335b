//! Whether a text is one expression of JavaScript, which can stand where a value does.

use super::tokens::{Brackets, Kind, Token, tokens};
use crate::diagnostic::is_invisible;
use crate::languages::javascript::is_reserved;

/// Words before an operand.
const PREFIXES: &[&str] = &["await", "delete", "new", "typeof", "void"];
/// Reserved words that are operands.
const VALUES: &[&str] = &["false", "null", "this", "true", "undefined"];

/// Whether a text is one expression that can stand in a list or in an object: nothing in it ends what is around it.
///
/// A few things that are expressions are none here, because they are no values that people put into a call: functions
/// that are no arrows, classes, regular expressions, and comments.
///
/// ```
/// use sigma_gen::calls::read::is_expression;
///
/// assert!(is_expression("event.keys.map((key) => `user:${key}`)"));
/// assert!(!is_expression("1 }] }); process.exit("));
/// ```
pub fn is_expression(text: &str) -> bool {
    if text.chars().any(|c| is_invisible(c) && !matches!(c, '\n' | '\t')) {
        return false;
    }
    let tokens = tokens(text);
    let brackets = Brackets::of(text, &tokens);
    let is_plain = |token: &Token| !matches!(token.kind, Kind::Regex | Kind::Comment | Kind::Broken);
    brackets.are_balanced
        && tokens.iter().all(is_plain)
        && !may_hide_a_regex(text, &tokens)
        && is_value(text, &tokens, &brackets)
}

/// Whether a `/` that was read as a division may begin a regular expression, in which a bracket or a quote is none.
fn may_hide_a_regex(text: &str, tokens: &[Token]) -> bool {
    let word = |token: &Token| &text[token.start..token.end];
    tokens.windows(2).any(|pair| {
        let (before, after) = (word(&pair[0]), word(&pair[1]));
        // In a statement it is what comes after the brackets.
        matches!(after, "if" | "while" | "for" | "with") && before != "."
            || matches!(before, "++" | "--") && after.starts_with('/')
    })
}

/// Whether operands and operators follow each other as they must. What stands in brackets only has to end there.
fn is_value(text: &str, tokens: &[Token], brackets: &Brackets) -> bool {
    let word = |token: &Token| &text[token.start..token.end];
    let mut conditions = 0;
    // Whether an operand has just ended; and whether an arrow function may follow.
    let (mut is_operand, mut is_async) = (false, false);
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let shown = word(token);
        at = brackets.after(at);
        let was_async = std::mem::take(&mut is_async);
        is_operand = match (token.kind, is_operand) {
            (Kind::Word, false) if PREFIXES.contains(&shown) => false,
            (Kind::Word, false) => {
                is_async = shown == "async";
                if is_reserved(shown) && !VALUES.contains(&shown) {
                    return false;
                }
                true
            }
            (Kind::Word, true) if matches!(shown, "in" | "instanceof") => false,
            (Kind::Word, true) if was_async && !is_reserved(shown) => true,
            (Kind::Number | Kind::String | Kind::Template | Kind::Open, false) => true,
            (Kind::Template, true) => true,
            // A block would be a statement.
            (Kind::Open, true) if shown != "{" => true,
            (Kind::Sign, false) if matches!(shown, "!" | "~" | "+" | "-" | "++" | "--") => false,
            (Kind::Sign, true) => match shown {
                "." | "?." => match tokens.get(at) {
                    Some(next) if next.kind == Kind::Word => {
                        at += 1;
                        true
                    }
                    Some(next) if shown == "?." && matches!(word(next), "(" | "[") => true,
                    _ => return false,
                },
                "++" | "--" => true,
                "?" => {
                    conditions += 1;
                    false
                }
                ":" if conditions > 0 => {
                    conditions -= 1;
                    false
                }
                ":" | "," | ";" | "!" | "~" | "#" | "@" | "..." | "\\" => return false,
                _ => false,
            },
            _ => return false,
        };
    }
    is_operand && conditions == 0
}
