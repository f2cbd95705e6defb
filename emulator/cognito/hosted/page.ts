/** The pages of the hosted sign-in: forms without a script. */
import { randomBytes } from 'node:crypto';
import type { HttpResponse } from '../../http/http-service.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'password' | 'email' | 'text';
  readonly autocomplete: string;
  readonly value?: string | undefined;
}

export interface Form {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly button: string;
  /** What travels with the form unseen. */
  readonly hidden: Readonly<Record<string, string | undefined>>;
  /** Other ways on, as texts with the steps that they lead to. */
  readonly links?: readonly { readonly text: string; readonly href: string }[];
  readonly note?: string | undefined;
  readonly error?: string | undefined;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, char => ENTITIES[char] ?? char);

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;background:light-dark(#f4f5f7,#16181d);color:light-dark(#1c1e22,#e8e9ec)}
body{min-height:100vh;margin:0;display:grid;place-items:center;padding:1rem;box-sizing:border-box}
main{width:100%;max-width:24rem;box-sizing:border-box;padding:2rem;border-radius:12px;background:light-dark(#fff,#202329);box-shadow:0 1px 6px #0003}
h1{margin:0 0 1rem;font-size:1.4rem}label{display:block;margin:0 0 1rem}
input{display:block;width:100%;box-sizing:border-box;margin-top:.25rem;padding:.6rem;font:inherit;color:inherit;background:light-dark(#fff,#16181d);border:1px solid light-dark(#8a8f98,#6b717c);border-radius:6px}
button{width:100%;padding:.7rem;font:inherit;font-weight:600;color:#fff;background:#2457c5;border:0;border-radius:6px;cursor:pointer}
input:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #6f9bff;outline-offset:2px}
.error{padding:.6rem .8rem;border-radius:6px;background:light-dark(#fde8e8,#4a1f22);color:light-dark(#8c1d18,#ffd9d6)}
nav{display:flex;flex-wrap:wrap;gap:.5rem 1rem;margin-top:1rem}a{color:light-dark(#2457c5,#9bb8ff)}
`;

/** @param formsTo where the answer to a form may lead, besides here */
function page(title: string, main: string, formsTo: readonly string[], status = 200): HttpResponse {
  const nonce = randomBytes(16).toString('base64');
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `default-src 'none'; img-src 'self'; style-src 'nonce-${nonce}'; form-action 'self' ${formsTo.join(' ')}; frame-ancestors 'none'; base-uri 'none'`,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><link rel="icon" href="/favicon.svg"><style nonce="${nonce}">${STYLE}</style><main><h1>${escaped(title)}</h1>${main}</main></html>`,
  };
}

export function formPage(form: Form, formsTo: readonly string[]): HttpResponse {
  const { title, fields, button, hidden, links = [], note, error } = form;
  const message = error === undefined ? '' : `<p class="error" role="alert">${escaped(error)}</p>`;
  const told = note === undefined ? '' : `<p>${escaped(note)}</p>`;
  const inputs = fields.map(
    ({ name, label, type = 'text', autocomplete, value = '' }, nth) =>
      `<label>${escaped(label)}<input name="${name}" type="${type}" autocomplete="${autocomplete}" value="${escaped(value)}" required${nth === 0 ? ' autofocus' : ''}></label>`,
  );
  const unseen = Object.entries(hidden).map(
    ([name, value = '']) => `<input type="hidden" name="${name}" value="${escaped(value)}">`,
  );
  const ways = links.map(({ text, href }) => `<a href="${escaped(href)}">${escaped(text)}</a>`);
  return page(
    title,
    `${message}${told}<form method="post">${inputs.join('')}${unseen.join('')}<button>${escaped(button)}</button></form><nav>${ways.join('')}</nav>`,
    formsTo,
    error === undefined ? 200 : 400,
  );
}

export const errorPage = (message: string): HttpResponse =>
  page('This can not go on', `<p class="error" role="alert">${escaped(message)}</p>`, [], 400);
