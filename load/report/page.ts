/** The frame of a report: one self-contained page that opens offline, prints, and follows the reader's light or dark. */
import { readFileSync } from 'node:fs';
import { html, Markup } from './html.ts';

const STYLE = new Markup(readFileSync(new URL('report.css', import.meta.url), 'utf8'));

/** A figure in large, and what it is; `mood` is `good` or `bad`. */
export const tile = (figureText: string, what: string, mood = ''): Markup =>
  html`<li class="${mood}"><strong>${figureText}</strong><span>${what}</span></li>`;

export const listOf = (className: string, texts: readonly string[]): Markup | undefined =>
  texts.length > 0
    ? html`<ul class="${className}">${texts.map(text => html`<li>${text}</li>`)}</ul>`
    : undefined;

export interface Page {
  /** As in `Load run`. */
  readonly kind: string;
  readonly name: string;
  readonly about: string;
  readonly startedAt: string;
  readonly passed: boolean;
  readonly badge: string;
  readonly body: Markup;
  readonly footer: string;
  /** Kept in the page, so that a program can read it too. */
  readonly data: object;
}

/** `<` is escaped, so that no text ends the element. */
const dataOf = (data: object): Markup =>
  new Markup(
    `<script type="application/json" id="result">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
  );

export function page({ kind, name, about, startedAt, passed, badge, body, footer, data }: Page): string {
  const when = new Date(startedAt).toISOString().replace('T', ' ').slice(0, 16);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${kind} ${name}: ${badge.toLowerCase()}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">${kind} · ${when} UTC</p>
<h1>${name} <span class="badge ${passed ? 'good' : 'bad'}">${badge}</span></h1>
<p class="about">${about}</p>
</header>
<main>
${body}
</main>
<footer>${footer}</footer>
${dataOf(data)}
</body>
</html>
`.text;
}
