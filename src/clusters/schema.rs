//! The JSON Schema (draft 2020-12) of a spec, from the declaration. Rules across several fields are not in it, but
//! for those that the declaration itself has.

use serde_json::{Map, Value as Json, json};

use super::declaration::{Declaration, Field, FieldType, Profile};
use super::facts::Facts;
use super::read::{TAKEN_ENDS, TAKEN_STARTS};

/// The JSON Schema of a spec, for editors and validators.
pub fn schema() -> String {
    let Json::Object(mut root) = mapping("", Profile::Sigma, None) else { return String::new() };
    let mut complete = Map::new();
    complete.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    complete.insert("title".into(), "Redis clusters of sigma-gen".into());
    // What a cluster is depends on the profile.
    let clusters = root["properties"]["clusters"].as_object_mut();
    clusters.and_then(|clusters| clusters.remove("items"));
    complete.append(&mut root);
    let items = |name: &str| json!({ "properties": { "clusters": { "items": { "$ref": format!("#/$defs/{name}") } } } });
    complete.insert("anyOf".into(), json!([{ "required": ["clusters"] }, { "required": ["existing"] }]));
    complete.insert("if".into(), is("profile", "aws"));
    complete.insert("then".into(), items("awsCluster"));
    complete.insert("else".into(), items("sigmaCluster"));
    let cluster = |profile| mapping("clusters[]", profile, None);
    let defs = json!({ "sigmaCluster": cluster(Profile::Sigma), "awsCluster": cluster(Profile::Aws) });
    complete.insert("$defs".into(), defs);
    format!("{:#}\n", Json::Object(complete))
}

/// The schema of an object whose property is this word.
fn is(property: &str, word: &str) -> Json {
    json!({ "properties": { property: { "const": word } }, "required": [property] })
}

/// The mapping at a place, where `variant` is the word of `type` that chose it further out.
fn mapping(place: &str, profile: Profile, variant: Option<&str>) -> Json {
    let members = Declaration::builtin().members(place).filter(|field| field.kind != FieldType::Never);
    let belongs = |field: &&Field| field.when.as_deref().is_none_or(|own| Some(own) == variant);
    let plain: Vec<_> = members.clone().filter(belongs).collect();
    let mut schema = object(&plain, profile, variant);
    let mut rules: Vec<Json> = plain.iter().filter_map(|field| only(field, profile)).collect();

    // `type` decides which more fields there are.
    let switch = members.clone().find(|field| field.key() == "type");
    for word in switch.map_or(&[][..], |field| field.limits(profile).allowed) {
        let more: Vec<_> = members.clone().filter(|field| field.when.as_ref() == Some(word)).collect();
        if !more.is_empty() {
            rules.push(json!({ "if": is("type", word), "then": object(&more, profile, Some(word)) }));
        }
    }
    if !rules.is_empty() {
        schema["allOf"] = rules.into();
    }
    schema["type"] = "object".into();
    schema[if switch.is_some() { "unevaluatedProperties" } else { "additionalProperties" }] = false.into();
    schema
}

fn object(fields: &[&Field], profile: Profile, variant: Option<&str>) -> Json {
    let property = |field: &&Field| {
        let mut schema = value(field, profile, variant);
        schema["description"] = field.description.trim().into();
        if let Some(default) = &field.default {
            schema["default"] = default.clone();
        }
        (field.key().to_owned(), schema)
    };
    let properties: Map<String, Json> = fields.iter().map(property).collect();
    let required = fields.iter().filter(|field| field.required && field.only.is_none());
    json!({ "properties": properties, "required": required.map(|field| field.key()).collect::<Vec<_>>() })
}

/// What holds of a field that another one decides about.
fn only(field: &Field, profile: Profile) -> Option<Json> {
    let only = field.only.as_ref()?;
    let key = field.key();
    Some(json!({
        "if": is(&only.field, &only.is),
        "then": { "properties": { key: scalar(field, profile) }, "required": [key] },
        "else": { "properties": { key: { "const": &only.otherwise } } },
    }))
}

fn value(field: &Field, profile: Profile, variant: Option<&str>) -> Json {
    let declaration = Declaration::builtin();
    let has_members = declaration.members(&field.name).next().is_some();
    match field.kind {
        FieldType::List => {
            let items = match declaration.item(field) {
                Some(item) => scalar(item, profile),
                None => mapping(&field.items(), profile, variant),
            };
            let mut list = json!({ "type": "array", "items": items, "minItems": 1 });
            if let Some(most) = field.limits(profile).maximum {
                list["maxItems"] = most.into();
            }
            list
        }
        FieldType::Mapping => mapping(&field.name, profile, variant),
        _ if has_members => {
            json!({ "anyOf": [scalar(field, profile), mapping(&field.name, profile, variant)] })
        }
        // Its limits are in a rule.
        FieldType::Integer if field.only.is_some() => json!({ "type": "integer" }),
        _ => scalar(field, profile),
    }
}

fn scalar(field: &Field, profile: Profile) -> Json {
    let limits = field.limits(profile);
    let pattern = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    let (least, most) = (limits.minimum.unwrap_or(0), limits.maximum);
    let mut schema = match field.kind {
        FieldType::Boolean => json!({ "type": "boolean" }),
        FieldType::Integer => {
            json!({ "type": "integer", "minimum": least, "maximum": most.unwrap_or(i64::MAX) })
        }
        FieldType::Word => json!({ "enum": limits.allowed }),
        FieldType::Region => json!({ "enum": Facts::builtin().regions().collect::<Vec<_>>() }),
        FieldType::Version => pattern(r"^[0-9]+(\.[0-9]+)+$"),
        FieldType::Name => pattern("^[A-Za-z](-?[A-Za-z0-9])*$"),
        FieldType::User => pattern("^(?!default$)[a-z](-?[a-z0-9])*$"),
        FieldType::Runtime => json!({ "enum": Facts::builtin().usable_runtimes().collect::<Vec<_>>() }),
        FieldType::Handler => pattern(r"^(?!.*(\{\{|\$\{))[^\s\u0000-\u001F\u007F-\u009F]+$"),
        FieldType::Bucket => pattern(&format!(
            r"^(?!{})(?!.*(\.\.|({})$))(?![0-9]+(\.[0-9]+){{3}}$)[a-z0-9][a-z0-9.-]*[a-z0-9]$",
            TAKEN_STARTS.join("|"),
            TAKEN_ENDS.join("|").replace('.', r"\."),
        )),
        FieldType::Id => pattern(&format!("^{}-[0-9a-f]{{8,17}}$", field.prefix)),
        FieldType::Arn => {
            pattern("^arn:[A-Za-z0-9-]+:secretsmanager:[A-Za-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$")
        }
        FieldType::Cidr => {
            let prefixes: Vec<_> = (least..=most.unwrap_or(32)).map(|prefix| prefix.to_string()).collect();
            let byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
            pattern(&format!(r"^({byte}\.){{3}}{byte}/({})$", prefixes.join("|")))
        }
        FieldType::Line
        | FieldType::NodeType
        | FieldType::Path
        | FieldType::Never
        | FieldType::List
        | FieldType::Mapping => pattern(
            r"^(?!.*(\{\{|\$\{))[^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F][^\u0000-\u001F\u007F-\u009F]*$",
        ),
    };
    if let (
        FieldType::Line | FieldType::Name | FieldType::User | FieldType::Handler | FieldType::Bucket,
        Some(most),
    ) = (field.kind, most)
    {
        schema["maxLength"] = most.into();
    }
    if field.kind == FieldType::Bucket {
        schema["minLength"] = least.into();
    }
    schema
}
