// The shapes of data that the panel's files share, for `tsc --checkJs`. The generated panel.js does not have them.

declare const h: typeof import('preact').h;
declare const render: typeof import('preact').render;
declare const Fragment: typeof import('preact').Fragment;
declare const useEffect: typeof import('preact/hooks').useEffect;
declare const useLayoutEffect: typeof import('preact/hooks').useLayoutEffect;
declare const useMemo: typeof import('preact/hooks').useMemo;
declare const useRef: typeof import('preact/hooks').useRef;
declare const useState: typeof import('preact/hooks').useState;
declare function html(strings: TemplateStringsArray, ...values: any[]): Drawn;

type Drawn = import('preact').VNode<any>;
type Children = import('preact').ComponentChildren;

interface Window {
    /** What `catalogue.js` says. */
    sigmaPanel?: Place;
    /** What `engine.js` carries: the engine in WebAssembly, gzip as base64. */
    sigmaEngine?: string;
}

/** Where the panel is. */
interface Place {
    /** The catalogue's YAML. */
    catalogue: string;
    /** The names of the operations that are shown. */
    operations: string[];
    host: 'disk' | 'server' | 'vscode';
}

/** What the place gives that the panel is in; nothing else knows the place. */
interface Host {
    name: 'disk' | 'server' | 'vscode';
    /** The file with the spec of clusters; without one it is downloaded. */
    spec: SpecFile | null;
    /** The clusters of the AWS account in a region, where they can be asked for. */
    clusters: ((region: string) => Promise<{ name: string }[]>) | null;
    /** Keeps what is to be there after a reload. */
    remember(state: object): void;
    /** What was kept, or null. */
    recall(): any;
    /** How long a password is kept. */
    keeps: string;
    /** What runs operations: the server of `sigma-gen panel`, or the extension. Null on disk, where nothing runs. */
    server: PanelServer | null;
    /** The editor that the panel is in; null in a browser. */
    editor: HostEditor | null;
}

/** What a webview gives. */
declare function acquireVsCodeApi(): { postMessage(message: object): void; setState(state: object): void; getState(): any };

interface HostEditor {
    /** Puts code at the cursor; what can be filled in is gone through with the Tab key. Throws a ServerRefusal. */
    inject(code: { text: string; snippet: string | null }): Promise<{}>;
    /** Puts the parameters of the call that was opened in the place of those in the code. Throws a ServerRefusal. */
    update(call: Call): Promise<{}>;
    /** Tells for ever what the user does there. */
    follow(tell: (event: EditorEvent) => void): void;
}
type EditorEvent =
    /** The cursor is elsewhere; null where no file is open. */
    | { event: 'cursor'; cursor: Cursor | null }
    /** A new cluster is to be shown, or the one that was shown last. */
    | { event: 'clusters'; at: number | null }
    /** A cluster that exists already was chosen outside of the panel. */
    | { event: 'existing'; name: string }
    /** A server to run on was chosen there. */
    | { event: 'use'; server: string }
    /** A server is to be added, or the password of one asked for. */
    | { event: 'ask'; server: string | null }
    /** An operation was chosen outside of the panel; a call of the code with its values, and where they can be put back. */
    | { event: 'open'; operation: string; call?: Call; connection?: Connection | null; target?: Cursor | null; isRun?: boolean };
/** Where code goes. */
interface Cursor { name: string; line: number }

/** What runs operations; all of it throws a ServerRefusal. */
interface PanelServer {
    state(): Promise<{ connections: ServerInfo[]; readOnly: boolean; spec: { path: string } | null }>;
    run(request: RunRequest, signal: AbortSignal): Promise<{ connection: RanOn; answers: RunAnswer[] }>;
    /** Empties the embedded server, and makes the data that an example starts with. */
    prepare(operation: string, example: number): Promise<{}>;
    /** Adds a server; without an address, gives a known one its password. */
    add(server: { name: string; url?: string; password: string }): Promise<{ connections: ServerInfo[] }>;
    remove(name: string): Promise<{ connections: ServerInfo[] }>;
    start(): Promise<{ connections: ServerInfo[] }>;
    empty(): Promise<{}>;
    /** Tells for ever what happened, or that nothing is heard any more. */
    listen(tell: (event: 'server' | 'spec' | null, refusal: Error & { help: string; code: string } | null) => void): Promise<void>;
}

