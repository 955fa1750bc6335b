/**
 * The panel in a page that was opened from disk: code and checks, and nothing that runs.
 * @param {string} service the catalogue's name: the pages of several catalogues may share what the browser keeps
 * @returns {Host}
 */
function hostOnDisk(service) {
    const name = `sigma-panel.${service}`;
    return {
        name: 'disk',
        server: null,
        spec: null,
        clusters: null,
        keeps: '',
        editor: null,
        remember(state) {
            try {
                sessionStorage.setItem(name, JSON.stringify(state));
            } catch {
                // Too much, or the browser keeps nothing: the values then hold for this page.
            }
        },
        recall() {
            try {
                return JSON.parse(sessionStorage.getItem(name) ?? 'null');
            } catch {
                return null;
            }
        },
    };
}
