//! The picture of an extension in the activity bar.

/// A store of data with the initials of a title, by which two catalogues' extensions can be told apart. VS Code takes its shape,
/// and gives it a colour.
pub(super) fn icon(title: &str) -> String {
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"><path fill="none" stroke="#888" stroke-width="1.5" stroke-linecap="round" d="M3 4.6c0-1.3 4-2.3 9-2.3s9 1 9 2.3-4 2.3-9 2.3-9-1-9-2.3zM3 19.4c0 1.3 4 2.3 9 2.3s9-1 9-2.3"/><text x="12" y="17.2" text-anchor="middle" font-family="system-ui, sans-serif" font-size="11.5" font-weight="700" fill="#888">{}</text></svg>
"##,
        initials(title)
    )
}

/// The first letters of the first word and the last one. They are letters and digits only, so that nothing in XML must be escaped.
fn initials(title: &str) -> String {
    let letters: Vec<_> = title
        .split_whitespace()
        .filter_map(|word| word.chars().find(|char| char.is_alphanumeric()))
        .collect();
    let last = letters.last().filter(|_| letters.len() > 1);
    letters.first().into_iter().chain(last).flat_map(|letter| letter.to_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_those_of_the_first_word_and_the_last() {
        assert_eq!(initials("ElastiCache for Redis"), "ER");
        assert_eq!(initials("Redis commands"), "RC");
        assert_eq!(initials("valkey"), "V");
        assert_eq!(initials("Sessions (dev)"), "SD");
        assert_eq!(initials("Übung 7"), "Ü7");
    }

    #[test]
    fn no_title_breaks_out_of_the_picture() {
        for (title, shown) in
            [("*/ \"# {{ title }} </script>", "TS"), ("<b> & <", "B"), ("\"\0\u{202e}", ""), ("", "")]
        {
            assert_eq!(initials(title), shown);
        }
    }
}
