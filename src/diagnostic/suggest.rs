//! "Did you mean".

/// The known word that is closest to a mistyped one, for "did you mean".
pub fn closest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    // Nobody mistypes a word of that length, and the distance takes quadratic time.
    const LONGEST: usize = 64;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase().replace('-', "_");
    let distance = |known: &&str| strsim::osa_distance(&word, &known.to_lowercase().replace('-', "_"));
    let nearest =
        known.into_iter().map(|known| (distance(&known), known)).min_by_key(|&(distance, _)| distance);
    nearest
        .filter(|&(distance, known)| distance < known.len() && distance <= known.len().max(3) / 3)
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn did_you_mean() {
        let known = ["key", "string", "integer"];
        assert_eq!(closest("strng", known), Some("string"));
        assert_eq!(closest("Key", known), Some("key"));
        assert_eq!(closest("zset", known), None);
        assert_eq!(closest(&"x".repeat(1000), known), None);
    }
}
