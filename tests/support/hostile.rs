//! Texts that try to leave the language that they are put into.

use sigma_gen::catalogue::model::{Param, Shape};
use sigma_gen::catalogue::{Catalogue, Source, load};

/// Texts that have left a string, a comment, a template or a table somewhere.
pub const HOSTILE: &[&str] = &[
    "*/ process.exit(1); /*",
    "// \n\r\n @deprecated @param {x",
    "'; process.exit(1); '\\",
    "\u{2028}process.exit(1)\u{2029}\u{202e}\u{0}",
    "</script><!-- ${process.exit(1)} `x` -->",
    "{{ service.name }} {% raw %} {# #}",
    "| a | b |\n```js\nprocess.exit(1)\n```\n# heading",
];

pub fn builtin() -> Catalogue {
    load(&Source::builtin()).unwrap()
}

/// The catalogue that has operations of every shape.
pub fn any() -> Catalogue {
    let text = include_str!("../cases/any/operations.yaml").to_owned();
    load(&Source { path_shown: "operations.yaml".into(), text }).unwrap()
}

/// The built-in catalogue with one text in every place that takes any text.
pub fn with_text(text: &str) -> Catalogue {
    put(builtin(), text)
}

/// The same for the catalogue that has operations of every shape.
pub fn any_with_text(text: &str) -> Catalogue {
    put(any(), text)
}

fn put(mut catalogue: Catalogue, text: &str) -> Catalogue {
    catalogue.service.title = text.to_owned();
    for record in &mut catalogue.records {
        record.description = text.to_owned();
        for field in &mut record.fields {
            field.description = text.to_owned();
            field.since = field.since.is_some().then(|| text.to_owned());
        }
    }
    for group in &mut catalogue.groups {
        group.title = text.to_owned();
        group.summary = text.to_owned();
        for operation in &mut group.operations {
            operation.title = text.to_owned();
            operation.summary = text.to_owned();
            operation.deprecated = operation.deprecated.is_some().then(|| text.to_owned());
            operation.reply.success = text.to_owned();
            operation.reply.failure = text.to_owned();
            operation.params.iter_mut().for_each(|param| put_in(param, text));
        }
    }
    catalogue
}

fn put_in(param: &mut Param, text: &str) {
    param.label = text.to_owned();
    param.description = text.to_owned();
    param.since = param.since.is_some().then(|| text.to_owned());
    if let Shape::Group(parts) | Shape::OneOf(parts) = &mut param.shape {
        parts.iter_mut().for_each(|part| put_in(part, text));
    }
}
