/** The events of webhooks, each under an id that is the same however often it is told. */
import type { Message, PushOf, User, WebhookEvent } from '../../protocol/index.ts';
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

/** One stored message is one event, also where its sender repeats it. */
export const messageSent = (message: Message): WebhookEvent => ({
  id: `message.sent/${message.room}/${message.epoch}/${message.seq}`,
  type: 'message.sent',
  at: message.sentAt,
  message,
});

export function messageChanged(push: PushOf<'edited'> | PushOf<'deleted'>): WebhookEvent {
  const place = `${push.room}/${push.epoch}/${push.seq}`;
  if (push.type === 'edited') {
    const { type: _, ...change } = push;
    const { editedAt: at } = change;
    return { id: `message.edited/${place}/${at}`, type: 'message.edited', at, change };
  }
  const { type: _, ...change } = push;
  return { id: `message.deleted/${place}`, type: 'message.deleted', at: change.deletedAt, change };
}
