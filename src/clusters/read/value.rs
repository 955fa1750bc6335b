//! Single values: their types and limits.

use super::super::cidr::Cidr;
use super::super::declaration::{Field, FieldType, Profile};
use super::super::facts::{Facts, Support};
use super::{AWS_ALLOWS_IT, Reader};
use crate::diagnostic::closest;
use crate::diagnostic::{Code, Span, quoted};
use crate::document::{Node, Spanned, Value};

/// What the name of a bucket does not start with.
pub(in crate::clusters) const TAKEN_STARTS: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
/// What it does not end with.
pub(in crate::clusters) const TAKEN_ENDS: [&str; 5] =
    ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

impl Reader<'_, '_> {
    /// Reads a value that is neither a list nor a mapping.
    pub(super) fn value(&mut self, field: &Field, noun: &str, node: Node) -> Option<Node> {
        let span = node.span;
        match (field.kind, &node.value) {
            (FieldType::Boolean, Value::Bool(_)) => return Some(node),
            (FieldType::Boolean, _) => return self.wrong_type(noun, "true or false", &node),
            (FieldType::Integer, Value::Integer(number)) => {
                let number = *number;
                // Where another field decides, the limits are checked when both are read.
                return (field.only.is_some() || self.number(field, span, number)).then_some(node);
            }
            (FieldType::Integer, _) => return self.wrong_type(noun, "a whole number", &node),
            (FieldType::Version, Value::Integer(_) | Value::Float(_)) => {
                let written = self.text.get(span.start..span.end).unwrap_or_default();
                let message = format!("{noun} is a number here, and to YAML 7.10 is 7.1");
                return self.add(
                    Code::VersionNumber,
                    span,
                    message,
                    format!("put it in quotes: \"{written}\""),
                );
            }
            _ => {}
        }
        let Value::Text(text) = &node.value else { return self.wrong_type(noun, "text", &node) };
        let text = Spanned { span, value: text.clone() };
        let is_right = match field.kind {
            FieldType::Word => {
                let allowed = field.limits(self.profile).allowed;
                allowed.contains(&text.value) || self.unknown_word(field, &text).is_some()
            }
            FieldType::Region => self.region(noun, &text),
            FieldType::Line | FieldType::Version | FieldType::NodeType | FieldType::Path => {
                self.line(field, noun, &text)
            }
            FieldType::Name => self.name(field, noun, &text),
            FieldType::User => self.user(field, noun, &text),
            FieldType::Cidr => self.cidr(field, noun, &text),
            FieldType::Id => self.id(field, noun, &text),
            FieldType::Arn => self.arn(noun, &text),
            FieldType::Runtime => self.runtime(noun, &text),
            FieldType::Handler => self.line(field, noun, &text) && self.handler(noun, &text),
            FieldType::Bucket => self.bucket(field, noun, &text),
            FieldType::Boolean
            | FieldType::Integer
            | FieldType::Never
            | FieldType::List
            | FieldType::Mapping => true,
        };
        is_right.then_some(node)
    }

