//! A spec against the declaration: every value alone. What is right is kept, the rest is reported, and what is not
//! there has its default.

mod value;

pub(super) use value::{TAKEN_ENDS, TAKEN_STARTS};

use super::declaration::{Declaration, Field, FieldType, Only, Profile};
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Report, Span, quoted};
use crate::document::{Entry, Node, Spanned, Value, unknown};

/// The help where only the product page has a limit.
pub(super) const AWS_ALLOWS_IT: &str = "AWS itself allows it: write `profile: aws` for AWS's limits";

/// Where a token may stand in the wrong place: messages repeat nothing unknown that stands there.
const LOGIN: &str = "clusters[].auth";

/// Whose limits hold in a spec; the product page's where it does not say.
pub(super) fn profile(root: &Node) -> Profile {
    match find(root, "profile").map(|node| &node.value) {
        Some(Value::Text(word)) if word == Profile::Aws.name() => Profile::Aws,
        _ => Profile::Sigma,
    }
}

fn find<'n>(mapping: &'n Node, key: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &mapping.value else { return None };
    entries.iter().find(|entry| entry.key.value == key).map(|entry| &entry.value)
}

/// Reads a spec by the declaration.
pub(super) struct Reader<'r, 's> {
    declaration: &'static Declaration,
    profile: Profile,
    /// The spec's text, for what YAML has made another value of.
    text: &'r str,
    report: &'r mut Report<'s>,
}

impl<'r, 's> Reader<'r, 's> {
    pub fn new(profile: Profile, text: &'r str, report: &'r mut Report<'s>) -> Self {
        Self { declaration: Declaration::builtin(), profile, text, report }
    }

    /// The spec with only what is right in it. None when there is nothing to go on with.
    pub fn spec(&mut self, root: Node) -> Option<Node> {
        let Value::Map(_) = root.value else {
            let message = format!("a spec is a mapping, not {}", root.value.noun());
            self.report.add(Code::WrongType, root.span, message).help("`sigma-gen cluster init` writes one");
            return None;
        };
        if let Some(Node { span, value: Value::Integer(version) }) = find(&root, "version")
            && *version != 1
        {
            let message = format!("version {version} of the format is not known");
            let help = "write `version: 1`, or use a newer sigma-gen";
            self.report.add(Code::Version, *span, message).help(help);
            return None;
        }
        let root = self.mapping(root, "", "the spec", None);
        let is_there = |name| find(&root, name).is_some();
        if !is_there("clusters") && !is_there("existing") && !self.report.has_errors() {
            let message = "the spec has neither `clusters` nor `existing`";
            self.report
                .add(Code::MissingField, root.span, message)
                .help("add `clusters` to create some, or `existing` for those that exist already");
        }
        Some(root)
    }

