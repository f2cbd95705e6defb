import { describe, expect, it } from 'vitest';
import { fanOutEvents } from '../../handlers/fan-out-event.ts';
import type { FanOutEvent } from '../../shared/core/fan-out/ports.ts';

const from = { userId: 'u', name: 'alice' };
const events: FanOutEvent[] = [
  { kind: 'pump', room: 'hall', seq: 7 },
  { kind: 'segment', room: 'hall', frames: ['{"type":"message"}'], after: 'a=', upTo: 'b=' },
  { kind: 'segment', room: 'hall', frames: ['{"type":"message"}'] },
  {
    kind: 'lagging',
    room: 'hall',
    receivers: [{ ...from, connectionId: 'c=', connectedAt: 1 }],
    push: {
      type: 'message',
      room: 'hall',
      epoch: 'e',
      seq: 7,
      messageId: 'message-7',
      from,
      text: 'hi',
      sentAt: 1,
    },
  },
];
/** What Lambda puts around an event that failed for good. */
const letter = (event: FanOutEvent) => ({
  version: '1.0',
  requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload: event,
  responsePayload: { errorType: 'Error' },
});

describe('the fan-out function is handed', () => {
  it.each(events)('its own events: $kind', event => {
    expect(fanOutEvents(JSON.parse(JSON.stringify(event)))).toEqual([event]);
  });

  it.each(events)('dead letters, to be handled again as they first were: $kind', event => {
    expect(fanOutEvents(letter(event))).toEqual([event]);
    const Records = [
      { body: JSON.stringify(letter(event)), messageId: '1' },
      { body: JSON.stringify(event) },
    ];
    expect(fanOutEvents({ Records })).toEqual([event, event]);
  });

  it.each([
    {},
    undefined,
    { kind: 'pump', room: 'hall' },
    { kind: 'other', room: 'hall' },
    { requestPayload: {} },
    { kind: 'segment', room: 'hall', frames: [], after: 'b', upTo: 'a' },
    { kind: 'segment', room: 'hall', frames: [], upTo: '' },
  ])('nothing else: it fails, and ends as a dead letter', event => {
    expect(() => fanOutEvents(event)).toThrow();
  });

  it('a dead letter that is no JSON, and says where', () => {
    expect(() => fanOutEvents({ Records: [{ body: 'nonsense' }] })).toThrow(/is not JSON[\s\S]*"Records"/);
  });
});