    fn refuse(
        &mut self,
        code: Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> bool {
        self.report.add(code, span, message).help(help);
        false
    }

    pub(super) fn number(&mut self, field: &Field, span: Span, number: i128) -> bool {
        let fits = |profile| {
            let limits = field.limits(profile);
            limits.minimum.is_none_or(|least| number >= i128::from(least))
                && limits.maximum.is_none_or(|most| number <= i128::from(most))
        };
        if fits(self.profile) {
            return true;
        }
        let limits = field.limits(self.profile);
        let (least, most) = (limits.minimum.unwrap_or(i64::MIN), limits.maximum.unwrap_or(i64::MAX));
        let message = format!("`{}` is {number}; it must be from {least} to {most}", field.key());
        let help = if self.profile == Profile::Sigma && fits(Profile::Aws) {
            AWS_ALLOWS_IT.to_owned()
        } else {
            format!("write a number from {least} to {most}")
        };
        self.refuse(Code::OutOfLimits, span, message, help)
    }

    fn line(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        if text.value.trim().is_empty() || text.value.chars().any(char::is_control) {
            let message = match text.value.trim() {
                "" => format!("{noun} is empty"),
                _ => format!("{noun} cannot be {}", quoted(&text.value)),
            };
            return self.refuse(
                Code::BadText,
                text.span,
                message,
                "write one line of text, without control characters",
            );
        }
        if let Some(sign) = ["{{", "${"].into_iter().find(|sign| text.value.contains(sign)) {
            let message = format!("{noun} cannot contain `{sign}`: CloudFormation would replace it");
            return self.refuse(Code::BadText, text.span, message, "leave it out");
        }
        let length = text.value.chars().count() as i64;
        match field.limits(self.profile).maximum {
            Some(most) if length > most => {
                let message = format!("{noun} has {length} characters; at most {most} are allowed");
                self.refuse(Code::BadText, text.span, message, "make it shorter")
            }
            _ => true,
        }
    }

    fn region(&mut self, noun: &str, text: &Spanned<String>) -> bool {
        let facts = Facts::builtin();
        if facts.regions().any(|region| region == text.value) {
            return true;
        }
        let help = match closest(&text.value, facts.regions()) {
            Some(close) => format!("did you mean {}?", quoted(close)),
            None => "write a region such as `us-east-1`".to_owned(),
        };
        let message = format!("{noun} is {}, which is not a region with ElastiCache", quoted(&text.value));
        self.refuse(Code::UnknownWord, text.span, message, help)
    }

    /// The five parts of the name rule, each with a code of its own.
    fn name(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        let name = text.value.as_str();
        let before = self.report.count();
        let length = name.chars().count() as i64;
        let most = |profile| field.limits(profile).maximum.unwrap_or(i64::MAX);
        if name.is_empty() || length > most(self.profile) {
            let most_here = most(self.profile);
            let message = format!("{noun} has {length} characters; it must have 1 to {most_here}");
            let help = if self.profile == Profile::Sigma
                && (1..=most(Profile::Aws)).contains(&length)
                && most(Profile::Aws) > most_here
            {
                AWS_ALLOWS_IT.to_owned()
            } else {
                format!("write a name of 1 to {most_here} characters")
            };
            self.refuse(Code::NameLength, text.span, message, help);
        }
        if let Some(other) = name.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '-') {
            let message = format!("{noun} has the character {}", quoted(&other.to_string()));
            self.refuse(
                Code::NameCharacters,
                text.span,
                message,
                "use only letters (a to z), digits and hyphens",
            );
        }
        if let Some(first) = name.chars().next().filter(|c| !c.is_ascii_alphabetic()) {
            let message = format!("{noun} begins with {}", quoted(&first.to_string()));
            self.refuse(Code::NameStart, text.span, message, "the first character must be a letter");
        }
        if name.ends_with('-') {
            self.refuse(
                Code::NameEnd,
                text.span,
                format!("{noun} ends with a hyphen"),
                "the last character must be a letter or digit",
            );
        }
        if name.contains("--") {
            self.refuse(
                Code::NameHyphens,
                text.span,
                format!("{noun} has two hyphens in a row"),
                "write a single hyphen",
            );
        }
        self.report.count() == before
    }

    fn user(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        let user = text.value.as_str();
        let most = field.limits(self.profile).maximum.unwrap_or(i64::MAX);
        let is_right = user.starts_with(|c: char| c.is_ascii_lowercase())
            && user.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !user.ends_with('-')
            && !user.contains("--")
            && user.len() as i64 <= most;
        if user == "default" {
            let message = format!("{noun} cannot be `default`: that user has no IAM identity");
            return self.refuse(Code::BadName, text.span, message, "write another name");
        }
        is_right
            || {
                let help = format!(
                    "use up to {most} lower-case letters, digits and single hyphens; start with a letter, and do not end with a hyphen"
                );
                self.refuse(Code::BadName, text.span, format!("{noun} cannot be {}", quoted(user)), help)
            }
    }

    fn cidr(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        let Some(cidr) = Cidr::parse(&text.value) else {
            let message =
                format!("{noun} is {}, which is not a block of IPv4 addresses", quoted(&text.value));
            return self.refuse(
                Code::CidrSyntax,
                text.span,
                message,
                "write an address and a prefix, such as `10.0.0.0/16`",
            );
        };
        let limits = field.limits(self.profile);
        let (least, most) = (limits.minimum.unwrap_or(0), limits.maximum.unwrap_or(32));
        let mut is_right = true;
        if !(least..=most).contains(&i64::from(cidr.prefix())) {
            let message =
                format!("{noun} has the prefix /{}; it must be from /{least} to /{most}", cidr.prefix());
            let size = if i64::from(cidr.prefix()) < least { "smaller" } else { "larger" };
            is_right = self.refuse(Code::CidrPrefix, text.span, message, format!("choose a {size} block"));
        }
        if cidr.network() != cidr {
            let message =
                format!("{noun} is {}, whose address is not the first of its block", quoted(&text.value));
            is_right = self.refuse(
                Code::CidrHostBits,
                text.span,
                message,
                format!("did you mean `{}`?", cidr.network()),
            );
        }
        is_right
    }

