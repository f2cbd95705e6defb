/** The clients, by the server that they talk to. */
import { enter as socketIo } from '../peers/socket-io/client.mjs';
import type { Enter } from './member.ts';
import { nats } from './nats.ts';
import { ours } from './ours.ts';
import { bare, plain, tutorial } from './plain.ts';

const KINDS = { ours, plain, tutorial, bare, nats, 'socket-io': socketIo } satisfies Record<string, Enter>;
export type Kind = keyof typeof KINDS;
const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name);

export async function enterOf(name: string): Promise<Enter> {
  if (!isKind(name)) throw new Error(`there is no client for ${name}`);
  return KINDS[name];
}
