/** The shortest part of a history that shows a violation, a line an event. */
import type { Violation } from './check.ts';
import type { Happened, History } from './format.ts';

/** So that a line stays a line: an excerpt that needs all of a frame is found by its moment in the file. */
const LONGEST = 160;
const SHOWN = 24;

export function excerpt({ events, quiet }: History, violation: Violation): string {
  const began = events[0]?.at ?? 0;
  const indices = [...new Set(violation.events)].sort((a, b) => a - b);
  const shown = indices.slice(0, SHOWN).flatMap(index => {
    const event = events[index];
    return event ? [`  ${(event.at - began).toFixed(1).padStart(10)} ms  ${lineOf(events, event)}`] : [];
  });
  const more = indices.length > SHOWN ? [`  and ${indices.length - SHOWN} more events`] : [];
  const entries = (violation.entries ?? []).map(({ room, seq }) => {
    const entry = quiet.logs.find(log => log.room === room)?.entries.find(one => one.seq === seq);
    return `     in the end  ${room} ${seq}: ${short(entry)}`;
  });
  return [`${violation.property}: ${violation.what}`, ...shown, ...more, ...entries].join('\n');
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

function lineOf(events: readonly Happened[], event: Happened): string {
  switch (event.kind) {
    case 'connecting':
      return `${event.connection} connects, as ${event.user}`;
    case 'opened':
      return `${event.connection} is open${event.expiresAt === undefined ? '' : `, until ${event.expiresAt.toFixed(0)} on the clock`}`;
    case 'called':
      return `${event.connection} → ${short(event.frame)}`;
    case 'replied': {
      const call = events.find(one => one.kind === 'called' && one.call === event.call);
      return `${call?.kind === 'called' ? call.connection : '?'} ← ${short(event.frame)}`;
    }
    case 'pushed':
      return `${event.connection} ⇐ ${short(event.frame)}`;
    case 'applied':
      return `${event.client} shows ${short(event.entry)}`;
    default: {
      const { at: _at, kind, ...rest } = event;
      return `${kind} ${short(rest)}`;
    }
  }
}
