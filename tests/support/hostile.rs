//! Texts that try to leave the language that they are put into.

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

/// The built-in catalogue with one text in every place that takes any text.
pub fn with_text(text: &str) -> Catalogue {
    let mut catalogue = builtin();
    catalogue.service.title = text.to_owned();
    for group in &mut catalogue.groups {
        group.title = text.to_owned();
        group.summary = text.to_owned();
        for operation in &mut group.operations {
            operation.title = text.to_owned();
            operation.summary = text.to_owned();
            operation.reply.success = text.to_owned();
            operation.reply.failure = text.to_owned();
            for param in &mut operation.params {
                param.label = text.to_owned();
                param.description = text.to_owned();
            }
        }
    }
    catalogue
}
