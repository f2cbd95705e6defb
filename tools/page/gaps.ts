/** What docs/protocol.md lacks, or has too much of. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { errorCode, errorReply, LIMITS, pushes, replies, requests } from '../../shared/protocol/index.ts';
import { type Example, examplesOf, type Section, sectionsOf, tableRows, violationsOf } from './page.ts';

/** What a frame calls itself: a request by its action, a push by its type, a reply by both. */
const named = z.looseObject({ action: z.string().optional(), type: z.string().optional() });

const SENT_WITHOUT_REPLY = new Set(['typing']);
const push = (type: string) => `Push: ${type}`;

const hasTable = ({ text }: Section, kind: string, name: string) =>
  text.includes(`<!-- fields ${kind} ${name} -->`);

function frameGaps(sections: readonly Section[]): string[] {
  const find = (title: string) => sections.find(section => section.title === title);
  const gapsOf = (title: string, kinds: readonly string[], name: string): string[] => {
    const section = find(title);
    if (!section) return [`${title} has no section`];
    const kindsShown = new Set(examplesOf(section.text).map(({ kind }) => kind));
    return kinds.flatMap(kind => [
      ...(hasTable(section, kind, name) || name === 'ping' ? [] : [`${title}: no fields of the ${kind}`]),
      ...(kindsShown.has(kind) ? [] : [`${title}: no example of a ${kind}`]),
    ]);
  };
  return [
    ...Object.keys(requests).flatMap(action =>
      gapsOf(action, SENT_WITHOUT_REPLY.has(action) ? ['request'] : ['request', 'reply'], action),
    ),
    ...Object.keys(pushes).flatMap(type => gapsOf(push(type), ['push'], type)),
  ];
}

/** Sections of the chapters of frames that are about no frame. */
function unknownFrames(page: string): string[] {
  const chapters = page.split(/^(?=## )/m).filter(text => /^## (Requests|Pushes)$/m.test(text));
  const known = new Set([...Object.keys(requests), ...Object.keys(pushes).map(push), 'Requests', 'Pushes']);
  return chapters
    .flatMap(sectionsOf)
    .filter(({ title }) => !known.has(title))
    .map(({ title }) => `${title} is documented, and there is no such frame`);
}

function schemaOf({ kind, frame }: Example): z.core.$ZodType | undefined {
  const { action, type } = named.parse(frame);
  const within = <T extends object>(all: T, name = ''): T[keyof T] | undefined =>
    Object.hasOwn(all, name) ? all[name as keyof T] : undefined;
  if (kind === 'request') return within(requests, action);
  if (kind === 'reply') return type === 'pong' ? replies.ping : within(replies, action);
  if (kind === 'push') return within(pushes, type);
  return kind === 'error' ? errorReply : undefined;
}

/** Examples that their schema refuses, or that stand in another frame's section. */
function wrongExamples(sections: readonly Section[]): string[] {
  return sections.flatMap(({ title, text }) =>
    examplesOf(text).flatMap(example => {
      const { action, type = '' } = named.parse(example.frame);
      const schema = schemaOf(example);
      const json = JSON.stringify(example.frame);
      if (!schema) return [`${title}: no schema for ${example.kind} ${json}`];
      const { data, error } = z.safeParse(schema, example.frame);
      if (error) return [`${title}: ${json} is refused: ${error.message}`];
      // Schemas of replies and pushes drop what they do not know.
      if (!isDeepStrictEqual(data, example.frame)) return [`${title}: ${json} has an unknown field`];
      const belongs = Object.hasOwn(requests, title) ? title : undefined;
      const own = example.kind === 'push' ? push(type) : (action ?? 'ping');
      return belongs && own !== belongs ? [`${title} shows a frame of ${own}`] : [];
    }),
  );
}

/** Names in the first column of a section's table against what there is. */
function tableGaps(
  sections: readonly Section[],
  title: string,
  wanted: Readonly<Record<string, string>>,
): string[] {
  const rows = tableRows(sections.find(section => section.title === title)?.text ?? '');
  const shown = Object.fromEntries(rows.map(([name = '', value = '']) => [name.replaceAll('`', ''), value]));
  return [
    ...Object.keys(wanted).flatMap(name => (name in shown ? [] : [`${title}: ${name} is missing`])),
    ...Object.keys(shown).flatMap(name => (name in wanted ? [] : [`${title}: ${name} is unknown`])),
    ...Object.entries(wanted).flatMap(([name, value]) =>
      value === '' || !(name in shown) || shown[name] === value
        ? []
        : [`${title}: ${name} is ${value}, not ${shown[name]}`],
    ),
  ];
}

export function gapsIn(page: string): string[] {
  const sections = sectionsOf(page);
  const codes: readonly string[] = errorCode.options;
  const violations = sections.flatMap(violationsOf);
  const byes = pushes.bye.shape.code.options.filter(
    code => !sections.some(({ title, text }) => title === push('bye') && text.includes(`\`${code}\``)),
  );
  return [
    ...frameGaps(sections),
    ...unknownFrames(page),
    ...wrongExamples(sections),
    ...tableGaps(sections, 'Error codes', Object.fromEntries(codes.map(code => [code, '']))),
    ...tableGaps(
      sections,
      'Limits',
      Object.fromEntries(
        Object.entries(LIMITS).map(([name, value]) => [name, value.toLocaleString('en-US')]),
      ),
    ),
    ...codes
      .filter(code => !violations.some(one => one.code === code))
      .map(code => `no violation ends in ${code}`),
    ...violations.filter(({ code }) => !codes.includes(code)).map(({ code }) => `${code} is no code`),
    ...byes.map(code => `bye: ${code} is missing`),
  ];
}
