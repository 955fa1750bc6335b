// The pane with what came of a run.

/** @type {[AnswerView, string][]} */
const VIEWS = [['response', 'Response'], ['table', 'Table'], ['commands', 'Commands']];
const PREPARE = 'Empties the embedded server, and makes the data that the example starts with';
/** Of a longer table only so many rows are shown. */
const MOST_ROWS = 200;

/** The button that runs the calls, and cancels a run that takes long. @param {{ isMain: boolean }} props */
function RunButton({ isMain }) {
    const [server, { running }] = [chosenServer(), state];
    const look = `button ${isMain ? 'main' : ''}`;
    if (running?.isLong) {
        return html`<button type="button" class=${look} key="run" onClick=${cancel}><span class="turning" aria-hidden="true"></span>Cancel</button>`;
    }
    const isOff = !server || state.servers?.trouble !== null;
    return html`<button type="button" class=${look} key="run" disabled=${isOff} onClick=${act} aria-keyshortcuts="Control+Enter">
        <${Icon} name="run" />Run<kbd aria-hidden="true">Ctrl ⏎</kbd></button>`;
}

/** What came of the last run of these operations. */
function AnswerPane() {
    const outcome = state.outcomes[subject()];
    const { running } = state;
    const answers = outcome?.answers ?? [];
    const text = useMemo(() => answersText(outcome ?? { at: 0 }), [outcome, state.answerView]);
    return html`<section class="pane answer-pane" aria-label="Response" aria-busy=${running ? 'true' : undefined}>
        <div class="tabs">
            <${Tabs} label="Views of the response" tabs=${VIEWS} chosen=${state.answerView} controls="answer" onChoose=${(/** @type {AnswerView} */ answerView) => change({ answerView })} />
            <span class="grow"></span>
            ${answers.length > 0 && html`<${CopyButton} key=${state.answerView} text=${text} />`}
        </div>
        <div id="answer" role="tabpanel" class="answers ${running && 'old'}" aria-label=${VIEWS.find(([view]) => view === state.answerView)?.[1]}>
            ${outcome?.refusal ? html`<${Told} ...${outcome.refusal} role="alert"><${Remedy} /><//>`
                : answers.length === 0 ? html`<${NoAnswer} />`
                    : answers.map((answer, at) => html`<${AnswerOf} key=${at} answer=${answer} at=${at} outcome=${outcome} />`)}
        </div>
    </section>`;
}

/** What to do before there is an answer. */
function NoAnswer() {
    const [server, { servers }] = [chosenServer(), state];
    if (!servers) return html`<${Told} message="Looking for servers…" help="" />`;
    if (servers.trouble) return html`<${Told} ...${servers.trouble} role="alert" />`;
    if (!server) return html`<${Told} message="There is no server." help="" />`;
    if (server.state === 'down' && server.error) return html`<${Told} message=${whyDown(server.error.message)} help=${upper(server.error.help || 'Run tries it again.')}><${Remedy} /><//>`;
    const help = server.kind === 'embedded' ? 'Nothing leaves this computer.' : '';
    return html`<${Told} message=${`Run ${titles()} on ${nameOf(server)}, and the response stands here.`} help=${help}><${Remedy} /><//>`;
}

/** @param {{ message: string, help: string, role?: string, children?: Children }} props */
function Told({ message, help, role, children }) {
    return html`<div class="empty told" role=${role}><p>${message}</p>${help && html`<p class="quiet">${help}</p>`}${children}</div>`;
}

/** What can be clicked in place of the answer. */
function Remedy() {
    const server = chosenServer();
    if (server?.kind === 'embedded' && server.state === 'down' && !state.servers?.trouble) {
        return html`<button type="button" class="button" onClick=${startEmbedded}>Start it</button>`;
    }
    if (server?.state === 'down') {
        // It is the login that is refused, in the words of the server or of the client.
        const wantsLogin = /AUTH|WRONGPASS|password/.test(server.error?.message ?? '');
        return wantsLogin && html`<button type="button" class="button" onClick=${() => askFor(server?.name ?? null)}>Type the password…</button>`;
    }
    return canPrepare() && html`<button type="button" class="button" title=${PREPARE} onClick=${prepareAndRun}>Prepare the example’s data, and run</button>`;
}

/** @param {{ answer: RunAnswer, at: number, outcome: Outcome }} props */
function AnswerOf({ answer, at, outcome }) {
    const operation = operationOf(/** @type {string[]} */ (outcome.operations)[at]);
    const isOne = outcome.answers?.length === 1;
    return html`${!isOne && html`<h3 class="answer-title">${operation.title}</h3>`}
        <${Facts} answer=${answer} outcome=${outcome} />
        ${state.answerView === 'table' ? html`<${AnswerTable} answer=${answer} operation=${operation} />`
            : state.answerView === 'commands' ? html`<${Commands} answer=${answer} />`
                : html`<${AnswerText} answer=${answer} operation=${operation} />`}`;
}

