//! What a form of a spec is drawn from.

use serde_json::{Value as Json, json};

use super::declaration::{Declaration, Field, Profile, Section};
use super::facts::Facts;

/// The sections of a spec with their fields and the limits of a profile, and what can be chosen in a region.
pub(crate) fn form(profile: Profile, region: &str) -> Json {
    let facts = Facts::builtin();
    let section = |section: &Section| {
        json!({
            "name": section.name,
            "title": section.title,
            "within": section.within,
            "summary": section.summary,
            "note": section.note,
            "fields": section.fields.iter().map(|one| field(one, profile)).collect::<Vec<_>>(),
        })
    };
    json!({
        "sections": Declaration::builtin().sections.iter().map(section).collect::<Vec<_>>(),
        "versions": facts.all_versions(),
        "regions": facts.regions().collect::<Vec<_>>(),
        "families": facts.families(region),
        "runtimes": facts.current_runtimes().collect::<Vec<_>>(),
    })
}

fn field(field: &Field, profile: Profile) -> Json {
    let limits = field.limits(profile);
    json!({
        "name": field.name,
        "label": field.label,
        "type": field.kind,
        "required": field.required,
        "description": field.description,
        "constraint": field.constraint,
        "allowed": limits.allowed,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "prefix": field.prefix,
        "default": field.default,
        "when": field.when,
        "only": field.only,
    })
}
