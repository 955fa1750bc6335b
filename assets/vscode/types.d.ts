// What the extension's files stand on, for `tsc --checkJs`. Those of the panel are in ../panel/types.d.ts.

/** Made of the catalogue. */
declare module '*/data/catalogue' {
    const place: Place & {
        /** What the identifiers of commands, views and settings begin with. */
        id: string;
    };
    export = place;
}

/** The engine in WebAssembly, gzip as base64. */
declare module '*/data/engine' {
    const packed: string;
    export = packed;
}

/** The JSON Schemas of the files that sigma-gen reads. */
declare module '*/data/schemas' {
    const schemas: { clusters: object, operations: object };
    export = schemas;
}

/** The panel's own file. */
declare module '*/engine' {
    export const engine: {
        start(packed: string): Promise<void>;
        open(catalogue: string): { catalogue: Catalogue | null; diagnostics: { message: string; help: string; line: number }[] };
        ask(request: { do: string; [name: string]: unknown }): any;
    };
    export class Refusal extends Error {
        constructor(message: string, help: string);
        help: string;
    }
}

/** The SDK that is generated from the catalogue. */
declare module '*/sdk' {
    export class Redis {
        constructor(manager: { clusters: Record<string, object> }, options?: object);
        [method: string]: (request: object) => Promise<{ response: SdkResponse; redisClient: SdkClient }>;
    }
}

declare module '*/sdk/lib/operations' {
    const operations: Record<string, object>;
    export = operations;
}

declare module '*/sdk/lib/params' {
    export function commandsOf(operation: object, prefix: string, sets: unknown[]): { name?: string; each?: { name?: string }; words?: (string | Buffer)[] }[];
}

declare module '*/sdk/lib/connection' {
    export const Connection: { open(settings: object): Promise<SdkConnection> };
}

declare module '*/sdk/lib/settings' {
    export function settings(identifier: string, entry: object): object;
}

interface SdkResponse {
    success: number;
    failed: number;
    entries: { key?: unknown; value?: unknown; result: unknown; error: SdkError | null }[];
}
interface SdkError extends Error { code: string }
interface SdkClient { quit(): Promise<string> }
interface SdkConnection { send(words: string[]): Promise<any>; close(): Promise<void> }

/** A server with what clients need to reach it. */
interface Reach {
    name: string;
    /** As people are told. */
    address: string;
    /** The cluster's entry of the SDK's configuration. */
    entry: object;
    isEmbedded: boolean;
}

type LastEditor = InstanceType<typeof import('./editor').Editor>;
type PanelOfCode = InstanceType<typeof import('./panel').Panel>;
type SpecOfClusters = InstanceType<typeof import('./spec').Spec>;
type KnownServers = InstanceType<typeof import('./servers').Servers>;
