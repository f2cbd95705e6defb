/** A bug of each class: how the code under test is patched, and which property the checker must then find broken. */
import type { Property } from '../history/check.ts';

export interface Bug {
  readonly name: string;
  /** From the top of the repository. */
  readonly file: string;
  readonly text: string;
  readonly replacement: string;
  /** Of workloads.ts. */
  readonly workload: string;
  readonly found: Property;
}

export const BUGS: readonly Bug[] = [
  {
    name: 'acknowledgement before the write',
    file: 'shared/core/log/append.ts',
    text: 'if (await messages.append(entry)) return { entry };',
    replacement: 'messages.append(entry).catch(() => {}); return { entry };',
    workload: 'sendWhileTheStoreFails',
    found: 'stored',
  },
  {
    name: 'cursor moved early',
    file: 'shared/core/fan-out/pump.ts',
    text: 'const made = await spread(frames);',
    replacement: 'cursor = lastSeq; await lease.keep(moved()); const made = await spread(frames);',
    workload: 'pumpWhileTheStoreFails',
    found: 'client-logs',
  },
  {
    name: '410 deletes the sender',
    file: 'shared/core/fan-out/fan-out.ts',
    text: 'const { left } = await deliver(deps, receivers,',
    replacement:
      'const sender = present.find(one => one.connectionId === except); const { left } = await deliver({ ...deps, onGone: (gone, at) => deps.onGone(sender ?? gone, at) }, receivers,',
    workload: 'sendToOneWhoVanished',
    found: 'presence',
  },
  {
    name: 'expiry filter removed',
    file: 'shared/aws/connection-store.ts',
    text: '{UNEXPIRED} AND attribute_not_exists(pending)',
    replacement: "{'attribute_not_exists(pending)'}",
    workload: 'sendPastAnExpiry',
    found: 'expiry',
  },
  {
    name: 'window of repeats halved',
    file: 'shared/protocol/limits.ts',
    text: 'repeatWindowMs: 600_000,',
    replacement: 'repeatWindowMs: 300_000,',
    workload: 'repeatAfterMinutes',
    found: 'once',
  },
  {
    name: 'lease not checked',
    file: 'shared/core/fan-out/lease.ts',
    text: 'heldUntil > now && heldUntil <= now + leaseMs + SKEW_MS;',
    replacement: 'heldUntil > 0;',
    workload: 'killThePump',
    found: 'client-logs',
  },
  {
    name: 'edit without its condition',
    file: 'shared/aws/message-store.ts',
    text: "isEdit ? ' AND (attribute_not_exists(changeSeq) OR changeSeq < :seq)' : ''",
    replacement: "''",
    workload: 'editAtOnce',
    found: 'changes',
  },
  {
    name: 'join without the second look',
    file: 'shared/core/rooms/join-room.ts',
    text: "const state = kind === 'private' ? { kind } : await deps.messages.log(room);",
    replacement: "const state = { kind: 'public' } as const;",
    workload: 'joinWhileRemoved',
    found: 'audience',
  },
  {
    name: 'read shared that is under way',
    file: 'shared/core/shared-reads.ts',
    text: 'waiting.delete(key);\n      return read(...args);',
    replacement: 'return read(...args).finally(() => waiting.delete(key));',
    workload: 'joinWhileMuchIsSent',
    found: 'client-logs',
  },
  {
    name: 'room taken over without condition',
    file: 'shared/aws/room-store.ts',
    text: "ConditionExpression: 'attribute_not_exists(createdBy) AND attribute_not_exists(opened)',",
    replacement: '',
    workload: 'createAtOnce',
    found: 'ownership',
  },
  {
    name: 'deny list not read',
    file: 'shared/core/admin/sweep.ts',
    text: 'const denials = await accounts.denials();',
    replacement: 'const denials: Awaited<ReturnType<typeof accounts.denials>> = new Map();',
    workload: 'denyOneWhoConnects',
    found: 'denial',
  },
];

/** Applies the patch as the file is loaded. Throws if the text is not there any more: then the bug must be written anew. */
export function patch(
  { name, file, text, replacement }: Bug,
  path: string,
  code: string,
): string | undefined {
  if (!path.endsWith(`/${file}`)) return undefined;
  if (code.split(text).length !== 2)
    throw new Error(`The planted bug "${name}" finds its text not once in ${file}: ${text}`);
  return code.replace(text, () => replacement);
}
