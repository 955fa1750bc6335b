//! A call as the words that [`Call::parse`] reads.

use indexmap::IndexMap;

use super::Call;
use crate::catalogue::Catalogue;
use crate::catalogue::model::{Datum, Kind, Name, Param, Repeat, Shape};

impl Call<'_> {
    /// The operation's name followed by `name=value` words, where words can say the call.
    ///
    /// They cannot where nothing shows that a parameter set ends, or a group in a list: each begins with a name that the
    /// one before it has too.
    ///
    /// ```
    /// use sigma_gen::calls::Call;
    /// use sigma_gen::catalogue::{Source, load};
    ///
    /// let catalogue = load(&Source::builtin())?;
    /// let words = ["sadd", "key=colours", "values=red", "values=blue"].map(str::to_owned);
    /// let call = Call::parse(&catalogue, &words).expect("this is a call");
    /// assert_eq!(call.words(&catalogue), Some(words.to_vec()));
    /// # Ok::<(), sigma_gen::diagnostic::Diagnostics>(())
    /// ```
    pub fn words(&self, catalogue: &Catalogue) -> Option<Vec<String>> {
        let mut words = vec![self.operation.name.clone()];
        let params = self.operation.set_params();
        for (name, value) in self.sets.iter().flatten() {
            add(&params, "", name, value, &mut words)?;
        }
        let read = Call::parse(catalogue, &words).ok()?;
        let is_same = read.sets.len() == self.sets.len()
            && read.sets.iter().zip(&self.sets).all(|(one, other)| is_same_map(one, other));
        is_same.then_some(words)
    }
}

/// Adds the words of a value that is given under this name, one of those of parameters that stand side by side.
fn add(params: &[Param], prefix: &str, name: &str, value: &Datum, words: &mut Vec<String>) -> Option<()> {
    let Name { param, .. } = Param::names(params).into_iter().find(|known| known.name == name)?;
    let path = format!("{prefix}{name}");
    match (&param.shape, value) {
        (_, Datum::List(values)) if param.repeat != Repeat::Once => {
            values.iter().try_for_each(|value| add_one(param, &path, value, words))?;
        }
        (Shape::Value(Kind::Flag), _) => words.push(path),
        _ => add_one(param, &path, value, words)?,
    }
    Some(())
}

/// Adds the words of one value of a parameter.
fn add_one(param: &Param, path: &str, value: &Datum, words: &mut Vec<String>) -> Option<()> {
    let inner = format!("{path}.");
    match (&param.shape, value) {
        (_, Datum::Code(_)) => return None,
        (Shape::Group(parts) | Shape::OneOf(parts), Datum::Map(values)) => {
            values.iter().try_for_each(|(name, value)| add(parts, &inner, name, value, words))?;
        }
        _ => words.push(format!("{path}={}", value.text())),
    }
    Some(())
}

/// Whether the same goes on the wire for two values.
fn is_same(one: &Datum, other: &Datum) -> bool {
    match (one, other) {
        (Datum::List(one), Datum::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Datum::Map(one), Datum::Map(other)) => is_same_map(one, other),
        _ => one.text() == other.text(),
    }
}

fn is_same_map(one: &IndexMap<String, Datum>, other: &IndexMap<String, Datum>) -> bool {
    one.len() == other.len()
        && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| is_same(value, other)))
}
