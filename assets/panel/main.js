/** Finds the element that says by `data-panel` what is to be there: `page`, or the operation of a box. */
async function main() {
    const mount = /** @type {HTMLElement | null} */ (document.querySelector('[data-panel]'));
    if (!mount) return;
    const isPage = mount.dataset.panel === 'page';
    const root = isPage ? mount : inside(mount);
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
    if (!catalogue) throw new Refusal(diagnostics[0].message, 'run sigma-gen check');
    narrow(catalogue, new Set(place.operations));
    // Run: `place.host === 'server'` gives another host.
    host = hostOnDisk(catalogue.service.name);
    addEventListener('pagehide', remember);
    begin(catalogue, operation);
}

/** Leaves only these operations. @param {Catalogue} catalogue @param {Set<string>} names */
function narrow(catalogue, names) {
    for (const group of catalogue.groups) group.operations = group.operations.filter(({ name }) => names.has(name));
    catalogue.groups = catalogue.groups.filter(({ operations }) => operations.length > 0);
}

/**
 * A place in a page of the docs that has its own style: neither reaches into the other.
 * @param {HTMLElement} mount
 */
function inside(mount) {
    const shadow = mount.attachShadow({ mode: 'open' });
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: mount.dataset.style });
    const root = Object.assign(document.createElement('div'), { className: 'panel' });
    shadow.append(link, root);
    return root;
}

recallColours();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', main);
else main();
