use redis::{ConnectionLike, Value};

/// A connection to a [`Server`](crate::Server), apart from the client under test.
pub struct Connection(redis::Connection);

impl Connection {
    pub(crate) fn new(connection: redis::Connection) -> Self {
        Self(connection)
    }

    /// Runs one command, and gives the reply as text: words as they are, integers in digits, `(nil)`, an
    /// error as the server's message, a list with one line for each element.
    pub fn cli<W: AsRef<[u8]>>(&mut self, words: &[W]) -> String {
        self.query(words).map_or_else(|error| error, |value| text(&value))
    }

    /// Runs one command, and gives the reply, or the server's error message.
    pub fn query<W: AsRef<[u8]>>(&mut self, words: &[W]) -> Result<Value, String> {
        let mut command = redis::Cmd::new();
        for word in words {
            command.arg(word.as_ref());
        }
        let reply = self.0.req_packed_command(&command.get_packed_command());
        reply.and_then(Value::extract_error).map_err(|error| match (error.code(), error.detail()) {
            (Some(code), Some(detail)) => format!("{code} {detail}"),
            _ => error.to_string(),
        })
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Nil => "(nil)".to_owned(),
        Value::Okay => "OK".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::SimpleString(text) => text.clone(),
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Array(values) | Value::Set(values) => values.iter().map(text).collect::<Vec<_>>().join("\n"),
        other => format!("{other:?}"),
    }
}
