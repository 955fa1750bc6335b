//! What is wrong in a file: code, message, place and help.
//!
//! The same [`Diagnostics`] go to people (text with the source line and a caret), to tools (JSON)
//! and to GitHub workflows (annotations).

mod place;
mod render;

use std::fmt;

pub use place::Place;
#[cfg(feature = "cli")]
pub(crate) use place::safe;
pub(crate) use place::{Lines, Span};

/// Mistakes and warnings about one file, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    file: String,
    list: Vec<Diagnostic>,
}

/// One mistake or warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of mistake it is.
    pub code: Code,
    /// What is wrong: one line.
    pub message: String,
    /// What to do about it: one line, or empty.
    pub help: String,
    /// Where it is; `None` when it is about the file as a whole.
    pub place: Option<Place>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The file cannot be used.
    Error,
    /// The file can be used, but somebody should look at it.
    Warning,
}

impl Level {
    /// `error` or `warning`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
        }
    }
}

/// The kind of a mistake. A code keeps its number and its meaning for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u16)]
pub enum Code {
    /// The file cannot be read: missing, a folder, no permission.
    Unreadable = 1,
    /// The file is not UTF-8.
    NotUtf8 = 2,
    /// The file is too big, too deep, or grows too much by its aliases.
    TooBig = 3,
    /// The file is empty.
    Empty = 4,
    /// The file is not YAML, or uses a part of YAML that sigma-gen does without.
    NotYaml = 5,
    /// A mapping has the same key twice.
    DuplicateKey = 6,
    /// The version of the file's format is not one that this program knows.
    Version = 7,
    /// A field that the format does not have.
    UnknownField = 8,
    /// A field that must be there is not.
    MissingField = 9,
    /// A value of the wrong type: text for a list, a number for text.
    WrongType = 10,
    /// A word that is not one of those allowed.
    UnknownWord = 11,
    /// Text or a list that is empty, or text that has what it must not have.
    BadText = 12,
    /// A name that is not an identifier.
    BadName = 13,
    /// Two operations, groups or parameters with the same name.
    DuplicateName = 14,
    /// A name that becomes another's, or a reserved one, in a generated language.
    NameCollision = 15,
    /// An operation without a key.
    NoKey = 16,
    /// `repeat` where it cannot be.
    Repeat = 17,
    /// `wire` forgets, repeats or does not know a parameter.
    Wire = 18,
    /// `retry` is missing on a write, or present on a read.
    Retry = 19,
    /// `words` or `nullable` do not fit the reply's type.
    Reply = 20,
    /// `single` without `repeat`.
    Single = 21,
    /// An example calls with wrong parameters.
    ExampleCall = 22,
    /// An example expects what the operation cannot answer.
    ExampleResult = 23,
    /// An operation that the catalogue does not have.
    UnknownOperation = 24,
    /// The configuration is not TOML.
    NotToml = 30,
    /// A text template cannot be used.
    Template = 31,
    /// A marker of a region in a Markdown file is wrong.
    Region = 32,
    /// A recording of responses cannot be used.
    Responses = 33,
    /// A generated file was edited by hand.
    EditedFile = 40,
    /// A file that sigma-gen did not write is in the way.
    ForeignFile = 41,
    /// A path leads out of the output folder.
    OutsideFolder = 42,
    /// The manifest of an output folder is damaged.
    Manifest = 43,
    /// Another run is writing to an output folder.
    Busy = 44,
    /// The operating system refused to read or write a file.
    Refused = 45,
    /// Generated files are not up to date.
    OutOfDate = 46,
    /// A build script's output folder is not known.
    NoOutDir = 47,
    /// A field of a spec of clusters that belongs to another `type`.
    OtherType = 50,
    /// A field that cannot be chosen with the word of another one: shards without cluster mode.
    NotChosen = 51,
    /// A number, or the length of a list, beyond its limits.
    OutOfLimits = 52,
    /// A failover without a node that takes over.
    TooFewReplicas = 53,
    /// A cluster's name is empty or too long.
    NameLength = 54,
    /// A cluster's name has other characters than letters, digits and hyphens.
    NameCharacters = 55,
    /// A cluster's name begins with no letter.
    NameStart = 56,
    /// A cluster's name ends with a hyphen.
    NameEnd = 57,
    /// A cluster's name has two hyphens together.
    NameHyphens = 58,
    /// An engine version that the engine does not have.
    EngineVersion = 59,
    /// A version without quotes, which YAML made a number.
    VersionNumber = 60,
    /// A node type that the region does not have.
    NodeType = 61,
    /// A node type that AWS makes no more.
    OldNodeType = 62,
    /// A node type with data tiering, and an engine without.
    DataTiering = 63,
    /// Text that is no block of IPv4 addresses.
    CidrSyntax = 64,
    /// A block of addresses that is too large or too small.
    CidrPrefix = 65,
    /// A block's address is not its first one.
    CidrHostBits = 66,
    /// A subnet that is not inside its VPC.
    SubnetOutside = 67,
    /// Two subnets with addresses in common, or the same subnet twice.
    SubnetOverlap = 68,
    /// Subnets with fewer addresses than nodes.
    TooFewAddresses = 69,
    /// A login without encryption in transit.
    LoginNeedsTls = 70,
    /// A secret in a spec, or what may be one.
    PlainToken = 71,
    /// A login with IAM, and an engine version without.
    IamVersion = 72,
    /// The function's own VPC, subnets or security group are not the cluster's.
    LambdaPlace = 73,
    /// Two clusters with the same name.
    SameCluster = 74,
    /// Two clusters that would make the same user.
    SameUser = 75,
    /// Text that is no identifier of AWS's.
    BadId = 76,
    /// A word that people expect, and that is not supported.
    Refusal = 77,
    /// A listing of clusters or a stack's outputs cannot be used.
    Listing = 78,
    /// The `aws` command is missing, failed, or took too long.
    AwsCommand = 79,
    /// A cluster that the listing or the outputs do not have.
    UnknownCluster = 80,
    /// A runtime of functions that AWS does not have, or has no more.
    Runtime = 81,
    /// A secret in another region than the cluster.
    SecretRegion = 82,
    /// More nodes than a cluster can have.
    TooManyNodes = 83,
    /// Warning: a text is empty, or has blanks at the end of a line.
    UntidyText = 101,
    /// Warning: two headings that readers cannot tell apart.
    SameTitle = 102,
    /// Warning: `since` is not a version number.
    OddVersion = 103,
    /// Warning: examples show no success, or not the failure that the reply describes.
    ThinExamples = 104,
    /// Warning: a built-in template has changed since it was ejected.
    StaleTemplate = 105,
    /// Warning: a cluster's name that AWS keeps in lower case.
    LowerCased = 110,
    /// Warning: Multi-AZ in one subnet.
    OneZone = 111,
    /// Warning: an engine version in extended support.
    ExtendedSupport = 112,
    /// Warning: more nodes than AWS gives without being asked.
    ManyNodes = 113,
    /// Warning: connections without encryption.
    TlsOff = 114,
    /// Warning: a change that replaces or removes a cluster.
    Replaces = 115,
    /// Warning: a listing of clusters that goes on elsewhere.
    PartialListing = 116,
    /// Warning: a runtime of functions that AWS supports no more.
    DeprecatedRuntime = 117,
    /// Warning: shards without a node that takes over, which AWS does not let be changed later.
    NoReplica = 120,
    /// Warning: a change of a cluster that AWS refuses, at least in one step.
    RefusedChange = 121,
    /// Warning: a change after which clients are refused, or which interrupts them.
    Interrupts = 122,
}

