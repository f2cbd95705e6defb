/** Events as API Gateway hands them to the functions, from one sender and from the others in a room. */
import { randomUUID } from 'node:crypto';

const HOUR_MS = 3_600_000;

function event(connectionId: string, userId: string, body: object) {
  const now = Date.now();
  return {
    requestContext: {
      connectionId,
      requestId: randomUUID(),
      connectedAt: now,
      requestTimeEpoch: now,
      authorizer: { userId, name: userId, groups: '', exp: String(Math.floor((now + HOUR_MS) / 1_000)) },
    },
    headers: {},
    body: JSON.stringify(body),
  };
}

const SENDER = 'sender';
export const sendEvent = (room: string) =>
  event(`${SENDER}-in-${room}=`, SENDER, {
    action: 'sendMessage',
    id: '1',
    room,
    text: 'x'.repeat(200),
    messageId: randomUUID(),
    attempt: 1,
  });

/** The first member of a room is its sender. */
export const joinEvent = (room: string, member: number) =>
  member === 0
    ? event(`${SENDER}-in-${room}=`, SENDER, { action: 'joinRoom', id: '1', room })
    : event(`member${member}-in-${room}=`, `member-${member}`, { action: 'joinRoom', id: '1', room });
