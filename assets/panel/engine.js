/** @typedef {{ alloc(length: number): number, answer(place: number, length: number): bigint, free(place: number, length: number): void, memory: WebAssembly.Memory }} Exports */

/** What the engine refuses to answer, with what to do about it. */
class Refusal extends Error {
    /** @param {string} message @param {string} help */
    constructor(message, help) {
        super(message);
        this.help = help;
    }
}

/** The library in WebAssembly. All that it knows is the catalogue that is open. */
const engine = {
    /** @type {WebAssembly.Module | null} */
    module: null,
    /** @type {Exports | null} */
    exports: null,
    catalogue: '',

    /**
     * Unpacks and starts it.
     * @param {string} packed gzip as base64
     */
    async start(packed) {
        const text = atob(packed);
        const bytes = new Uint8Array(text.length);
        for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
        const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
        engine.module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    },

    /**
     * Opens a catalogue.
     * @param {string} text YAML
     * @returns {{ catalogue: Catalogue | null, diagnostics: { message: string, help: string, line: number }[] }}
     */
    open(text) {
        engine.catalogue = text;
        return engine.ask({ do: 'open', catalogue: text });
    },

    /**
     * Answers a request.
     * @param {{ do: string, [name: string]: unknown }} request
     * @returns {any}
     */
    ask(request) {
        let answer;
        try {
            answer = engine.answer(request);
        } catch (error) {
            // After a panic the instance is of no use.
            engine.exports = null;
            console.error(error);
            throw new Refusal('internal error', 'this is a mistake of sigma-gen: please report it');
        }
        if (answer.error) throw new Refusal(answer.error.message, answer.error.help);
        return answer.ok;
    },

    /**
     * @param {{ do: string }} request
     * @returns {any}
     */
    answer(request) {
        if (!engine.exports) {
            if (!engine.module) throw new Error('the engine has not started');
            engine.exports = /** @type {any} */ (new WebAssembly.Instance(engine.module).exports);
            if (request.do !== 'open') engine.answer(/** @type {any} */ ({ do: 'open', catalogue: engine.catalogue }));
        }
        const { alloc, answer, free, memory } = /** @type {Exports} */ (engine.exports);
        const bytes = new TextEncoder().encode(JSON.stringify(request));
        const place = alloc(bytes.length);
        new Uint8Array(memory.buffer, place, bytes.length).set(bytes);
        const packed = BigInt.asUintN(64, answer(place, bytes.length));
        const [from, length] = [Number(packed >> 32n), Number(packed & 0xffff_ffffn)];
        const text = new TextDecoder().decode(new Uint8Array(memory.buffer, from, length));
        free(from, length);
        return JSON.parse(text);
    },
};
