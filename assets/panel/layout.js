/** The whole panel: a page, or a box on a page that has its own bar and list of operations. @param {{ isPage: boolean }} props */
function Panel({ isPage }) {
    if (state.trouble) return html`<${Trouble} ...${state.trouble} />`;
    if (!state.catalogue) return html`<p class="empty" role="status">The panel is starting…</p>`;
    const { code, mistakes, isLate } = answers();
    const isNew = isPage && state.clusters.tab === 'new';
    // An editor has a tree of the operations, and colours, of its own.
    const hasBar = isPage && !host.editor;
    return html`<div class="frame ${isPage ? 'page' : 'in-box'} ${host.editor && 'in-editor'}">
        ${hasBar && html`<${Bar} /><${Rail} />`}
        <${isPage ? 'main' : 'div'} class="form">
            ${host.editor && html`<h1 class="seen-by-readers">${state.catalogue.service.title}</h1>`}
            <${ClusterCard} isPage=${isPage} />
            ${state.steps.map((_, at) => html`<${OperationCard} key=${at} at=${at} mistakes=${mistakes} />`)}
            <button type="button" class="add then" id="add-step" onClick=${addStep}><${Icon} name="add" size=${12} />Then, over the same connection</button>
            ${host.server && !hasBar && html`<div class="runs-on">${host.editor && html`<${HistoryButton} />`}<${ServerChip} /></div>`}
            <${Actions} mistakes=${mistakes} code=${code} isNew=${isNew} />
        <//>
        <section class="out" aria-label=${host.server ? 'Code and response' : 'Code'}>
            <${isNew ? ClusterPanes : CodePane} code=${code} isLate=${isLate} />
            ${host.server && html`<${AnswerPane} />`}
        </section>
        ${state.paste && html`<${PasteDialog} />`}
        <${Asking} />
    </div>`;
}

function Bar() {
    return html`<header class="bar">
        <span class="mark"><${Icon} name="database" size=${17} /></span>
        <h1>${state.catalogue?.service.title}</h1>
        <span class="grow"></span>
        ${host.server && html`<${ServerChip} /><${HistoryButton} />`}
        <a href="index.html">Docs</a>
        <button type="button" class="icon" aria-label="Dark colours" aria-pressed=${isDark()} onClick=${turnColours}><${Icon} name="theme" size=${18} /></button>
    </header>`;
}

/** The operations, and a search among them. */
function Rail() {
    const catalogue = /** @type {Catalogue} */ (state.catalogue);
    const words = state.find.toLowerCase().split(/\s+/);
    const fits = (/** @type {Operation} */ each) => {
        const text = [each.name, each.title, ...each.command, each.brief].join(' ').toLowerCase();
        return words.every((word) => text.includes(word));
    };
    const chosen = state.steps[0].operation;
    return html`<nav class="rail" aria-label="Operations">
        <input class="find" type="search" placeholder="Find an operation   /" aria-label="Find an operation" value=${state.find}
            onInput=${(/** @type {any} */ event) => change({ find: event.target.value })} />
        ${!operations().some(fits) && html`<p class="hint">No operation found.</p>`}
        ${catalogue.groups.map((group) => {
            const found = group.operations.filter(fits);
            return found.length > 0 && html`<h2>${group.title}</h2>
                ${found.map((each) => html`<button type="button" key=${each.name} title=${each.brief} aria-current=${each.name === chosen ? 'true' : undefined}
                    onClick=${() => choose(0, each.name)}>${each.title}${each.access === 'write' && html`<small>write</small>`}</button>`)}`;
        })}
    </nav>`;
}

/** @param {{ message: string, help: string }} props */
function Trouble({ message, help }) {
    return html`<div class="empty" role="alert"><p>${message}</p><p class="quiet">${help}</p></div>`;
}

/**
 * A row of tabs, with the arrow keys between them.
 * @template {string} Name
 * @param {{ label: string, tabs: [Name, string][], chosen: Name, controls: string, onChoose: (name: Name) => void }} props
 */
function Tabs({ label, tabs, chosen, controls, onChoose }) {
    const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
        const at = tabs.findIndex(([name]) => name === chosen);
        const last = tabs.length - 1;
        /** @type {Record<string, number>} */
        const places = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at + last) % tabs.length, Home: 0, End: last };
        const next = places[event.key];
        if (next === undefined) return;
        event.preventDefault();
        onChoose(tabs[next][0]);
        const buttons = /** @type {HTMLElement} */ (event.currentTarget).children;
        /** @type {HTMLElement} */ (buttons[next]).focus();
    };
    return html`<div class="tab-list" role="tablist" aria-label=${label} onKeyDown=${onKeyDown}>
        ${tabs.map(([name, text]) => html`<button type="button" role="tab" key=${name} aria-selected=${name === chosen} aria-controls=${controls}
            tabindex=${name === chosen ? 0 : -1} onClick=${() => onChoose(name)}>${text}</button>`)}
    </div>`;
}
