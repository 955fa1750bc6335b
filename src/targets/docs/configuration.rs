//! The page about the configuration of clusters: the declared fields, in the order of the product page.

use serde_json::{Value, json};

use crate::clusters::{Declaration, Field, FieldType, Limits, Profile, Section};

/// The page's file name.
pub const PAGE: &str = "configuration.md";

/// The sections with their fields, as the template sees them.
pub fn sections() -> Vec<Value> {
    let declaration = Declaration::builtin();
    let section = |section: &Section| {
        let rows: Vec<_> = section.fields.iter().filter(|field| is_row(field)).map(field).collect();
        json!({
            "title": section.title,
            "heading": "#".repeat(2 + declaration.depth(section)),
            "summary": section.summary,
            "note": section.note,
            "has_constraints": rows.iter().any(|row| row["constraint"] != ""),
            "fields": rows,
        })
    };
    declaration.sections.iter().map(section).collect()
}

/// Whether it is a value that people write, and not what holds others.
fn is_row(field: &Field) -> bool {
    !matches!(field.kind, FieldType::List | FieldType::Mapping | FieldType::Never)
}

fn field(field: &Field) -> Value {
    json!({
        "label": field.label,
        "place": field.name.strip_prefix("clusters[].").unwrap_or(&field.name),
        "required": field.required,
        "description": field.description,
        "default": field.default.as_ref().map(text),
        "constraint": constraint(field),
    })
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What the product page says, or else the limits; and AWS's, where they are others.
fn constraint(field: &Field) -> String {
    let sigma = field.limits(Profile::Sigma);
    let aws = field.limits(Profile::Aws);
    let mut text = match &field.constraint[..] {
        "" => limits(field, sigma),
        text => text.to_owned(),
    };
    if aws != sigma {
        let differs = format!("with profile: aws, {}", limits(field, aws));
        text = if text.is_empty() { differs } else { format!("{text}; {differs}") };
    }
    text
}

fn limits(field: &Field, limits: Limits) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let (least, most) = (number(limits.minimum), number(limits.maximum));
    match field.kind {
        FieldType::Word => limits.allowed.join(" or "),
        FieldType::Integer if least == most => least,
        FieldType::Integer => format!("{least} to {most}"),
        FieldType::Cidr => format!("a prefix of /{least} to /{most}"),
        FieldType::Bucket => format!("{least} to {most} characters, by S3's rules for names"),
        FieldType::Line | FieldType::Name | FieldType::User | FieldType::Handler if !most.is_empty() => {
            format!("up to {most} characters")
        }
        _ => String::new(),
    }
}