impl Code {
    /// How bad a mistake of this kind is.
    pub fn level(self) -> Level {
        if (self as u16) < 100 { Level::Error } else { Level::Warning }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SG{:03}", *self as u16)
    }
}

impl Diagnostic {
    /// A mistake about the file as a whole.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Diagnostic { code, message: message.into(), help: String::new(), place: None }
    }

    /// Says what to do about it.
    pub(crate) fn help(&mut self, help: impl Into<String>) {
        self.help = help.into();
    }

    /// How bad it is.
    pub fn level(&self) -> Level {
        self.code.level()
    }
}

impl Diagnostics {
    /// A single mistake about a file as a whole.
    pub(crate) fn one(file: &str, diagnostic: Diagnostic) -> Self {
        Diagnostics { file: file.to_owned(), list: vec![diagnostic] }
    }

    /// Mistakes and warnings about a file as a whole.
    #[cfg(feature = "cli")]
    pub(crate) fn of_file(file: &str, list: Vec<Diagnostic>) -> Self {
        Diagnostics { file: file.to_owned(), list }
    }

    /// Mistakes about no file.
    pub(crate) fn general(list: Vec<Diagnostic>) -> Self {
        Diagnostics { file: String::new(), list }
    }

    /// The file they are about, as the user named it; empty when they are about no file.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// All of them, in the order of their places.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the file cannot be used.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(false))
    }
}

impl std::error::Error for Diagnostics {}

/// Collects what is wrong in one file while it is read and checked.
pub(crate) struct Report<'a> {
    file: &'a str,
    lines: Lines<'a>,
    list: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Report { file, lines: Lines::new(text), list: Vec::new() }
    }

    /// Adds a mistake or warning; the caller may add a help to it.
    pub fn add(&mut self, code: Code, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = Some(self.lines.place(span));
        self.list.push(Diagnostic { place, ..Diagnostic::new(code, message) });
        self.list.last_mut().expect("one was just added")
    }

    /// Adds a mistake about the file as a whole; the caller may add a help to it.
    #[cfg(feature = "cli")]
    pub fn about_the_file(&mut self, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(Diagnostic::new(code, message));
        self.list.last_mut().expect("one was just added")
    }

    /// The line of a place, counted from 1: for messages that name a second place.
    pub fn line(&self, span: Span) -> usize {
        self.lines.line(span)
    }

    /// How many mistakes and warnings there are so far.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether there are mistakes so far, not only warnings.
    #[cfg(feature = "cli")]
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.level() == Level::Error)
    }

    pub fn finish(mut self) -> Diagnostics {
        let position = |d: &Diagnostic| d.place.as_ref().map(|place| (place.line, place.column));
        self.list.sort_by_key(|diagnostic| (position(diagnostic), diagnostic.code));
        Diagnostics { file: self.file.to_owned(), list: self.list }
    }
}

/// Text from a file in a message: in backticks, without control characters, and not too long.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let mut quoted = String::from("`");
    for (position, c) in text.chars().enumerate() {
        if position == LONGEST {
            quoted.push('…');
            break;
        }
        if place::is_unsafe(c) { quoted.extend(c.escape_unicode()) } else { quoted.push(c) }
    }
    quoted.push('`');
    quoted
}