interface ServerInfo {
    name: string;
    kind: 'embedded' | 'server';
    address: string | null;
    state: 'unknown' | 'up' | 'down';
    /** Its product and version. */
    server: string | null;
    cluster: boolean;
    writes: 'free' | 'ask' | 'never';
    /** What is left to do for its login. */
    hint: string | null;
    error: { code: string; message: string; help: string } | null;
}
interface Servers {
    list: ServerInfo[];
    isReadOnly: boolean;
    spec: { path: string } | null;
    /** Why nothing can be run. */
    trouble: { message: string; help: string } | null;
}

interface RunRequest { connection: string; calls: Call[]; confirmed: boolean; example?: number }
interface RanOn { name: string; address: string | null; server: string | null }
interface Failure { name: string; code: string; message: string }
interface Entry { key: string; value?: string; result: any; error: Failure | null }
/** What became of one call; JSON as `valueOfReply` reads it. */
interface RunAnswer {
    error: Failure | null;
    response: { success: number; failed: number; entries: Entry[] } | null;
    commands: (string | { bytes: string })[][];
    ms: number;
    /** Whether the response is what the example says; null where the call is none. */
    documented: boolean | null;
}
/** What came of a run: answers, or why there is none. */
interface Outcome {
    at: number;
    operations?: string[];
    /** The example that it ran. */
    example?: number | null;
    connection?: RanOn;
    answers?: RunAnswer[];
    refusal?: { message: string; help: string };
}
interface PastRun { at: number; title: string; server: string; steps: Step[]; isGood: boolean; summary: string }
type AnswerView = 'response' | 'table' | 'commands';
/** Adds a server, or asks for the password of the one that has the name. */
interface AskingServer { about: 'server'; name: string | null; hint: string; why: string; isBusy: boolean }

/** A text and a version that is another for every other text. */
interface Versioned { text: string; version: string }
interface SpecFile {
    path: string;
    /** Null where there is no text yet. */
    read(): Promise<Versioned | null>;
    /** Replaces the text that has this version; refused with the code `Changed` when another program has changed it. */
    write(text: string, version: string | null): Promise<{ version: string }>;
    /** Puts on the disk what was written. Null where writing does so: then nothing is written before the user saves. */
    save: (() => Promise<{}>) | null;
}

/** One value of a form, as the engine takes it. */
type Value =
    | { text: string }
    | { number: string }
    | { flag: boolean }
    | { list: Value[] }
    | { group: Values }
    | { json: unknown }
    /** JSON as somebody types it; the engine gets it as `json`. */
    | { typed: string }
    /** An expression, and the value that it took the place of. */
    | { code: string; before?: Value; /** What it is in a run, as it was typed. */ sample?: string };
type Values = Record<string, Value>;
type Path = (string | number)[];

/** Tells what is wrong at a place, and whether there is no code with it. */
type Tell = (path: Path, message: string, help: string, hidesCode: boolean) => void;

interface Call { operation: string; sets: Values[] }
interface Mistake { call: number; set: number; path: Path; message: string; help: string }

/** What the engine answers to `code`. */
interface Code { text: string | null; snippet: string | null; mistakes: Mistake[] }

type Style = 'promise' | 'callback' | 'typescript' | 'rust' | 'terminal';
type Connection = { cluster: string } | { reuse: string };

/* The catalogue: what `sigma-gen export` prints. */
interface Catalogue {
    service: { name: string; title: string; object: string; package: string; cluster: string };
    groups: Group[];
}
interface Group { name: string; title: string; summary: string; operations: Operation[] }
interface Operation {
    name: string;
    title: string;
    command: string[];
    since: string;
    summary: string;
    brief: string;
    access: 'read' | 'write';
    retry: 'safe' | 'never' | null;
    never_with: string[];
    deprecated: string | null;
    nodes: string | null;
    combine: string | null;
    params: Param[];
    key: string | null;
    only_key: boolean;
    each: string | null;
    reply: { type: string; of: any; success: string; failure: string };
    examples: { title: string; given: string[][] }[];
    bare_key: boolean;
}
interface Param {
    name: string;
    label: string;
    type: string;
    words: { name: string; token: string }[];
    params: Param[];
    token: string[];
    required: boolean;
    default: unknown;
    needs: string | null;
    repeat: 'once' | 'variadic' | 'with_token' | 'columns' | 'each';
    single: string | null;
    since: string | null;
    description: string;
}