    /// Reads a mapping at a place. `variant` is the word of `type` that chose it, further out.
    fn mapping(&mut self, node: Node, place: &str, noun: &str, variant: Option<&str>) -> Node {
        let declaration = self.declaration;
        let members = declaration.members(place);
        let span = node.span;
        let Value::Map(entries) = node.value else { return node };

        // The word that says which of the fields belong here; none while it is missing or wrong.
        let switch = members.clone().find(|field| field.key() == "type");
        let own = switch.and_then(|field| {
            let entry = entries.iter().find(|entry| entry.key.value == "type")?;
            let Value::Text(word) = &entry.value.value else { return None };
            field.limits(self.profile).allowed.contains(word).then(|| word.clone())
        });
        let variant = if switch.is_some() { own.as_deref() } else { variant };
        let belongs = |field: &&Field| field.when.as_deref().is_none_or(|when| Some(when) == variant);

        let mut seen: Vec<String> = Vec::new();
        let mut kept: Vec<Entry> = Vec::new();
        for Entry { key, value } in entries {
            let mut named = members.clone().filter(|field| field.key() == key.value);
            match (named.clone().find(belongs), named.next()) {
                (Some(field), _) => {
                    seen.push(key.value.clone());
                    if let Some(value) = self.field(field, value, &key, variant) {
                        kept.push(Entry { key, value });
                    }
                }
                (None, Some(field)) => {
                    if let (Some(variant), Some(when)) = (variant, &field.when) {
                        self.other_variant(&key, when, variant);
                    }
                }
                (None, None) => {
                    let known =
                        members.clone().filter(belongs).filter(|field| field.kind != FieldType::Never);
                    let message = match place {
                        LOGIN => format!("unknown field in {noun}"),
                        _ => format!("unknown field {} in {noun}", quoted(&key.value)),
                    };
                    // A field that is mistyped is not missing too.
                    let meant =
                        unknown(Code::UnknownField, message, &key, known.map(Field::key), self.report);
                    seen.extend(meant.map(str::to_owned));
                }
            }
        }
        let fields: Vec<_> = members.filter(belongs).collect();
        for field in &fields {
            if let Some(only) = &field.only {
                self.only(field, only, &mut kept);
            }
        }
        for field in fields {
            if seen.iter().any(|seen| seen == field.key()) {
                continue;
            }
            if let Some(default) = &field.default {
                let key = Spanned { span, value: field.key().to_owned() };
                kept.push(Entry { key, value: Node { span, value: plain(default) } });
                continue;
            }
            // What it is goes without saying where it cannot be chosen, or where that is not known.
            let is_choice =
                field.only.as_ref().is_none_or(|only| text_of(&kept, &only.field) == Some(&only.is));
            if field.required && is_choice {
                let message = format!("{noun} without `{}`", field.key());
                let help = format!("add `{}`: {}", field.key(), lower_first(&field.description));
                let problem = self.report.add(Code::MissingField, span, message);
                problem.help(help);
                problem.missing = Some(field.key().to_owned());
            }
        }
        Node { span, value: Value::Map(kept) }
    }

    fn other_variant(&mut self, key: &Spanned<String>, when: &str, variant: &str) {
        let message = format!("`{}` belongs to `type: {when}`, but this is `type: {variant}`", key.value);
        let problem = self.report.add(Code::OtherType, key.span, message);
        problem.help(format!("remove `{}`, or write `type: {when}`", key.value));
    }

    /// Checks a field that another one decides about, and takes it out where it cannot be chosen.
    fn only(&mut self, field: &Field, only: &Only, kept: &mut Vec<Entry>) {
        let Some(decides) = text_of(kept, &only.field).map(str::to_owned) else { return };
        let Some(at) = kept.iter().position(|entry| entry.key.value == field.key()) else { return };
        let Node { span, value } = &kept[at].value;
        let is_right = match value {
            // Its limits are those of a choice.
            Value::Integer(number) if decides == only.is => self.number(field, *span, *number),
            _ if decides == only.is => true,
            value if *value == plain(&only.otherwise) => false,
            _ => {
                let Only { field: other, is, otherwise } = only;
                let message = format!("`{}` can be chosen only with `{other}: {is}`", field.key());
                let help = format!(
                    "with `{other}: {decides}` it is always {otherwise}: remove it, or write `{other}: {is}`"
                );
                self.report.add(Code::NotChosen, *span, message).help(help);
                false
            }
        };
        if !is_right {
            kept.remove(at);
        }
    }

    /// Reads the value of a field.
    fn field(
        &mut self,
        field: &Field,
        node: Node,
        key: &Spanned<String>,
        variant: Option<&str>,
    ) -> Option<Node> {
        let noun = format!("`{}`", field.key());
        match (field.kind, &node.value) {
            (FieldType::Never, _) => {
                let message = format!("`{}` does not belong in a spec", field.key());
                self.report.add(Code::PlainToken, key.span, message).help(format!(
                    "{}: keep it in AWS Secrets Manager, and write `secret` with the secret's ARN",
                    lower_first(&field.description)
                ));
                None
            }
            (FieldType::List, Value::List(_)) => self.list(field, node, variant),
            (FieldType::List, _) => self.wrong_type(&noun, "a list", &node),
            // A word or a mapping, such as `none` or a VPC.
            (_, Value::Map(_)) if self.declaration.members(&field.name).next().is_some() => {
                Some(self.mapping(node, &field.name, &noun, variant))
            }
            (FieldType::Mapping, _) => self.wrong_type(&noun, "a mapping", &node),
            _ => self.value(field, &noun, node),
        }
    }

