// The colours are chosen here and on the pages of the docs, which keep the choice under the same name.
const THEME = 'sigma-docs.theme';
const darkSystem = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
    return (document.documentElement.dataset.theme ?? (darkSystem.matches ? 'dark' : 'light')) === 'dark';
}

function turnColours() {
    document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
    try {
        localStorage.setItem(THEME, document.documentElement.dataset.theme);
    } catch {
        // The choice then holds for this page.
    }
    draw();
}

/** Takes the colours that were chosen before. */
function recallColours() {
    try {
        const chosen = localStorage.getItem(THEME);
        if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
    } catch {
        // Then the system's.
    }
    darkSystem.addEventListener('change', () => draw());
}
