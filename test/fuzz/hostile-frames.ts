/** What a broken or malicious client might send, drawn from a seed. */
import { BINARY, CLOSE, CONTINUATION, frame, PING, PONG, TEXT } from './wire.ts';

export interface Hostile {
  readonly kind: string;
  readonly bytes: Buffer;
}

type Draw = (random: () => number) => Buffer;

const below = (random: () => number, limit: number): number => Math.floor(random() * limit);
const oneOf = <T>(random: () => number, values: readonly [T, ...T[]]): T =>
  values[below(random, values.length)] ?? values[0];
const bytesOf = (random: () => number, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => below(random, 256)));
const text = (random: () => number, body: string): Buffer => frame(random, TEXT, Buffer.from(body));

function nested(random: () => number, most: number): Buffer {
  const depth = below(random, most + 1);
  return text(random, `${'['.repeat(depth)}${']'.repeat(depth)}`);
}

const REQUESTS: readonly [string, ...string[]] = [
  '{"action":"sendMessage","id":"7","room":"general","text":"hello","messageId":"abcdefgh"}',
  '{"action":"joinRoom","id":"1","room":"general","after":12,"epoch":"x","last":10}',
  '{"action":"joinRooms","id":"1","rooms":[{"room":"a"},{"room":"b","after":1}]}',
  '{"action":"history","id":"3","room":"general","before":100,"limit":50}',
  '{"action":"sync","id":"4","rooms":[{"room":"a","after":1,"epoch":"e"}]}',
  '{"action":"markRead","room":"general","seq":9007199254740993}',
  '{"action":"adminDisconnect","userId":"someone"}',
  '{"action":"$disconnect"}',
];

const VALUES: readonly [string, ...string[]] = [
  'null',
  'true',
  '-0',
  '1e999',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '[]',
  '{}',
  '[[[]]]',
  '{"__proto__":{"admin":true}}',
  '9007199254740993',
];
const ACTIONS: readonly [string, ...string[]] = [
  '"sendMessage"',
  '"joinRoom"',
  '"constructor"',
  '"$connect"',
  '7',
  'null',
];
const FIELDS: readonly [string, ...string[]] = [
  'room',
  'text',
  'rooms',
  'seq',
  '__proto__',
  'constructor',
  'toString',
];

const ALPHABET = 'abc {}[]":,0189\\/\u0000\u007f\u00e9\u4e2d\u{1f600}\u202e\ufeff';

/** A connection outlives them: they are answered with an error, or with nothing. */
const SURVIVED: Readonly<Record<string, Draw>> = {
  'cut JSON': random => {
    const request = oneOf(random, REQUESTS);
    return text(random, request.slice(0, below(random, request.length)));
  },
  'random text': random => {
    const chars = [...ALPHABET];
    return text(
      random,
      Array.from({ length: below(random, 80) }, () => oneOf(random, ['', ...chars])).join(''),
    );
  },
  'wrong shape': random =>
    text(
      random,
      `{"action":${oneOf(random, ACTIONS)},"${oneOf(random, FIELDS)}":${oneOf(random, VALUES)},"${oneOf(random, FIELDS)}":${oneOf(random, VALUES)}}`,
    ),
  nested: random => nested(random, 40),
  'in pieces': random => {
    const body = Buffer.from(oneOf(random, REQUESTS).slice(0, -1));
    const at = below(random, body.length);
    return Buffer.concat([
      frame(random, TEXT, body.subarray(0, at), { fin: false }),
      frame(random, PING, bytesOf(random, 4)),
      frame(random, CONTINUATION, body.subarray(at)),
    ]);
  },
  empty: random => frame(random, TEXT, Buffer.alloc(0)),
  ping: random => frame(random, PING, bytesOf(random, below(random, 126))),
  'unasked pong': random => frame(random, PONG, bytesOf(random, below(random, 126))),
};

/** Rarely, so that the run does not measure the store or the network. */
const RARE: Readonly<Record<string, Draw>> = {
  'mutated request': random => {
    const request = [...oneOf(random, REQUESTS)];
    request[below(random, request.length)] = oneOf(random, ['', ...ALPHABET]);
    return text(random, request.join(''));
  },
  'nested deeply': random => nested(random, 16_384),
  'full frame': random => text(random, 'x'.repeat(32_768)),
};

/** They end the connection: by the rules, by the protocol, or because the client never finishes. */
const FATAL: Readonly<Record<string, Draw>> = {
  'oversized frame': random => text(random, 'x'.repeat(32_769 + below(random, 40_000))),
  'announced too large': random =>
    frame(random, TEXT, bytesOf(random, 20), { length: 32_769 + below(random, 2 ** 48) }),
  'oversized message': random =>
    Buffer.concat(
      Array.from({ length: 5 }, (_, at) =>
        frame(random, at === 0 ? TEXT : CONTINUATION, Buffer.alloc(30_000, 'x'), { fin: at === 4 }),
      ),
    ),
  binary: random => frame(random, BINARY, bytesOf(random, below(random, 200))),
  'binary as JSON': random => frame(random, BINARY, Buffer.from(oneOf(random, REQUESTS))),
  truncated: random => {
    const whole = text(random, oneOf(random, REQUESTS));
    return whole.subarray(0, 1 + below(random, whole.length - 1));
  },
  'random bytes': random => bytesOf(random, 1 + below(random, 400)),
  'not UTF-8': random => frame(random, TEXT, Buffer.from([0xc3, 0x28, 0xff, below(random, 128)])),
  'not masked': random => frame(random, TEXT, Buffer.from('{"action":"ping"}'), { masked: false }),
  'reserved opcode': random => frame(random, oneOf(random, [0x3, 0x7, 0xb, 0xf]), bytesOf(random, 8)),
  'reserved bit': random =>
    frame(random, TEXT, Buffer.from('{}'), { reserved: oneOf(random, [0x40, 0x20, 0x10]) }),
  'long ping': random => frame(random, PING, bytesOf(random, 126 + below(random, 1_000))),
  'ping in pieces': random => frame(random, PING, bytesOf(random, 4), { fin: false }),
  'end of nothing': random => frame(random, CONTINUATION, bytesOf(random, 8)),
  'close with a wrong code': random => frame(random, CLOSE, Buffer.from([0, below(random, 256), 0xff, 0xfe])),
};

const draw = (kinds: Readonly<Record<string, Draw>>, random: () => number): Hostile => {
  const names = Object.keys(kinds);
  const kind = names[below(random, names.length)] ?? '';
  return { kind, bytes: kinds[kind]?.(random) ?? Buffer.alloc(0) };
};

export const survived = (random: () => number): Hostile => draw(random() < 0.01 ? RARE : SURVIVED, random);
export const fatal = (random: () => number): Hostile => draw(FATAL, random);
