//! Names in the generated languages.

/// A name in camel case, as JavaScript's methods and properties are.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut out = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

/// The known word that is closest to a mistyped one, for "did you mean".
pub fn closest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let distance = |known: &&str| strsim::osa_distance(word, known);
    let nearest =
        known.into_iter().map(|known| (distance(&known), known)).min_by_key(|&(distance, _)| distance);
    nearest.filter(|&(distance, known)| distance <= (known.len().max(3)) / 3).map(|(_, known)| known)
}
