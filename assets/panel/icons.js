/** What the icons draw, on 16 by 16. */
const ICONS = {
    add: 'M8 3v10M3 8h10',
    check: 'M3.5 8.5l3 3 6-7',
    copy: 'M6 5.5h7v8H6zM3.5 10.5v-8h7',
    database: 'M2.5 4.2c0-1 2.5-1.7 5.5-1.7s5.5.7 5.5 1.7-2.5 1.7-5.5 1.7-5.5-.7-5.5-1.7zM2.5 4.2v7.6c0 1 2.5 1.7 5.5 1.7s5.5-.7 5.5-1.7V4.2M2.5 8c0 1 2.5 1.7 5.5 1.7s5.5-.7 5.5-1.7',
    download: 'M8 2.5v7.5M5 7.2 8 10.2l3-3M3 13.2h10',
    history: 'M2.5 8a5.5 5.5 0 1 0 1.8-4.1M2.5 2.5V5H5M8 5v3.2l2.2 1.3',
    inject: 'M9.5 3.5 14 8l-4.5 4.5M14 8H5M2.5 3v10',
    remove: 'M4 4l8 8M12 4l-8 8',
    run: 'M5 3l8 5-8 5z',
    theme: 'M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z',
};

/** @param {{ name: keyof typeof ICONS, size?: number }} props */
function Icon({ name, size = 16 }) {
    return html`<svg viewBox="0 0 16 16" width=${size} height=${size} fill="none" stroke="currentColor" stroke-width="1.5"
        stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;
}