/* The spec of clusters: what the engine answers to `check` and `sections`. */
interface Spec {
    text: string | null;
    /** What the text says; null where it cannot be read. */
    value: any;
    told: Told[];
}
interface Told {
    level: string;
    code: string;
    message: string;
    help: string;
    line: number | null;
    column: number | null;
    start: number | null;
    end: number | null;
    path: Path;
}
interface SpecForm {
    sections: SpecSection[];
    versions: Record<string, string[]>;
    regions: string[];
    families: Record<string, string[]> | null;
    runtimes: string[];
}
interface SpecSection { name: string; title: string; within: string | null; summary: string; note: string; fields: SpecField[] }
interface SpecField {
    name: string;
    label: string;
    type: string;
    required: boolean;
    description: string;
    constraint: string;
    allowed: string[];
    minimum: number | null;
    maximum: number | null;
    prefix: string;
    default: any;
    when: string | null;
    only: { field: string; is: string; otherwise: any } | null;
}

/** The form of one operation. */
interface Form {
    /** What the operation took when the form was made. */
    shape: string;
    sets: Values[];
    /** The places whose mistakes are shown: those of fields that were left. */
    left: string[];
    /** Whether all mistakes are shown, because somebody tried to go on. */
    isTried: boolean;
}

/** One call of the code. */
interface Step {
    operation: string;
    /** The forms by the names of their operations, so that each keeps its values. */
    forms: Record<string, Form>;
}

/** Everything that the panel shows. */
interface State {
    /** Null until the engine has read it. */
    catalogue: Catalogue | null;
    /** Why the panel cannot be shown. */
    trouble: { message: string; help: string } | null;
    /** What is searched for among the operations. */
    find: string;
    /** The calls, one after the other over the same connection; never empty. */
    steps: Step[];
    connection: {
        /** The cluster's identifier. */
        cluster: string;
        /** Whether the code uses a connection that is there already. */
        isReused: boolean;
        /** The variable that holds it. */
        variable: string;
    };
    style: Style;
    /** The position of the call that the dialog *Paste many* is for, and what is in it; null while it is closed. */
    paste: { at: number; text: string } | null;
    /** The servers to run on; null until they are known. */
    servers: Servers | null;
    /** The name of the one that was chosen. */
    server: string;
    /** The run that is under way. */
    running: { key: string; isLong: boolean } | null;
    /** The last outcomes, by the operations of the calls. */
    outcomes: Record<string, Outcome>;
    answerView: AnswerView;
    /** The last runs, the latest first. */
    history: PastRun[];
    /** The servers to which operations may write. */
    confirmed: string[];
    /** The dialog that is open. */
    asking: { about: 'write'; server: string } | AskingServer | null;
    /** Whether expressions without a sample are told. */
    isSampleWanted: boolean;
    /** Where the code goes in the editor. */
    cursor: Cursor | null;
    /** The call in the code that is edited. */
    target: { operation: string; cursor: Cursor } | null;
    clusters: {
        tab: 'existing' | 'new';
        /** The spec's text. */
        text: string;
        /** The host's file as it was read or written last. */
        file: Versioned | null;
        /** The file as another program has left it, while there are changes here too. */
        theirs: Versioned | null;
        /** What became of the last save. */
        saved: string;
        /** The position of the new cluster that the form shows. */
        at: number;
        /** The names of the sections that are open. */
        open: string[];
        /** The places whose mistakes are shown: those of fields that were left. */
        left: string[];
        /** Whether all mistakes are shown at their fields. */
        isTried: boolean;
        /** The place of the field that has the focus. */
        typing: string;
        /** Why the last change could not be made. */
        refused: { place: string; reason: string } | null;
        /** Whether the text is edited in place of the form. */
        isText: boolean;
        /** By the places of mappings, and by the word of their `type`: what belongs to it and was filled in. */
        kept: Record<string, Record<string, Record<string, any>>>;
        /** What is shown of what comes of the spec. */
        pane: 'spec' | 'template' | 'connections' | 'code';
        /** What connections are written as. */
        format: string;
        /** What the aws command printed: the stack's outputs, and the existing clusters. */
        outputs: string;
        described: string;
        /** Whether the identifier is typed. */
        isOther: boolean;
        /** The identifiers from AWS. */
        listed: string[];
        isLoading: boolean;
        /** What became of loading them. */
        listing: string;
    };
}
