//! `configuration.yaml`: the fields of a spec, as one list by their places.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FieldType {
    /// A line of text.
    Line,
    /// One of the words in `allowed`.
    Word,
    /// A whole number.
    Integer,
    /// true or false.
    Boolean,
    /// A version in quotes.
    Version,
    /// A node type of the region.
    NodeType,
    /// An AWS region.
    Region,
    /// The identifier of a cluster.
    Name,
    /// The name of a user.
    User,
    /// A block of IPv4 addresses.
    Cidr,
    /// An identifier that AWS gave, which begins with `prefix`.
    Id,
    /// The ARN of a secret.
    Arn,
    /// The path of a file, relative to the spec.
    Path,
    /// A runtime of Lambda.
    Runtime,
    /// What Lambda calls in a function's code.
    Handler,
    /// The name of an S3 bucket.
    Bucket,
    /// Nothing: the field must not be there, and its description says why.
    Never,
    /// A list; its items are declared as `name[]`.
    List,
    /// A mapping; its fields are declared as `name.field`.
    Mapping,
}

/// Whose limits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The product page's.
    Sigma,
    /// AWS's of today.
    Aws,
}

impl Profile {
    /// As the spec writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigma => "sigma",
            Self::Aws => "aws",
        }
    }
}

/// All fields of a spec.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declaration {
    /// In the order of the docs.
    pub sections: Vec<Section>,
}

/// A section of the docs: fields that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Section {
    /// Its identifier.
    pub name: String,
    /// The heading in the docs.
    pub title: String,
    /// The section that it is a part of.
    pub within: Option<String>,
    /// What the docs say before the tables, in Markdown.
    #[serde(default)]
    pub summary: String,
    /// What the docs say after them, as important, in Markdown.
    #[serde(default)]
    pub note: String,
    /// The `when` of those fields that have none.
    when: Option<String>,
    /// The fields, in the order of the tables.
    #[serde(default)]
    pub fields: Vec<Field>,
}

/// A field of a spec.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    /// Its place in the spec, such as `clusters[].vpc.cidr`.
    pub name: String,
    /// What the docs call it.
    pub label: String,
    /// What it takes.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Whether it must be there.
    pub required: bool,
    /// What it is for.
    pub description: String,
    /// What the docs say about its limits.
    #[serde(default)]
    pub constraint: String,
    /// The words it takes.
    #[serde(default)]
    allowed: Vec<String>,
    /// Words that people may expect, and why they are not taken.
    #[serde(default)]
    pub refused: BTreeMap<String, String>,
    /// The smallest number, length, or CIDR prefix.
    minimum: Option<i64>,
    /// The largest number, length, CIDR prefix, or count of items.
    maximum: Option<i64>,
    /// What an identifier begins with, before its hyphen.
    #[serde(default)]
    pub prefix: String,
    /// What holds when it is not there.
    pub default: Option<Value>,
    /// The word of `type` beside it that it belongs to.
    pub when: Option<String>,
    /// What decides whether it can be chosen.
    pub only: Option<Only>,
    /// What differs in profile `aws`.
    #[serde(default)]
    aws: Aws,
}

/// When a field can be chosen.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Only {
    /// The field beside it that decides.
    pub field: String,
    /// The word of that field with which it can be chosen.
    pub is: String,
    /// What it is with any other.
    pub otherwise: Value,
}

/// What AWS allows today, in place of the field's own limits.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aws {
    allowed: Option<Vec<String>>,
    minimum: Option<i64>,
    maximum: Option<i64>,
}

/// What a value keeps to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits<'d> {
    pub allowed: &'d [String],
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
}

impl Declaration {
    /// The declaration that this program carries.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Declaration> = LazyLock::new(|| {
            let mut declaration: Declaration = carried!("/", "configuration");
            for Section { when, fields, .. } in &mut declaration.sections {
                fields.iter_mut().for_each(|field| field.when = field.when.take().or_else(|| when.clone()));
            }
            declaration
        });
        &BUILTIN
    }

    /// How deep a section is inside others.
    #[cfg(feature = "cli")]
    pub fn depth(&self, section: &Section) -> usize {
        let within = section.within.as_ref();
        let outer = within.and_then(|name| self.sections.iter().find(|section| section.name == *name));
        outer.map_or(0, |outer| 1 + self.depth(outer))
    }

    /// All fields, in the order of the docs.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + Clone {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The fields of the mapping at a place; the spec itself is at the empty place.
    pub fn members<'d>(&'d self, place: &'d str) -> impl Iterator<Item = &'d Field> + Clone {
        self.fields().filter(move |field| field.parent() == Some(place))
    }

    /// What an item of a list is, where it is no mapping.
    pub fn item(&self, list: &Field) -> Option<&Field> {
        let place = list.items();
        self.fields().find(|field| field.name == place && field.when == list.when)
    }
}

impl Field {
    /// What its value keeps to.
    pub fn limits(&self, profile: Profile) -> Limits<'_> {
        let Self { allowed, minimum, maximum, aws, .. } = self;
        match profile {
            Profile::Sigma => Limits { allowed, minimum: *minimum, maximum: *maximum },
            Profile::Aws => Limits {
                allowed: aws.allowed.as_ref().unwrap_or(allowed),
                minimum: aws.minimum.or(*minimum),
                maximum: aws.maximum.or(*maximum),
            },
        }
    }

    /// Its name beside its neighbours.
    pub fn key(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    /// The place of its items.
    pub fn items(&self) -> String {
        format!("{}[]", self.name)
    }

    /// The place of the mapping that it is in; none for the item of a list.
    pub fn parent(&self) -> Option<&str> {
        if self.name.ends_with("[]") {
            return None;
        }
        Some(self.name.rsplit_once('.').map_or("", |(parent, _)| parent))
    }
}
