
/// A part of what a reply shows as.
#[allow(dead_code)] // As above.
enum Part {
    /// This text.
    Is(&'static str),
    /// A value that is like a pattern.
    Like(&'static str),
    /// A field with these parts, or with any value where there are none; an older server leaves it out.
    Newer(&'static [Part]),
}

/// The reply shows as these parts.
#[track_caller]
#[allow(dead_code)] // As above.
fn shows_like<T: std::fmt::Debug>(result: &Result<T, Error>, parts: &[Part]) {
    match result {
        Ok(reply) => assert!(is_shown(reply, parts), "{reply:?} is not like what is expected"),
        Err(error) => panic!("{error}"),
    }
}

/// Whether a reply shows as these parts.
fn is_shown(reply: &impl std::fmt::Debug, parts: &[Part]) -> bool {
    after_parts(&shown(reply), parts) == Some("")
}

/// What comes after these parts.
fn after_parts<'a>(shown: &'a str, parts: &[Part]) -> Option<&'a str> {
    parts.iter().try_fold(shown, |rest, part| match part {
        Part::Is(text) => rest.strip_prefix(text),
        Part::Like(pattern) => {
            let (value, rest) = first_value(rest)?;
            is_like(&value, pattern).then_some(rest)
        }
        Part::Newer(parts) => match rest.strip_prefix("None") {
            None if parts.is_empty() => after_brackets(rest),
            None => after_parts(rest, parts),
            rest => rest,
        },
    })
}

/// What comes after the first pair of brackets and all that is in them.
fn after_brackets(shown: &str) -> Option<&str> {
    let (mut depth, mut in_text, mut is_escaped) = (0, false, false);
    let end = shown.find(|c| {
        let is_plain = !std::mem::take(&mut is_escaped);
        match c {
            '\\' => is_escaped = is_plain,
            '"' if is_plain => in_text = !in_text,
            '(' | '[' | '{' if !in_text => depth += 1,
            ')' | ']' | '}' if !in_text => {
                depth -= 1;
                return depth == 0;
            }
            _ => {}
        }
        false
    });
    end.map(|end| &shown[end + 1..])
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
