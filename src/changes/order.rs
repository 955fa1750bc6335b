//! Whether what is in both has another order.

/// Whether the names that are in both lists are in another order in the second one.
pub(super) fn is_other<'n>(
    old: impl Iterator<Item = &'n str> + Clone,
    new: impl Iterator<Item = &'n str> + Clone,
) -> bool {
    let kept = old.clone().filter(|name| new.clone().any(|other| other == *name));
    !kept.eq(new.clone().filter(|name| old.clone().any(|other| other == *name)))
}
