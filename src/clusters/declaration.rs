//! `configuration.yaml`: the fields of a spec, as one list by their places.

use std::sync::LazyLock;

use crate::diagnostic::Report;
use crate::document::{self, Entry, Label, List, Node, Shape, Value, one_of, record, wrong_type};

record! {
    /// The fields of a spec, in the sections of the docs.
    Root = "the declaration" {
        /// The version of this format: 1.
        required version: Whole,
        /// The sections, in the order of the docs.
        required sections: List<RawSection>,
    }
}

record! {
    /// Fields that belong together.
    RawSection = "a section" {
        /// Its identifier.
        required name: String,
        /// The heading in the docs.
        required title: String,
        /// The section that it is a part of.
        optional within: String,
        /// What the docs say before the tables, in Markdown.
        optional summary: String,
        /// What the docs say after them, as important, in Markdown.
        optional note: String,
        /// The `when` of all its fields.
        optional when: String,
        /// The fields, in the order of the tables.
        optional fields: List<RawField>,
    }
}

record! {
    /// A field of a spec.
    RawField = "a field" {
        /// Its place in the spec, such as `clusters[].vpc.cidr`.
        required name: String,
        /// What the docs call it.
        required label: String,
        /// What it takes.
        required kind as "type": Kind,
        /// Whether it must be there.
        required required: bool,
        /// What it is for.
        required description: String,
        /// What the docs say about its limits.
        optional constraint: String,
        /// The words it takes.
        optional allowed: List<String>,
        /// Words that people may expect, and why they are not taken.
        optional refused: Vec<Entry>,
        /// The smallest number, length, or CIDR prefix.
        optional minimum: Whole,
        /// The largest number, length, CIDR prefix, or count of items.
        optional maximum: Whole,
        /// What an identifier begins with, before its hyphen.
        optional prefix: String,
        /// What holds when it is not there.
        optional default: Node,
        /// The word of `type` beside it that it belongs to.
        optional when: String,
        /// The field beside it that decides whether it can be chosen.
        optional only: RawOnly,
        /// What differs in profile `aws`.
        optional aws: RawAws,
    }
}

record! {
    /// When a field can be chosen.
    RawOnly = "`only`" {
        /// The field beside it that decides.
        required field: String,
        /// The word of that field with which it can be chosen.
        required is: String,
        /// What it is with any other.
        required otherwise: Node,
    }
}

record! {
    /// What AWS allows today.
    RawAws = "`aws`" {
        /// In place of the field's.
        optional allowed: List<String>,
        /// In place of the field's.
        optional minimum: Whole,
        /// In place of the field's.
        optional maximum: Whole,
    }
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Line,
    Word,
    Integer,
    Boolean,
    Version,
    Region,
    Name,
    User,
    Cidr,
    Id,
    Arn,
    Path,
    Runtime,
    Handler,
    Bucket,
    Never,
    List,
    Mapping,
}

one_of! {
    Kind = "field type" {
        /// A line of text.
        "line" => Kind::Line,
        /// One of the words in `allowed`.
        "word" => Kind::Word,
        /// A whole number.
        "integer" => Kind::Integer,
        /// true or false.
        "boolean" => Kind::Boolean,
        /// A version in quotes.
        "version" => Kind::Version,
        /// An AWS region.
        "region" => Kind::Region,
        /// The identifier of a cluster.
        "name" => Kind::Name,
        /// The name of a user.
        "user" => Kind::User,
        /// A block of IPv4 addresses.
        "cidr" => Kind::Cidr,
        /// An identifier that AWS gave, which begins with `prefix`.
        "id" => Kind::Id,
        /// The ARN of a secret.
        "arn" => Kind::Arn,
        /// The path of a file, relative to the spec.
        "path" => Kind::Path,
        /// A runtime of Lambda.
        "runtime" => Kind::Runtime,
        /// What Lambda calls in a function's code.
        "handler" => Kind::Handler,
        /// The name of an S3 bucket.
        "bucket" => Kind::Bucket,
        /// Nothing: the field must not be there, and its description says why.
        "never" => Kind::Never,
        /// A list; its items are declared as `name[]`.
        "list" => Kind::List,
        /// A mapping; its fields are declared as `name.field`.
        "mapping" => Kind::Mapping,
    }
}

/// A whole number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole(pub i64);

impl Shape for Whole {
    const EXPECTED: &'static str = "a whole number";

    fn read(node: Node, label: Label, report: &mut Report) -> Option<Self> {
        match node.value {
            Value::Integer(number) => i64::try_from(number).ok().map(Whole),
            _ => wrong_type::<Self>(&node, label, report),
        }
    }

