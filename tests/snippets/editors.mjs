// Expands snippets as editors do: VS Code's own parser, and the rules of JetBrains' live templates.

import assert from 'node:assert/strict';
import { DOMParser } from '@xmldom/xmldom';
import { Placeholder, SnippetParser, Text } from 'monaco-editor/editor/contrib/snippet/browser/snippetParser';

/** A snippet in the LSP's syntax; `fill(stop)` gives what is typed at a tab stop, or undefined. */
export function expandLsp(body, fill) {
  const snippet = new SnippetParser().parse(body);
  const stops = [];
  snippet.walk((marker) => {
    if (marker instanceof Placeholder) stops.push(marker);
    return true;
  });
  const order = [...new Set(stops.map((stop) => stop.index))].filter((index) => index > 0);
  assert.deepEqual(order, order.map((_, position) => position + 1), `tab stops out of order in\n${body}`);
  for (const stop of stops) {
    const choices = stop.choice?.options.map(String) ?? [];
    const value = fill(stop.isFinalTabstop ? { cursor: true } : { index: stop.index - 1, choices });
    if (value !== undefined) snippet.replace(stop, [new Text(value)]);
  }
  return snippet.toString();
}

/** The first live template of a file. */
export function expandJetbrains(xml, fill) {
  const document = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(xml, 'application/xml');
  const template = document.getElementsByTagName('template')[0];
  const stops = new Map();
  Array.from(template.getElementsByTagName('variable')).forEach((variable, index) => {
    const choices = /^enum\((.*)\)$/s.exec(variable.getAttribute('expression'))?.[1] ?? '';
    const stop = { index, choices: strings(choices) };
    stops.set(variable.getAttribute('name'), fill(stop) ?? strings(variable.getAttribute('defaultValue'))[0]);
  });
  return template.getAttribute('value').replace(/\$(\w*)\$/g, (_, name) => {
    if (name === '') return '$';
    if (name === 'END') return fill({ cursor: true });
    if (!stops.has(name)) throw new Error(`there is no variable ${name}`);
    return stops.get(name);
  });
}

/** The string literals in an expression of a live template. */
function strings(expression) {
  return [...expression.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text]) => text.replace(/\\(.)/gs, '$1'));
}
