//! The kinds of mistakes: every code, and what it means.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::closest;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The file cannot be used.
    Error,
    /// The file can be used, but somebody should look at it.
    Warning,
    /// Nothing is wrong, and somebody may want to know.
    Note,
}

impl Level {
    /// `error`, `warning` or `note`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

/// The enum of codes, with what each of them means: its doc comment.
macro_rules! codes {
    ($( #[doc = $meaning:literal] $name:ident = $number:literal, )+) => {
        /// The kind of a mistake. A code keeps its number and its meaning for ever.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Code {
            $( #[doc = $meaning] $name = $number, )+
        }

        impl Code {
            /// All codes, by their numbers.
            pub const ALL: &'static [Code] = &[$( Code::$name, )+];

            /// What it means, in one line.
            pub fn meaning(self) -> &'static str {
                let meaning = match self { $( Code::$name => $meaning, )+ };
                let meaning = meaning.trim_start();
                meaning.trim_start_matches("Warning: ").trim_start_matches("Note: ")
            }
        }
    };
}

codes! {
    /// The file cannot be read: missing, a folder, no permission.
    Unreadable = 1,
    /// The file is not UTF-8.
    NotUtf8 = 2,
    /// The file is too big, too deep, or grows too much by its aliases.
    TooBig = 3,
    /// The file is empty.
    Empty = 4,
    /// The file is not YAML, or uses a part of YAML that sigma-gen does not support.
    NotYaml = 5,
    /// A mapping has the same key twice.
    DuplicateKey = 6,
    /// The file's format has a version that this program does not know.
    Version = 7,
    /// A field that the format does not have.
    UnknownField = 8,
    /// A required field is missing.
    MissingField = 9,
    /// A value of the wrong type: text for a list, a number for text.
    WrongType = 10,
    /// A word that is not allowed here.
    UnknownWord = 11,
    /// An empty text or list, or text with something that it must not contain.
    BadText = 12,
    /// A name that is not an identifier.
    BadName = 13,
    /// Two operations, groups or parameters with the same name.
    DuplicateName = 14,
    /// A name that collides with another one, or with a reserved word, in a generated language.
    NameCollision = 15,
    /// `repeat` where it is not allowed.
    Repeat = 17,
    /// `wire` omits or repeats a parameter, or names an unknown one.
    Wire = 18,
    /// `retry` is missing on a write, or present on a read.
    Retry = 19,
    /// A reply or a record whose parts do not fit together.
    Reply = 20,
    /// `single` without `repeat`.
    Single = 21,
    /// An example's call has wrong parameters.
    ExampleCall = 22,
    /// An example expects a result that the operation cannot have.
    ExampleResult = 23,
    /// An operation that the catalogue does not have.
    UnknownOperation = 24,
    /// A parameter whose fields do not fit together: its type, its words, its parts.
    Shape = 25,
    /// A parameter's token is missing, or the same as another's.
    Token = 26,
    /// A parameter needs one that it cannot need.
    Needs = 27,
    /// A command that a call cannot run.
    RefusedCommand = 28,
    /// Where an operation runs, or how long it waits, does not fit it: `nodes`, `combine` or `blocking`.
    Execution = 29,
    /// The configuration is not TOML.
    NotToml = 30,
    /// A template cannot be used.
    Template = 31,
    /// A marker of a region in a Markdown file is wrong.
    Region = 32,
    /// A recording of responses cannot be used.
    Responses = 33,
    /// A server answers otherwise than an example says.
    ExampleDiffers = 34,
    /// No server can be started or used.
    NoServer = 35,
    /// A command of a server that no entry of a catalogue can be drafted for.
    NotImported = 36,
    /// A server does not have a command, or takes it otherwise than the catalogue says.
    ServerDiffers = 37,
    /// A change of a catalogue after which code of its users no longer compiles.
    BreakingChange = 38,
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
    /// An output folder has the files of another package.
    OtherPackage = 48,
    /// A field of a spec of clusters that belongs to another `type`.
    OtherType = 50,
    /// A field that the value of another one rules out: shards without cluster mode.
    NotChosen = 51,
    /// A number, or the length of a list, outside its limits.
    OutOfLimits = 52,
    /// A failover without a node that takes over.
    TooFewReplicas = 53,
    /// A cluster's name is empty or too long.
    NameLength = 54,
    /// A cluster's name has characters other than letters, digits and hyphens.
    NameCharacters = 55,
    /// A cluster's name does not begin with a letter.
    NameStart = 56,
    /// A cluster's name ends with a hyphen.
    NameEnd = 57,
    /// A cluster's name has two hyphens in a row.
    NameHyphens = 58,
    /// An engine version that the engine does not have.
    EngineVersion = 59,
    /// A version without quotes, which YAML made a number.
    VersionNumber = 60,
    /// A node type that the region does not have.
    NodeType = 61,
    /// A node type that AWS no longer offers.
    OldNodeType = 62,
    /// A node type with data tiering, and an engine version without it.
    DataTiering = 63,
    /// Text that is not a block of IPv4 addresses.
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
    /// A secret in a spec, or something that may be one.
    PlainToken = 71,
    /// A login with IAM, and an engine version without it.
    IamVersion = 72,
    /// The function's own VPC, subnets or security group are not the cluster's.
    LambdaPlace = 73,
    /// Two clusters with the same name.
    SameCluster = 74,
    /// Two clusters that would create the same user.
    SameUser = 75,
    /// Text that is not an AWS identifier.
    BadId = 76,
    /// A word that people may expect, but that is not supported.
    Refusal = 77,
    /// A listing of clusters or a stack's outputs cannot be used.
    Listing = 78,
    /// The `aws` command is missing, failed, or took too long.
    AwsCommand = 79,
    /// A cluster that is not in the listing or the outputs.
    UnknownCluster = 80,
    /// A Lambda runtime that does not exist, or that new functions cannot use.
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
    /// Warning: the built-in catalogue is used, because there is no operations.yaml.
    BuiltinCatalogue = 106,
    /// Warning: a password in an argument, where others can see it.
    PasswordInArgument = 107,
    /// Warning: a server tells other of a command than the catalogue does.
    ServerTells = 108,
    /// Warning: a command that services such as ElastiCache refuse, or that only administrators may run.
    DangerousCommand = 109,
    /// Warning: a cluster's name that AWS keeps in lower case.
    LowerCased = 110,
    /// Warning: Multi-AZ in one subnet.
    OneZone = 111,
    /// Warning: an engine version in extended support.
    ExtendedSupport = 112,
    /// Warning: more nodes than AWS's default quota allows.
    ManyNodes = 113,
    /// Warning: connections without encryption.
    TlsOff = 114,
    /// Warning: a change that replaces or removes a cluster.
    Replaces = 115,
    /// Warning: a listing of clusters that is incomplete.
    PartialListing = 116,
    /// Warning: a Lambda runtime that AWS no longer supports.
    DeprecatedRuntime = 117,
    /// Warning: a change of a catalogue that breaks code, where that is allowed.
    AllowedBreak = 118,
    /// Warning: a change of a catalogue after which the same code does something else.
    OtherBehaviour = 119,
    /// Warning: shards without a replica, which AWS refuses to update later.
    NoReplica = 120,
    /// Warning: a change of a cluster that AWS refuses, at least in a single step.
    RefusedChange = 121,
    /// Warning: a change that interrupts clients, or after which they are refused.
    Interrupts = 122,
    /// Note: something that a catalogue did not have before.
    Addition = 201,
    /// Note: a change of a catalogue's words that changes no code.
    OtherWords = 202,
}

impl Code {
    /// How bad a mistake of this kind is.
    pub fn level(self) -> Level {
        match self as u16 {
            0..100 => Level::Error,
            100..200 => Level::Warning,
            _ => Level::Note,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SG{:03}", *self as u16)
    }
}

/// Reads a code as people write it: `SG016`, `sg16` or `16`.
impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let upper = text.to_ascii_uppercase();
        let number = upper.strip_prefix("SG").unwrap_or(&upper);
        let found = number
            .parse()
            .ok()
            .and_then(|number: u16| Self::ALL.iter().copied().find(|code| *code as u16 == number));
        found.ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(Self::to_string).collect();
            match closest(&upper, known.iter().map(String::as_str)) {
                Some(close) => format!("there is no such code; did you mean `{close}`?"),
                None => "there is no such code; `sigma-gen explain` lists them".to_owned(),
            }
        })
    }
}
