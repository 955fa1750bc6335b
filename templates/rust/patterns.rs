
/// The reply shows as these parts: texts, and between them the patterns of values.
#[track_caller]
#[allow(dead_code)] // As above.
fn shows_like<T: std::fmt::Debug>(result: &Result<T, Error>, parts: &[&str]) {
    match result {
        Ok(reply) => assert!(is_shown(reply, parts), "{reply:?} is not like {parts:?}"),
        Err(error) => panic!("{error}, not {parts:?}"),
    }
}

/// Whether a reply shows as these parts.
fn is_shown(reply: &impl std::fmt::Debug, parts: &[&str]) -> bool {
    let shown = format!("{reply:?}");
    let mut rest = Some(shown.as_str());
    for (at, part) in parts.iter().enumerate() {
        rest = rest.and_then(|rest| {
            if at % 2 == 0 {
                return rest.strip_prefix(part);
            }
            let (value, rest) = first_value(rest)?;
            is_like(&value, part).then_some(rest)
        });
    }
    rest == Some("")
}

/// The value at the beginning of what is shown, as text; and what comes after it.
fn first_value(shown: &str) -> Option<(String, &str)> {
    // Where a reply can be anything, it says what it is.
    if let Some(("Bytes" | "Integer" | "Double", inside)) = shown.split_once('(') {
        let (value, rest) = first_value(inside)?;
        return Some((value, rest.strip_prefix(')')?));
    }
    let Some(bytes) = shown.strip_prefix("b\"") else {
        let end = shown.find([',', ')', ']', '}', ' ']).unwrap_or(shown.len());
        let (number, rest) = shown.split_at(end);
        return Some((number.strip_suffix(".0").unwrap_or(number).to_owned(), rest));
    };
    let mut is_escaped = false;
    let end = bytes.find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    Some((unescaped(&bytes[..end]), &bytes[end + 1..]))
}

/// The text of bytes that are shown with escapes.
fn unescaped(shown: &str) -> String {
    let mut bytes = Vec::new();
    let mut chars = shown.chars();
    while let Some(c) = chars.next() {
        let escape = if c == '\\' { chars.next() } else { None };
        bytes.push(match escape {
            Some('n') => b'\n',
            Some('r') => b'\r',
            Some('t') => b'\t',
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                u8::from_str_radix(&digits, 16).expect("two hexadecimal digits")
            }
            escape => escape.unwrap_or(c) as u8,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a text is like a pattern, in which `*` stands for any number of characters and `?` for one.
fn is_like(text: &str, pattern: &str) -> bool {
    let mut wanted = pattern.chars();
    let mut rest = text.chars();
    match wanted.next() {
        None => text.is_empty(),
        Some('*') => is_like(text, wanted.as_str()) || rest.next().is_some() && is_like(rest.as_str(), pattern),
        Some(one) => {
            rest.next().is_some_and(|c| one == '?' || one == c) && is_like(rest.as_str(), wanted.as_str())
        }
    }
}
