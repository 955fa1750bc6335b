// Where the focus goes when what had it is drawn anew, and what keys do wherever it is.

/** What the panel is drawn in. @type {HTMLElement} */
let root;

/**
 * Moves the focus to the control with an id, or to the first one in what has it.
 * @param {string} id @param {boolean} [isSelected] whether its text is selected
 */
function focusOn(id, isSelected = false) {
    const escaped = CSS.escape(id);
    const control = root.querySelector(`:is(input, select, textarea, button):is(#${escaped}, [id^="${escaped}-"])`);
    if (!(control instanceof HTMLElement)) return;
    control.focus();
    if (isSelected && control instanceof HTMLInputElement) control.select();
}

let isPressed = false;
addEventListener('pointerdown', () => { isPressed = true; }, true);
for (const name of ['pointerup', 'pointercancel']) addEventListener(name, () => { isPressed = false; }, true);

/**
 * Does something that may move what is on the page: not between the press of a button and its release, which would then
 * miss it.
 * @param {() => void} act
 */
function afterPress(act) {
    if (isPressed) addEventListener('pointerup', () => setTimeout(act), { once: true });
    else act();
}

/** @param {KeyboardEvent} event */
function onShortcut(event) {
    const target = /** @type {Element} */ (event.composedPath()[0]);
    const isTyping = target.matches('input, textarea, select, [contenteditable]');
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    const find = root.querySelector('.find');
    if (event.key === '/' && isPlain && !isTyping && find instanceof HTMLInputElement && find.offsetParent) {
        event.preventDefault();
        find.focus();
        find.select();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !state.paste && root.contains(target)) {
        event.preventDefault();
        if (!event.shiftKey || !host.editor) act();
        else if (callEdited()) update();
        else inject();
    }
}

/** Shows all mistakes, and goes to the first one. @returns {boolean} whether there was none */
function attempt() {
    const { mistakes } = check();
    if (mistakes.length === 0) return true;
    const steps = state.steps.map((step) => {
        const form = { ...formOf(step), isTried: true };
        return { ...step, forms: { ...step.forms, [step.operation]: form } };
    });
    change({ steps });
    const [first] = [...mistakes].sort((a, b) => a.call - b.call || a.set - b.set);
    goTo(first.call, first.set);
    return false;
}

/** Brings the first mistake of a parameter set into view. @param {number} at @param {number} set @param {number} [tries] */
function goTo(at, set, tries = 20) {
    const place = root.querySelector(`#set-${at}-${set}`);
    if (place) {
        const field = place.querySelector('[aria-invalid="true"]') ?? place.querySelector('.value, .text') ?? place.querySelector('input, button');
        return field instanceof HTMLElement && field.focus();
    }
    // It is among those that are not drawn until they are in view.
    root.querySelector(`#chunk-${at}-${Math.floor(set / CHUNK)}`)?.scrollIntoView();
    if (tries > 0) requestAnimationFrame(() => goTo(at, set, tries - 1));
}
