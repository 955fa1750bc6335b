//! From a server's tree of arguments to parameters, rule by rule.

use super::draft::{Param, Word, snake};
use crate::commands::{Argument, ArgumentType};

/// Reads the arguments of one command.
pub(super) struct Reader<'a> {
    /// The command's words.
    pub command: &'a str,
    /// Whether the command may wait.
    pub is_blocking: bool,
    /// The parameter that says how long, once it is found.
    pub wait: Option<String>,
}

/// What a value is that takes any: texts, numbers, JSON.
const ANY: &[&str] = &["value", "element", "elements", "member", "message"];

impl Reader<'_> {
    /// The parameters of arguments that stand one after the other.
    pub fn params(&mut self, arguments: &[Argument]) -> Vec<Param> {
        let mut params = Vec::new();
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            // A number before values is counted by the client.
            let is_number = argument.kind == ArgumentType::Integer
                && argument.token.is_none()
                && snake(&argument.name).starts_with("num");
            match rest.as_slice() {
                [values, ..] if is_number && values.is_multiple => {
                    rest.next();
                    params.push(Param { count: true, ..self.one(values) });
                }
                _ => params.extend(self.flat(argument)),
            }
        }
        params
    }

    /// The parameters of an argument. A block that may be left out, whose first part is all it needs, is that part and
    /// others that need it: COUNT n [ANY].
    fn flat(&mut self, argument: &Argument) -> Vec<Param> {
        let is_open = argument.kind == ArgumentType::Block
            && argument.is_optional
            && argument.token.is_none()
            && !argument.is_multiple;
        let is_plain = |part: &Argument| {
            !part.is_optional && !matches!(part.kind, ArgumentType::Block | ArgumentType::OneOf)
        };
        match argument.arguments.as_slice() {
            [first, rest @ ..] if is_open && is_plain(first) && rest.iter().all(|part| part.is_optional) => {
                let first = self.one(first);
                let mut params = vec![Param { optional: !first.is_flag(), ..first }];
                for mut param in self.params(rest) {
                    param.needs.get_or_insert_with(|| params[0].name.clone());
                    param.optional = !param.is_flag();
                    params.push(param);
                }
                params
            }
            _ => vec![self.one(argument)],
        }
    }

    /// The parameter of an argument.
    fn one(&mut self, argument: &Argument) -> Param {
        let argument = &simplified(argument);
        let token = argument.token.as_deref().filter(|token| !token.is_empty());
        let is_block = argument.kind == ArgumentType::Block;
        // What people know a value by, and what is the only one of its kind.
        let is_name = |token: &&str| {
            token.starts_with(|c: char| c.is_ascii_uppercase())
                && token.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                && !(is_block && counted(argument).is_some())
        };
        let mut param = Param::new(&snake(token.filter(is_name).unwrap_or(&argument.name)));
        param.token = token.map(str::to_owned);
        match argument.kind {
            ArgumentType::Block => {
                if let Some(values) = counted(argument) {
                    return self.counted(argument, values);
                }
                self.block(&mut param, argument);
            }
            ArgumentType::OneOf => self.choice(&mut param, argument),
            _ => self.value(&mut param, argument),
        }
        if argument.is_multiple && param.repeat.is_none() {
            param.repeat = Some(if argument.is_multiple_token { "with_token" } else { "variadic" });
        }
        param.optional = argument.is_optional && !param.is_flag();
        param.since.clone_from(&argument.since);
        plural(&mut param);
        param
    }

    /// FIELDS numfields field...: the client counts.
    fn counted(&mut self, argument: &Argument, values: &Argument) -> Param {
        let mut param = self.one(values);
        if let Some(token) = &argument.token {
            param.rename(&snake(token));
            param.single = None;
        }
        Param {
            token: argument.token.clone(),
            count: true,
            optional: argument.is_optional,
            since: argument.since.clone(),
            ..param
        }
    }

    fn block(&mut self, param: &mut Param, argument: &Argument) {
        let parts = &argument.arguments;
        if parts.iter().all(|part| part.kind == ArgumentType::PureToken) {
            // NO ONE
            let words: Vec<_> = parts.iter().filter_map(|part| part.token.as_deref()).collect();
            param.token = Some(words.join(" "));
            param.kind = Some("flag");
        } else if parts.len() == 2 && parts.iter().all(|part| part.is_multiple) {
            // STREAMS key... id...
            param.repeat = Some("columns");
            let once = |part: &Argument| Argument { is_multiple: false, ..part.clone() };
            param.params = self.params(&parts.iter().map(once).collect::<Vec<_>>());
        } else {
            param.params = self.params(parts);
        }
    }

    fn choice(&mut self, param: &mut Param, argument: &Argument) {
        let parts = &argument.arguments;
        if parts.iter().all(|part| part.kind == ArgumentType::PureToken) {
            param.kind = Some("word");
            param.words = parts.iter().map(word).collect();
            let names: Vec<_> = parts.iter().filter_map(|part| part.token.as_deref()).map(snake).collect();
            if names.contains(&param.name) {
                // Such as `async`, of ASYNC and SYNC.
                param.rename(&names.join("_or_"));
            }
            return;
        }
        // `*` or an identifier: a sign is one of the text's values.
        if let [one, other] = parts.as_slice() {
            let is_sign = |part: &Argument| {
                part.kind == ArgumentType::PureToken
                    && part
                        .token
                        .as_deref()
                        .is_some_and(|token| !token.chars().any(|c| c.is_ascii_alphanumeric()))
            };
            let text = match (is_sign(one), is_sign(other)) {
                (true, false) => Some(other),
                (false, true) => Some(one),
                _ => None,
            };
            if let Some(text) = text.filter(|text| text.token.is_none()) {
                if text.kind == ArgumentType::Key {
                    param.rename(&snake(&text.name));
                }
                self.value(param, text);
                return;
            }
        }
        for part in parts {
            let one = self.one(part);
            // A choice in a choice is one.
            let is_choice =
                one.kind.is_none() && one.params.is_empty() && one.token.is_none() && one.repeat.is_none();
            if is_choice { param.one_of.extend(one.one_of) } else { param.one_of.push(one) }
        }
        for alternative in &mut param.one_of {
            // One of them is given in any case.
            alternative.optional = false;
        }
    }

    fn value(&mut self, param: &mut Param, argument: &Argument) {
        let name = snake(&argument.name);
        let kind = match argument.kind {
            ArgumentType::PureToken => "flag",
            ArgumentType::Key => "key",
            ArgumentType::Double => "double",
            ArgumentType::Integer => match param.name.as_str() {
                "seconds" | "ex" => "seconds",
                "milliseconds" | "px" => "milliseconds",
                _ => "integer",
            },
            ArgumentType::UnixTime => {
                let is_exact = name.contains("milli")
                    || self.command.starts_with(['P', 'p'])
                    || self.command.starts_with("HP");
                if is_exact { "unix_milliseconds" } else { "unix_seconds" }
            }
            _ if ANY.contains(&name.as_str()) => "any",
            _ => "string",
        };
        let waits = self.is_blocking && matches!(param.name.as_str(), "timeout" | "milliseconds" | "block");
        param.kind = Some(match argument.kind {
            ArgumentType::Double if waits => "timeout",
            ArgumentType::Integer if waits => "milliseconds",
            _ => kind,
        });
        if waits {
            self.wait = Some(param.name.clone());
        }
    }
}