    fn schema(_: &mut document::Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "integer" })
    }
}

/// Whose limits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A section of the docs.
#[derive(Debug)]
pub(crate) struct Section {
    pub name: String,
    pub title: String,
    pub within: Option<String>,
    pub summary: String,
    pub note: String,
    pub fields: Vec<Field>,
}

/// A field of a spec.
#[derive(Debug)]
pub(crate) struct Field {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub required: bool,
    pub description: String,
    pub constraint: String,
    pub refused: Vec<(String, String)>,
    pub prefix: String,
    pub default: Option<Value>,
    pub when: Option<String>,
    pub only: Option<Only>,
    sigma: Limits,
    aws: Limits,
}

/// What a value keeps to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Limits {
    pub allowed: Vec<String>,
    pub minimum: Option<i64>,
    pub maximum: Option<i64>,
}

/// When a field can be chosen.
#[derive(Debug)]
pub(crate) struct Only {
    pub field: String,
    pub is: String,
    pub otherwise: Value,
}

impl Value {
    /// A value that is no list or mapping, as YAML writes it.
    pub(crate) fn show(&self) -> String {
        match self {
            Value::Bool(value) => value.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            _ => String::new(),
        }
    }
}

/// All fields of a spec.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub sections: Vec<Section>,
}

impl Declaration {
    /// The declaration that this program carries.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Declaration> = LazyLock::new(|| {
            let text = include_str!("../../configuration.yaml");
            let mut report = Report::new("configuration.yaml", text);
            let read = Declaration::read(text, &mut report);
            // It is part of the program, and a test reads it.
            read.unwrap_or_else(|| panic!("{}", report.finish()))
        });
        &BUILTIN
    }

    fn read(text: &str, report: &mut Report) -> Option<Self> {
        let root = Root::read(document::parse(text, "", report)?, Label::Field("declaration"), report)?;
        let sections = root.sections.value()?.items.into_iter().map(|raw| Section::new(raw.value));
        let sections = sections.collect::<Option<_>>()?;
        (report.count() == 0).then_some(Self { sections })
    }

    /// How deep a section is inside others.
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

impl Section {
    fn new(raw: RawSection) -> Option<Self> {
        let when = raw.when.value();
        let fields = raw.fields.value().map_or(Vec::new(), |list| list.items);
        let fields = fields.into_iter().map(|field| Field::new(field.value, when.as_deref()));
        Some(Self {
            name: raw.name.value()?,
            title: raw.title.value()?,
            within: raw.within.value(),
            summary: raw.summary.value().unwrap_or_default(),
            note: raw.note.value().unwrap_or_default(),
            fields: fields.collect::<Option<_>>()?,
        })
    }
}

impl Field {
    fn new(raw: RawField, when: Option<&str>) -> Option<Self> {
        let words = |list: List<String>| list.items.into_iter().map(|word| word.value).collect::<Vec<_>>();
        let sigma = Limits {
            allowed: raw.allowed.value().map(words).unwrap_or_default(),
            minimum: raw.minimum.value().map(|number| number.0),
            maximum: raw.maximum.value().map(|number| number.0),
        };
        let mut aws = sigma.clone();
        if let Some(raw) = raw.aws.value() {
            aws.allowed = raw.allowed.value().map_or(aws.allowed, words);
            aws.minimum = raw.minimum.value().map(|number| number.0).or(aws.minimum);
            aws.maximum = raw.maximum.value().map(|number| number.0).or(aws.maximum);
        }
        let refused = raw.refused.value().unwrap_or_default().into_iter().filter_map(|entry| {
            let Value::Text(reason) = entry.value.value else { return None };
            Some((entry.key.value, reason))
        });
        let only = match raw.only.value() {
            Some(raw) => Some(Only {
                field: raw.field.value()?,
                is: raw.is.value()?,
                otherwise: raw.otherwise.value()?.value,
            }),
            None => None,
        };
        Some(Self {
            name: raw.name.value()?,
            label: raw.label.value()?,
            kind: raw.kind.value()?,
            required: raw.required.value()?,
            description: raw.description.value()?,
            constraint: raw.constraint.value().unwrap_or_default(),
            refused: refused.collect(),
            prefix: raw.prefix.value().unwrap_or_default(),
            default: raw.default.value().map(|node| node.value),
            when: raw.when.value().or_else(|| when.map(str::to_owned)),
            only,
            sigma,
            aws,
        })
    }

    /// What its value keeps to.
    pub fn limits(&self, profile: Profile) -> &Limits {
        match profile {
            Profile::Sigma => &self.sigma,
            Profile::Aws => &self.aws,
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