/** The response as code. @param {{ answer: RunAnswer, operation: Operation }} props */
function AnswerText({ answer, operation }) {
    const text = useMemo(() => responseText(answer, operation), [answer, operation]);
    return html`<${Coloured} text=${text} language="js" />`;
}

/** The counts. @param {{ answer: RunAnswer, outcome: Outcome }} props */
function Facts({ answer, outcome }) {
    const { error, response, commands, ms, documented } = answer;
    const count = commands.length;
    const isSame = outcome.example === exampleOf();
    const facts = [`error ${error ? error.code : 'null'}`, `${count.toLocaleString('en')} ${count === 1 ? 'command' : 'commands'}`, `${shortMs(ms)} ms`, outcome.connection?.name];
    return html`<p class="facts" role="status">
        ${response && (response.success > 0 || response.failed === 0) && html`<span class="pill good">${response.success.toLocaleString('en')} succeeded</span>`}
        ${response && response.failed > 0 && html`<span class="pill bad">${response.failed.toLocaleString('en')} failed</span>`}
        ${error && html`<span class="pill bad">failed</span>`}
        ${documented && html`<span class="pill"><${Icon} name="check" size=${12} />as documented</span>`}
        <span class="quiet">${facts.join(' · ')}</span>
        ${canPrepare() && !(documented && isSame) && html`<button type="button" class="link-button" title=${PREPARE} onClick=${prepareAndRun}>
            ${documented === false && isSame ? 'Not as documented: prepare the example’s data, and run' : 'Prepare the example’s data, and run'}</button>`}
    </p>`;
}

/** @param {RunAnswer} answer @param {Operation} operation @returns {{ isGood: boolean, cells: [string, string, string] }[]} */
function rowsOf({ error, response }, operation) {
    if (!response) return [{ isGood: false, cells: ['', '', `${error?.code}: ${error?.message}`] }];
    return response.entries.map(({ key, value, result, error }) => ({
        isGood: !error,
        cells: [value === undefined ? key : `${key} · ${value}`, error ? '' : inspect(valueOfReply(result, operation.reply)), error ? error.message : ''],
    }));
}

/** @param {{ answer: RunAnswer, operation: Operation }} props */
function AnswerTable({ answer, operation }) {
    const rows = useMemo(() => rowsOf(answer, operation), [answer, operation]);
    const shown = rows.slice(0, MOST_ROWS);
    const long = (/** @type {string} */ text) => (text.length > 400 ? `${text.slice(0, 400)}…` : text);
    return html`<div class="scroll" tabindex="0" role="group" aria-label="Results"><table>
        <thead><tr><th scope="col">${operation.key === null ? 'Set' : 'Key'}</th><th scope="col">Result</th><th scope="col">Error</th></tr></thead>
        <tbody>${shown.map(({ isGood, cells: [key, result, error] }) => html`<tr>
            <th scope="row"><span class="dot ${isGood ? 'up' : 'down'}"></span><span class="seen-by-readers">${isGood ? 'Succeeded' : 'Failed'}: </span>${long(key)}</th>
            <td>${long(result)}</td><td class=${isGood ? 'quiet' : 'wrong'}>${isGood ? 'null' : long(error)}</td></tr>`)}</tbody>
    </table></div>
    ${rows.length > shown.length && html`<p class="more">${(rows.length - shown.length).toLocaleString('en')} more rows are not shown. Copy takes all of them.</p>`}`;
}

/** @param {{ answer: RunAnswer }} props */
function Commands({ answer }) {
    const text = useMemo(() => answer.commands.map(commandText).join('\n'), [answer]);
    if (text === '') return html`<${Told} message="Nothing was sent." help="" />`;
    return html`<${Coloured} text=${text} language="shell" />`;
}

/** What Copy takes: all of the view. @param {Outcome} outcome */
function answersText({ answers = [], operations: names = [] }) {
    const texts = answers.map((answer, at) => {
        const operation = operationOf(names[at]);
        if (state.answerView === 'commands') return answer.commands.map(commandText).join('\n');
        if (state.answerView === 'response') return responseText(answer, operation);
        const flat = (/** @type {string} */ text) => text.replace(/[\t\r\n]/g, ' ');
        return [['Key', 'Result', 'Error'], ...rowsOf(answer, operation).map(({ cells }) => cells)].map((cells) => cells.map(flat).join('\t')).join('\n');
    });
    return `${texts.join('\n\n')}\n`;
}
