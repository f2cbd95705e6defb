/** The events of webhooks, each under an id that is the same however often it is told. */
import type { Change, Message, User, WebhookEvent } from '../../protocol/index.ts';
import type { Connection, Sender } from '../ports.ts';

type Visitor = Pick<Sender, 'userId' | 'name' | 'connectionId'>;

const userOf = ({ userId, name }: User): User => ({ userId, name });

export const connectionOpened = (connection: Connection): WebhookEvent => ({
  id: `connection.opened/${connection.connectionId}`,
  type: 'connection.opened',
  at: connection.connectedAt,
  user: userOf(connection),
  connectionId: connection.connectionId,
});

export const connectionClosed = (visitor: Visitor, at: number): WebhookEvent => ({
  id: `connection.closed/${visitor.connectionId}`,
  type: 'connection.closed',
  at,
  user: userOf(visitor),
  connectionId: visitor.connectionId,
});

const inRoom =
  (type: 'room.joined' | 'room.left') =>
  (room: string, visitor: Visitor, at: number): WebhookEvent => ({
    id: `${type}/${room}/${visitor.connectionId}/${at}`,
    type,
    at,
    room,
    user: userOf(visitor),
    connectionId: visitor.connectionId,
  });

export const roomJoined = inRoom('room.joined');
export const roomLeft = inRoom('room.left');

/** One stored message is one event, even if its sender repeats it. */
export const messageSent = (message: Message): WebhookEvent => ({
  id: `message.sent/${message.room}/${message.epoch}/${message.seq}`,
  type: 'message.sent',
  at: message.sentAt,
  message,
});

/** One change is one event: its own seq names it. */
export function messageChanged(entry: Change): WebhookEvent {
  const place = `${entry.room}/${entry.epoch}/${entry.seq}`;
  if (entry.type === 'edited') {
    const { type: _, ...change } = entry;
    return { id: `message.edited/${place}`, type: 'message.edited', at: change.editedAt, change };
  }
  const { type: _, ...change } = entry;
  return { id: `message.deleted/${place}`, type: 'message.deleted', at: change.deletedAt, change };
}
