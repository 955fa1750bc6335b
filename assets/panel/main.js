/** Finds the element that says by `data-panel` what is to be there: `page`, or the operation of a box. */
async function main() {
    const mount = /** @type {HTMLElement | null} */ (document.querySelector('[data-panel]'));
    if (!mount) return;
    const isPage = mount.dataset.panel === 'page';
    root = isPage ? mount : boxIn(mount);
    draw = () => render(html`<${Panel} isPage=${isPage} />`, root);
    draw();
    try {
        await start(isPage ? null : mount.dataset.panel ?? null);
    } catch (error) {
        const { message, help } = /** @type {Refusal} */ (error);
        change({ trouble: { message: `The panel could not start: ${message}`, help: help ?? '' } });
    }
}

/** @param {string | null} operation */
async function start(operation) {
    const { sigmaPanel: place, sigmaEngine: packed } = window;
    if (!place || !packed) throw new Refusal('a file beside panel.js is missing', 'run sigma-gen generate again');
    await engine.start(packed);
    const { catalogue, diagnostics } = engine.open(place.catalogue);
    if (!catalogue) throw new Refusal(diagnostics[0].message, `line ${diagnostics[0].line}: ${diagnostics[0].help}`);
    show(catalogue, new Set(place.operations));
    const { name } = catalogue.service;
    host = place.host === 'vscode' ? hostInEditor() : place.host === 'server' ? await hostOnServer(name) : hostOnDisk(name);
    addEventListener('pagehide', remember);
    addEventListener('keydown', onShortcut);
    begin(catalogue, operation);
    // First, so that nothing is missed that happens while the rest is read.
    followEditor();
    if (host.server) followServers();
    await startClusters();
}

/** Leaves only these operations, with all that a parameter set of theirs may say. @param {Catalogue} catalogue @param {Set<string>} names */
function show(catalogue, names) {
    for (const group of catalogue.groups) {
        group.operations = group.operations.filter(({ name }) => names.has(name));
        for (const { nodes, combine, params } of group.operations) if (nodes && !combine) params.push(NODE);
    }
    catalogue.groups = catalogue.groups.filter(({ operations }) => operations.length > 0);
}

/**
 * A place in a page of the docs: neither's style reaches into the other.
 * @param {HTMLElement} mount
 */
function boxIn(mount) {
    const shadow = mount.attachShadow({ mode: 'open' });
    const box = Object.assign(document.createElement('div'), { className: 'panel in-docs', hidden: true });
    const show = () => { box.hidden = false; };
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: mount.dataset.style, onload: show, onerror: show });
    shadow.append(link, box);
    return box;
}

recallColours();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', main);
else main();
