//! Descriptions of formats: each makes both the reader of a type and its JSON Schema, so that the two
//! cannot differ.

/// Defines a mapping with fixed fields: `required` and `optional` ones, each with a doc comment
/// (it becomes the description in the JSON Schema), a name (`kind as "type"` where YAML's name is
/// not Rust's) and a type. All fields are [`Field`](super::Field)s: a record with mistakes can still be checked.
macro_rules! record {
    (
        $(#[doc = $doc:literal])*
        $record:ident = $noun:literal {
            $( $(#[doc = $field_doc:literal])* $presence:ident $field:ident $(as $yaml:literal)?: $type:ty, )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub(crate) struct $record {
            $( $(#[doc = $field_doc])* pub $field: $crate::document::Field<$type>, )*
        }

        impl $record {
            const FIELDS: &[$crate::document::FieldInfo] = &[$( $crate::document::FieldInfo {
                name: record!(@name $field $(as $yaml)?),
                required: record!(@required $presence),
                doc: concat!($($field_doc),*),
            } ),*];
        }

        impl $crate::document::Shape for $record {
            const EXPECTED: &'static str = "a mapping";

            fn read(node: $crate::document::Node, label: $crate::document::Label, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                let $crate::document::Value::Map(entries) = node.value else {
                    return $crate::document::wrong_type::<Self>(&node, label, report);
                };
                let mut record = $record { $( $field: $crate::document::Field::Absent, )* };
                let mut missing = Self::FIELDS.to_vec();
                for $crate::document::Entry { key, value } in entries {
                    missing.retain(|field| field.name != key.value);
                    match key.value.as_str() {
                        $( record!(@name $field $(as $yaml)?) => {
                            let label = $crate::document::Label::Field(record!(@name $field $(as $yaml)?));
                            record.$field = <$type as $crate::document::Shape>::read_field(value, label, report);
                        } )*
                        _ => {
                            // A field that is mistyped is not missing too.
                            let meant = $crate::document::unknown_field(&key, $noun, Self::FIELDS, report);
                            missing.retain(|field| Some(field.name) != meant);
                        }
                    }
                }
                $crate::document::missing_fields(node.span, $noun, &missing, report);
                Some(record)
            }

            #[cfg(feature = "cli")]
            fn schema(definitions: &mut $crate::document::Definitions) -> $crate::document::schema::Schema {
                definitions.once(stringify!($record), |definitions| {
                    let fields = vec![$( <$type as $crate::document::Shape>::schema(definitions) ),*];
                    $crate::document::schema::record(concat!($($doc),*), Self::FIELDS, fields)
                })
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident as $yaml:literal) => { $yaml };
    (@required required) => { true };
    (@required optional) => { false };
}

/// Describes a type whose values are written as one of several words, each with a doc comment.
macro_rules! one_of {
    (
        $type:ty = $noun:literal {
            $( $(#[doc = $doc:literal])* $word:literal => $value:expr, )*
        }
    ) => {
        impl $crate::document::Shape for $type {
            const EXPECTED: &'static str = concat!("one of" $(, " `", $word, "`")*);

            fn read(node: $crate::document::Node, label: $crate::document::Label, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                let span = node.span;
                let $crate::document::Value::Text(value) = node.value else {
                    return $crate::document::wrong_type::<Self>(&node, label, report);
                };
                match value.as_str() {
                    $( $word => Some($value), )*
                    _ => {
                        let word = $crate::document::Spanned { span, value };
                        let message = format!("unknown {} {}", $noun, $crate::diagnostic::quoted(&word.value));
                        let known = [$($word),*].into_iter();
                        $crate::document::unknown($crate::diagnostic::Code::UnknownWord, message, &word, known, report);
                        None
                    }
                }
            }

            #[cfg(feature = "cli")]
            fn schema(definitions: &mut $crate::document::Definitions) -> $crate::document::schema::Schema {
                definitions.once(stringify!($type), |_| $crate::document::schema::one_of(&[$( ($word, concat!($($doc),*)) ),*]))
            }
        }
    };
}

/// Defines text that follows a rule: a pattern for the schema (a regular expression of ECMA 262),
/// and the same as a function for the reader. Some texts may be known words, each with a doc comment.
macro_rules! text {
    (
        $(#[doc = $doc:literal])*
        $name:ident: $code:ident, $pattern:literal, $is_valid:expr, $help:literal
        $(, $(#[doc = $words_doc:literal])* $words:ident { $( $(#[doc = $word_doc:literal])* $word:literal, )* })?
    ) => {
        $(
            $(#[doc = $words_doc])*
            pub(crate) const $words: &[&str] = &[$($word),*];
        )?

        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name(pub String);

        impl $crate::document::Shape for $name {
            const EXPECTED: &'static str = "text";

            fn read(node: $crate::document::Node, label: $crate::document::Label, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                let span = node.span;
                let text = <String as $crate::document::Shape>::read(node, label, report)?;
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(&text) {
                    return Some($name(text));
                }
                let message = match text.as_str() {
                    "" => format!("{label} is empty"),
                    text => format!("{label} cannot be {}", $crate::diagnostic::quoted(text)),
                };
                report.add($crate::diagnostic::Code::$code, span, message).help($help);
                None
            }

            #[cfg(feature = "cli")]
            fn schema(definitions: &mut $crate::document::Definitions) -> $crate::document::schema::Schema {
                definitions.once(stringify!($name), |_| {
                    let schema = $crate::document::schema::pattern($pattern);
                    $(
                        let words = $crate::document::schema::one_of(&[$( ($word, concat!($($word_doc),*)) ),*]);
                        let schema = $crate::document::schema::any_of(vec![words, schema]);
                    )?
                    schema
                })
            }
        }
    };
}

/// Defines a type whose values are written in one of several ways: as text, as a list or as a mapping.
macro_rules! either {
    (
        $(#[doc = $doc:literal])*
        $name:ident = $expected:literal { $( $form:ident => $variant:ident($type:ty), )* }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub(crate) enum $name {
            $( $variant($type), )*
        }

        impl $crate::document::Shape for $name {
            const EXPECTED: &'static str = $expected;

            fn read(node: $crate::document::Node, label: $crate::document::Label, report: &mut $crate::diagnostic::Report) -> Option<Self> {
                match node.value {
                    $( $crate::document::Value::$form(_) => {
                        <$type as $crate::document::Shape>::read(node, label, report).map($name::$variant)
                    } )*
                    _ => $crate::document::wrong_type::<Self>(&node, label, report),
                }
            }

            #[cfg(feature = "cli")]
            fn schema(definitions: &mut $crate::document::Definitions) -> $crate::document::schema::Schema {
                $crate::document::schema::any_of(vec![$( <$type as $crate::document::Shape>::schema(definitions) ),*])
            }
        }
    };
}

pub(crate) use {either, one_of, record, text};