    fn list(&mut self, field: &Field, node: Node, variant: Option<&str>) -> Option<Node> {
        let Node { span, value: Value::List(items) } = node else { return None };
        let name = field.key();
        if items.is_empty() {
            let problem = self.report.add(Code::BadText, span, format!("`{name}` is an empty list"));
            problem.help("write at least one item, or leave the field out if it is optional");
            return None;
        }
        if let Some(most) = field.limits(self.profile).maximum
            && items.len() as i64 > most
        {
            let message = format!("`{name}` has {} items; at most {most} are allowed", items.len());
            self.report
                .add(Code::OutOfLimits, span, message)
                .help("remove some, or move them to another spec");
        }
        let noun = format!("an item of `{name}`");
        let mut kept = Vec::new();
        for item in items {
            let read = match self.declaration.item(field) {
                Some(of) => self.value(of, &noun, item),
                None if matches!(item.value, Value::Map(_)) => {
                    Some(self.mapping(item, &field.items(), &noun, variant))
                }
                None => self.wrong_type(&noun, "a mapping", &item),
            };
            kept.extend(read);
        }
        Some(Node { span, value: Value::List(kept) })
    }

    fn wrong_type(&mut self, noun: &str, expected: &str, node: &Node) -> Option<Node> {
        let message = format!("{noun} takes {expected}, not {}", node.value.noun());
        let help = match (&node.value, expected) {
            (Value::Bool(_) | Value::Integer(_) | Value::Float(_), "text") => {
                "put the value in quotes".to_owned()
            }
            (Value::Text(text), "a whole number" | "true or false") if is_plain(text, expected) => {
                "write it without quotes".to_owned()
            }
            _ => format!("write {expected}"),
        };
        self.report.add(Code::WrongType, node.span, message).help(help);
        None
    }

    fn add(&mut self, code: Code, span: Span, message: String, help: String) -> Option<Node> {
        self.report.add(code, span, message).help(help);
        None
    }

    /// Reports a word that is not one of the allowed ones.
    fn unknown_word(&mut self, field: &Field, word: &Spanned<String>) -> Option<Node> {
        let allowed = field.limits(self.profile).allowed;
        if let Some(reason) = field.refused.get(&word.value) {
            let message = format!("`{}` cannot be {}: {reason}", field.key(), quoted(&word.value));
            let known: Vec<_> = allowed.iter().map(|word| quoted(word)).collect();
            return self.add(Code::Refusal, word.span, message, format!("known here: {}", known.join(", ")));
        }
        let message = match field.parent() {
            Some(LOGIN) => format!("`{}` cannot be this word", field.key()),
            _ => format!("`{}` cannot be {}", field.key(), quoted(&word.value)),
        };
        if field.limits(Profile::Aws).allowed.contains(&word.value) {
            return self.add(Code::UnknownWord, word.span, message, AWS_ALLOWS_IT.to_owned());
        }
        let known = allowed.iter().map(String::as_str);
        let help = match closest(&word.value, known.clone()) {
            Some(close) => format!("did you mean {}?", quoted(close)),
            None => format!("known here: {}", known.map(quoted).collect::<Vec<_>>().join(", ")),
        };
        self.add(Code::UnknownWord, word.span, message, help)
    }
}

/// A value of the declaration, none of which is a list or a mapping.
fn plain(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Bool(value) => Value::Bool(*value),
        serde_json::Value::Number(number) => number.as_i128().map_or(Value::Null, Value::Integer),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        _ => Value::Null,
    }
}

fn text_of<'e>(entries: &'e [Entry], key: &str) -> Option<&'e str> {
    match &entries.iter().find(|entry| entry.key.value == key)?.value.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn is_plain(text: &str, expected: &str) -> bool {
    if expected == "true or false" { matches!(text, "true" | "false") } else { text.parse::<i64>().is_ok() }
}

fn lower_first(text: &str) -> String {
    let mut words = text.splitn(2, ' ');
    let (first, rest) = (words.next().unwrap_or_default(), words.next());
    // `IPv4` and `AWS` stay as they are.
    let is_name = first.chars().skip(1).any(|c| c.is_uppercase());
    let first = if is_name { first.to_owned() } else { first.to_lowercase() };
    rest.map_or_else(|| first.clone(), |rest| format!("{first} {rest}"))
}