/// A block of one part is that part, and a block whose first part has its token has that token itself.
fn simplified(argument: &Argument) -> Argument {
    let is_block = argument.kind == ArgumentType::Block;
    match argument.arguments.as_slice() {
        [part] if is_block && (argument.token.is_none() || part.token.is_none()) => simplified(&Argument {
            token: part.token.clone().or_else(|| argument.token.clone()),
            since: part.since.clone().or_else(|| argument.since.clone()),
            is_optional: argument.is_optional || part.is_optional,
            is_multiple: argument.is_multiple || part.is_multiple,
            is_multiple_token: argument.is_multiple_token || part.is_multiple_token,
            ..part.clone()
        }),
        // BYRADIUS radius unit
        [first, rest @ ..]
            if is_block
                && argument.token.is_none()
                && !argument.is_multiple
                && !first.is_optional
                && first.token.is_some()
                && !matches!(
                    first.kind,
                    ArgumentType::PureToken | ArgumentType::OneOf | ArgumentType::Block
                ) =>
        {
            let token = first.token.clone();
            let first = Argument { token: None, ..first.clone() };
            let arguments = std::iter::once(first).chain(rest.iter().cloned()).collect();
            Argument { token, arguments, ..argument.clone() }
        }
        _ => argument.clone(),
    }
}

/// The values of a block that is a word, their number, and them.
fn counted(block: &Argument) -> Option<&Argument> {
    match block.arguments.as_slice() {
        [number, values] => {
            let is_counted = block.token.is_some()
                && number.kind == ArgumentType::Integer
                && number.token.is_none()
                && snake(&number.name).starts_with("num")
                && values.is_multiple;
            is_counted.then_some(values)
        }
        _ => None,
    }
}

fn word(part: &Argument) -> Word {
    let token = part.token.clone().unwrap_or_default();
    let is_plain = token.starts_with(|c: char| c.is_ascii_alphabetic())
        && token.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_plain { Word::Plain(token) } else { Word::Named { name: snake(&part.name), token } }
}

/// A list has the name of many, and one value may be given by the name of one.
fn plural(param: &mut Param) {
    if param.repeat.is_none() || param.repeat == Some("columns") || param.token.is_some() {
        return;
    }
    let one = param.name.clone();
    if one.ends_with('s') || one == "data" {
        return;
    }
    let many = match one.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None if one.ends_with(['x', 'h']) => format!("{one}es"),
        None => format!("{one}s"),
    };
    param.rename(&many);
    param.single = (param.params.is_empty() && param.one_of.is_empty()).then_some(one);
}
