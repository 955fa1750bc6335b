// Expands snippets as editors do: VS Code's own parser, and the rules of JetBrains' live templates.

import { DOMParser } from '@xmldom/xmldom';
import { Choice, Placeholder, SnippetParser, Text } from 'monaco-editor/editor/contrib/snippet/browser/snippetParser';

/** A snippet in the LSP's syntax; `fill(stop)` gives what is typed at a tab stop, or undefined. */
export function expandLsp(body, fill) {
  const snippet = new SnippetParser().parse(body);
  const order = [];
  snippet.walk((marker) => {
    if (marker instanceof Placeholder) {
      const choices = marker.choice instanceof Choice ? marker.choice.options.map(String) : [];
      const value = marker.isFinalTabstop ? fill({ cursor: true }) : fill({ index: marker.index - 1, choices });
      if (value !== undefined) marker.setOnlyChild(new Text(value));
      if (!marker.isFinalTabstop && !order.includes(marker.index)) order.push(marker.index);
    }
    return true;
  });
  order.forEach((index, position) => {
    if (index !== position + 1) throw new Error(`tab stop ${index} comes as number ${position + 1} in\n${body}`);
  });
  return snippet.toString();
}

/** The first live template of a file. */
export function expandJetbrains(xml, fill) {
  const document = new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
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
