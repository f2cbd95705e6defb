/** The commands of `npm run admin`, each an operation of the server API by two words; what it takes follows from the table. */
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { OperationName } from '../../shared/protocol/operations.ts';

export const COMMANDS: Readonly<Record<string, Readonly<Record<string, OperationName>>>> = {
  rooms: {
    list: 'listRooms',
    find: 'discoverRooms',
    get: 'getRoom',
    presence: 'presence',
    read: 'markRead',
    create: 'createRoom',
    update: 'updateRoom',
    delete: 'deleteRoom',
  },
  members: { list: 'listMembers', add: 'addMember', role: 'setRole', remove: 'removeMember' },
  ban: { list: 'listBansOfRoom', add: 'banFromRoom', remove: 'unbanFromRoom', mute: 'muteMember' },
  'ban-all': { list: 'listBans', add: 'ban', remove: 'unban' },
  reports: { list: 'listReportsOfRoom', 'list-all': 'listReports', resolve: 'resolveReport' },
  pins: { add: 'pinMessage', remove: 'unpinMessage' },
  audit: { export: 'audit' },
  history: { read: 'history' },
  message: { edit: 'editMessage', delete: 'deleteMessage' },
  messages: { delete: 'deleteMessagesInRoom', 'delete-all': 'deleteMessagesOf' },
  publish: { message: 'publish' },
  connections: { list: 'listConnections', stats: 'stats', end: 'disconnect' },
  users: {
    get: 'getUsers',
    find: 'findUsers',
    profile: 'setProfile',
    quotas: 'getQuotas',
    export: 'exportUser',
    erase: 'eraseUser',
  },
  blocks: { list: 'listBlocked', add: 'blockUser', remove: 'unblockUser' },
  invitations: { list: 'listInvitations' },
  links: { list: 'listLinks', create: 'createLink', revoke: 'revokeLink' },
};

const KINDS: Readonly<Record<string, (text: string) => unknown>> = {
  integer(text) {
    if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('A whole number.');
    return Number(text);
  },
  boolean(text) {
    if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('true or false.');
    return text === 'true';
  },
  array: text => text.split(','),
  string: text => text,
};

const part = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).default([]),
  anyOf: z.array(z.unknown()).default([]),
  allOf: z.array(z.unknown()).default([]),
});

function typesOf(schema: unknown): string[] {
  const { type, anyOf, allOf } = part.parse(schema);
  return [type, ...[...anyOf, ...allOf].map(typesOf)].flat();
}

/** How a flag's text becomes the value that a schema takes: what it says no plain type of is written as JSON. */
export function reader(schema: unknown): (text: string) => unknown {
  const read = typesOf(schema).flatMap(type => KINDS[type] ?? [])[0];
  if (read) return read;
  return text => {
    try {
      return JSON.parse(text);
    } catch {
      throw new InvalidArgumentError('JSON, as in {"a":1}.');
    }
  };
}
