/** Fetched with the first code that names its language: a page without any has none of it. */
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});

/** A tree of texts and of spans with classes; never HTML. */
export type Highlighted = ReturnType<typeof lowlight.highlight>['children'];

/** Undefined if the language is none of those here; `ts`, `sh` and the like are. */
export const highlighted = (text: string, language: string): Highlighted | undefined =>
  lowlight.registered(language) ? lowlight.highlight(language, text).children : undefined;
