//! Drafts as YAML: a line for a parameter, a reply or a field where it fits on one.

use serde::ser::{Serialize, Serializer};
use serde_json::Value as Json;
use serde_yaml::{FlowMap, FlowSeq};

/// How many columns a mapping on one line may take, beside what stands before it.
const WIDTH: usize = 100;

/// A value as YAML, with a line break at its end.
pub(super) fn yaml(value: &impl Serialize) -> String {
    let tree = serde_json::to_value(value).unwrap_or_default();
    let options = serde_yaml::ser_options! {
       prefer_block_scalars: false,
       compact_list_indent: false,
       // As `document` reads it.
       yaml_12: true,
       no_lang_directive: true,
    };
    serde_yaml::to_string_with_options(&Styled(&tree), options).unwrap_or_default()
}

/// A value in the style of catalogues.
struct Styled<'a>(&'a Json);

impl Serialize for Styled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Object(members) if fits(self.0) => {
                FlowMap(members.iter().collect::<indexmap::IndexMap<_, _>>()).serialize(serializer)
            }
            Json::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, Styled(value))))
            }
            Json::Array(items) if items.iter().all(|item| !item.is_object()) => {
                FlowSeq(items).serialize(serializer)
            }
            Json::Array(items) => serializer.collect_seq(items.iter().map(Styled)),
            plain => plain.serialize(serializer),
        }
    }
}

/// Whether a mapping has no list of mappings, and is short.
fn fits(value: &Json) -> bool {
    let is_plain = value.as_object().is_some_and(|members| {
        members.values().all(|value| match value {
            Json::Array(items) => items.iter().all(|item| !item.is_object() || fits(item)),
            Json::Object(_) => fits(value),
            _ => true,
        })
    });
    is_plain && value.to_string().len() <= WIDTH
}