    fn id(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        let prefix = &field.prefix;
        let digits = text.value.strip_prefix(prefix.as_str()).and_then(|rest| rest.strip_prefix('-'));
        let is_right = digits.is_some_and(|digits| {
            (8..=17).contains(&digits.len())
                && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        });
        is_right || {
            let message =
                format!("{noun} is {}, which is not an identifier of that kind", quoted(&text.value));
            let help = format!(
                "write one such as `{prefix}-0123456789abcdef0`: `{prefix}-` and 8 to 17 hexadecimal digits"
            );
            self.refuse(Code::BadId, text.span, message, help)
        }
    }

    fn runtime(&mut self, noun: &str, text: &Spanned<String>) -> bool {
        let facts = Facts::builtin();
        let name = quoted(&text.value);
        match facts.runtime(&text.value) {
            Some(Support::Current) => true,
            Some(Support::Deprecated(instead)) => {
                let message = format!("AWS no longer supports the runtime {name}");
                self.report
                    .add(Code::DeprecatedRuntime, text.span, message)
                    .help(format!("choose {}", quoted(instead)));
                true
            }
            Some(Support::Retired(instead)) => {
                let message = format!("AWS no longer creates functions with the runtime {name}");
                self.refuse(Code::Runtime, text.span, message, format!("choose {}", quoted(instead)))
            }
            None => {
                let help = match closest(&text.value, facts.current_runtimes()) {
                    Some(close) => format!("did you mean {}?", quoted(close)),
                    None => {
                        let known: Vec<_> = facts.current_runtimes().map(quoted).collect();
                        format!("known here: {}", known.join(", "))
                    }
                };
                let message = format!("{noun} is {name}, which is not a Lambda runtime");
                self.refuse(Code::Runtime, text.span, message, help)
            }
        }
    }

    fn handler(&mut self, noun: &str, text: &Spanned<String>) -> bool {
        // The byte order mark is one in the patterns of a JSON Schema.
        !text.value.contains(|c: char| c.is_whitespace() || c == '\u{feff}') || {
            let message = format!("{noun} has a blank in it");
            let help = "write what the runtime calls, such as `index.handler`";
            self.refuse(Code::BadText, text.span, message, help)
        }
    }

    /// The rules of <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>.
    fn bucket(&mut self, field: &Field, noun: &str, text: &Spanned<String>) -> bool {
        let name = text.value.as_str();
        let limits = field.limits(self.profile);
        let (least, most) = (limits.minimum.unwrap_or(0), limits.maximum.unwrap_or(i64::MAX));
        let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_address =
            name.split('.').count() == 4 && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let help = if !(least..=most).contains(&(name.len() as i64))
            || !name.bytes().all(|byte| is_inner(byte) || b".-".contains(&byte))
            || ![name.bytes().next(), name.bytes().last()].into_iter().flatten().all(is_inner)
            || name.contains("..")
            || is_address
        {
            format!(
                "use {least} to {most} lower-case letters, digits, hyphens and single dots; start and end with a letter or digit; an IP address is not allowed"
            )
        } else if let Some(taken) = TAKEN_STARTS.iter().find(|taken| name.starts_with(**taken)) {
            format!("S3 reserves names that start with `{taken}`")
        } else if let Some(taken) = TAKEN_ENDS.iter().find(|taken| name.ends_with(**taken)) {
            format!("S3 reserves names that end with `{taken}`")
        } else {
            return true;
        };
        let message = format!("{noun} cannot be {}", quoted(name));
        self.refuse(Code::BadName, text.span, message, help)
    }

    /// It may be the token itself by mistake, so no message repeats it.
    fn arn(&mut self, noun: &str, text: &Spanned<String>) -> bool {
        let parts: Vec<_> = text.value.splitn(7, ':').collect();
        let is_right = match parts[..] {
            ["arn", partition, "secretsmanager", region, account, "secret", name] => {
                let is_word = |text: &str| {
                    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                };
                let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
                is_word(partition)
                    && is_word(region)
                    && account.len() == 12
                    && account.bytes().all(|byte| byte.is_ascii_digit())
                    && !name.is_empty()
                    && name.bytes().all(is_name)
            }
            _ => false,
        };
        is_right
            || {
                let message = format!("{noun} is not the ARN of a secret");
                let help = "write the ARN of the secret in AWS Secrets Manager, such as \
                        `arn:aws:secretsmanager:us-east-1:123456789012:secret:redis-AbCdEf`, never the token itself";
                self.refuse(Code::PlainToken, text.span, message, help)
            }
    }
}
