'use strict';

// The site without a server: colours, menu, search, tabs and copying. Without this script everything can be read.
(() => {
    const root = document.documentElement;
    // This script runs before the page is painted, so that nothing is seen to change.
    root.classList.add('js');
    if (['dark', 'light'].includes(remembered('theme'))) root.dataset.theme = remembered('theme');
    document.addEventListener('DOMContentLoaded', () => {
        setUpTheme();
        setUpMenu();
        setUpSearch();
        setUpTabs();
        setUpCopying();
        setUpTrying();
    });

    /** What was chosen on a page before; null when nothing was, or when the browser keeps nothing. */
    function remembered(name) {
        try {
            return localStorage.getItem(`sigma-docs.${name}`);
        } catch {
            return null;
        }
    }

    function remember(name, value) {
        try {
            localStorage.setItem(`sigma-docs.${name}`, value);
        } catch {
            // The choice then holds for this page.
        }
    }

    /** Makes an element with these properties and children. */
    function element(name, properties, ...children) {
        const made = Object.assign(document.createElement(name), properties);
        made.append(...children);
        return made;
    }

    /** Tells people who do not see the page what happened. */
    function announce(text) {
        const status = document.querySelector('.status');
        // The same words again are news only when they were gone in between.
        status.textContent = '';
        setTimeout(() => { status.textContent = text; }, 50);
    }

    function setUpTheme() {
        const button = document.querySelector('.theme');
        const system = matchMedia('(prefers-color-scheme: dark)');
        const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
        const show = () => { button.ariaPressed = isDark(); };
        button.addEventListener('click', () => {
            root.dataset.theme = isDark() ? 'light' : 'dark';
            remember('theme', root.dataset.theme);
            show();
        });
        system.addEventListener('change', show);
        show();
    }

    function setUpMenu() {
        const button = document.querySelector('.menu');
        const navigation = document.querySelector('.navigation');
        const isOpen = () => button.ariaExpanded === 'true';
        const open = (whether) => {
            button.ariaExpanded = whether;
            navigation.classList.toggle('open', whether);
        };
        button.addEventListener('click', () => open(!isOpen()));
        document.addEventListener('keydown', (event) => {
            if (event.key !== 'Escape' || !isOpen()) return;
            open(false);
            button.focus();
        });
        const current = navigation.querySelector('[aria-current]');
        const isBelow = current?.offsetTop + current?.offsetHeight > navigation.clientHeight;
        if (isBelow) navigation.scrollTop = current.offsetTop - navigation.clientHeight / 2;
    }

    function setUpSearch() {
        const search = document.querySelector('.search');
        const [input, list, none] = ['input', '.results', '.none'].map((part) => search.querySelector(part));
        let active = -1;

        const activate = (index) => {
            if (list.children[active]) list.children[active].ariaSelected = 'false';
            active = index;
            const option = list.children[active];
            input.setAttribute('aria-activedescendant', option?.id ?? '');
            if (!option) return;
            option.ariaSelected = 'true';
            option.scrollIntoView({ block: 'nearest' });
        };
        const close = () => {
            list.hidden = none.hidden = true;
            input.ariaExpanded = 'false';
            activate(-1);
        };
        const update = () => {
            const entries = find(input.value);
            activate(-1);
            list.replaceChildren(...entries.slice(0, MOST_RESULTS).map(result));
            const hasQuery = input.value.trim() !== '';
            list.hidden = entries.length === 0;
            none.hidden = !hasQuery || entries.length > 0;
            input.ariaExpanded = !list.hidden;
            if (!list.hidden) activate(0);
            if (hasQuery) announce(countOf(entries.length));
        };

        input.addEventListener('input', update);
        input.addEventListener('focus', () => { if (input.value) update(); });
        search.addEventListener('focusout', (event) => { if (!search.contains(event.relatedTarget)) close(); });
        input.addEventListener('keydown', (event) => {
            const count = list.hidden ? 0 : list.children.length;
            const moves = { ArrowDown: active + 1, ArrowUp: active - 1 + count };
            if (event.key in moves && count > 0) {
                activate(moves[event.key] % count);
            } else if (event.key === 'Enter' && count > 0) {
                list.children[active].click();
            } else if (event.key === 'Escape') {
                if (input.value === '') input.blur();
                input.value = '';
                close();
            } else {
                return;
            }
            event.preventDefault();
        });
        document.addEventListener('keydown', (event) => {
            // What is typed into the box is for the box, which the document sees as one element.
            const isTyping = event.composedPath()[0].closest('input, textarea, select, [contenteditable]');
            if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
            event.preventDefault();
            input.focus();
            input.select();
        });
    }

    /** As many results are shown. */
    const MOST_RESULTS = 50;

    /** The operations in which each word of the query is found, the best first. */
    function find(query) {
        const words = query.toLowerCase().split(/\s+/).filter(Boolean);
        if (words.length === 0) return [];
        const ranked = (window.searchIndex ?? []).map((entry) => {
            const ranks = words.map((word) => rank(entry, word));
            return { entry, rank: Math.max(...ranks) };
        });
        return ranked.filter(({ rank }) => rank < NOT_FOUND).sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
    }

    const NOT_FOUND = 9;

    /** How well an operation fits a word: 0 is best. */
    function rank(entry, word) {
        const [title, method, command, group, brief] =
            ['title', 'method', 'command', 'group', 'brief'].map((field) => entry[field].toLowerCase());
        const names = [method, command];
        if (title === word) return 0;
        if (title.startsWith(word)) return 1;
        if (names.some((name) => name.startsWith(word))) return 2;
        if ([title, ...names].some((name) => name.includes(word))) return 3;
        if (group.startsWith(word)) return 4;
        return brief.includes(word) ? 5 : NOT_FOUND;
    }

    function result(entry, index) {
        const href = document.body.dataset.root + entry.page;
        return element('a', { href, id: `site-result-${index}`, role: 'option', ariaSelected: 'false', tabIndex: -1 },
            element('b', {}, entry.title),
            element('small', {}, entry.group),
            element('span', {}, entry.brief));
    }

    function countOf(count) {
        if (count === 0) return 'No operation found.';
        const shown = count > MOST_RESULTS ? `, the best ${MOST_RESULTS} are listed` : '';
        return `${count} ${count === 1 ? 'operation' : 'operations'} found${shown}.`;
    }

    /** Turns what stands in several languages into tabs, all of which show the same language. */
    function setUpTabs() {
        const groups = [...document.querySelectorAll('.languages')].map(tabs);
        const show = (language) => groups.forEach((group) => {
            const chosen = group.find(({ panel }) => panel.dataset.language === language) ?? group[0];
            for (const { tab, panel } of group) {
                panel.hidden = panel !== chosen.panel;
                tab.ariaSelected = tab === chosen.tab;
                tab.tabIndex = tab === chosen.tab ? 0 : -1;
            }
        });
        const choose = ({ tab, panel }) => {
            const before = tab.getBoundingClientRect().top;
            show(panel.dataset.language);
            // What is above may be longer or shorter now; the tab stays under the pointer.
            scrollBy(0, tab.getBoundingClientRect().top - before);
            tab.focus({ preventScroll: true });
            remember('language', panel.dataset.language);
        };
        for (const group of groups) {
            group.forEach((each, index) => {
                each.tab.addEventListener('click', () => choose(each));
                each.tab.addEventListener('keydown', (event) => {
                    const last = group.length - 1;
                    const next = { ArrowRight: index + 1, ArrowLeft: index + last, Home: 0, End: last }[event.key];
                    if (next === undefined) return;
                    event.preventDefault();
                    choose(group[next % group.length]);
                });
            });
        }
        show(remembered('language'));
    }

    /** Puts tabs above panels; gives each tab with its panel. */
    function tabs(container, group) {
        const pairs = [...container.children].map((panel, index) => {
            const label = panel.querySelector('.label');
            const [tabId, panelId] = [`site-tab-${group}-${index}`, `site-panel-${group}-${index}`];
            const name = label.cloneNode(true).childNodes;
            const tab = element('button', { type: 'button', role: 'tab', id: tabId }, ...name);
            tab.setAttribute('aria-controls', panelId);
            Object.assign(panel, { id: panelId, role: 'tabpanel' }).setAttribute('aria-labelledby', tabId);
            return { tab, panel };
        });
        const list = { className: 'tabs', role: 'tablist', ariaLabel: 'Language' };
        container.prepend(element('div', list, ...pairs.map(({ tab }) => tab)));
        container.classList.add('ready');
        return pairs;
    }

    /** A button on each block of code, and a link on each heading. */
    function setUpCopying() {
        for (const block of document.querySelectorAll('.code')) {
            const button = element('button', { type: 'button', className: 'copy' }, 'Copy');
            button.addEventListener('click', async () => {
                const isCopied = await copy(block.querySelector('code').textContent);
                button.textContent = isCopied ? 'Copied' : 'Not copied';
                announce(button.textContent);
                setTimeout(() => { button.textContent = 'Copy'; }, 2000);
            });
            block.append(button);
        }
        for (const heading of document.querySelectorAll('main :is(h2, h3)[id]')) {
            const ariaLabel = `Link to ${heading.textContent}`;
            const link = element('a', { className: 'anchor', href: `#${heading.id}`, ariaLabel }, '#');
            link.addEventListener('click', async () => {
                if (await copy(link.href)) announce('Link copied');
            });
            heading.append(' ', link);
        }
    }

    /** The box that has an operation's form: the panel is loaded when it is opened, for most readers do not. */
    function setUpTrying() {
        const section = document.querySelector('.try');
        const button = section?.querySelector('button');
        button?.addEventListener('click', () => {
            const assets = `${document.body.dataset.root}assets/`;
            const box = element('div', { className: 'try-box' });
            Object.assign(box.dataset, { panel: section.dataset.operation, style: `${assets}panel.css` });
            button.closest('p').replaceWith(box);
            // Scripts that are added come in their order only when they are told to.
            const scripts = ['engine.js', 'catalogue.js', 'panel.js'];
            document.head.append(...scripts.map((name) => element('script', { src: assets + name, async: false })));
        });
    }

    async function copy(text) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            return copyBySelection(text);
        }
    }

    /** The way of browsers that give pages from disk no clipboard. */
    function copyBySelection(text) {
        const focused = document.activeElement;
        const area = element('textarea', { value: text, className: 'status' });
        document.body.append(area);
        area.select();
        const isCopied = document.execCommand('copy');
        area.remove();
        focused?.focus();
        return isCopied;
    }
})();
