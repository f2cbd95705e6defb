/**
 * At the start of a server nobody pumps: who holds a room is of a process that was killed. Each such lease is released and
 * the room pumped on, instead of staying silent until the lease has run out.
 */
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../emulator/local-aws.ts';
import { documentClient } from '../shared/aws/document-client.ts';
import { fanOutFunction } from '../shared/aws/fan-out-function.ts';
import { messageStore } from '../shared/aws/message-store.ts';
import { pumpStore } from '../shared/aws/pump-store.ts';
import type { FanOutFunction, PumpStore } from '../shared/core/fan-out/ports.ts';
import type { MessageStore } from '../shared/core/ports.ts';

export interface ReleaseOptions {
  readonly dynamodbEndpoint: string;
  readonly messagesTable: string;
  readonly lambdaEndpoint: string;
  readonly functionName: string;
}

/** Returns the rooms. */
export async function releaseLeases(options: ReleaseOptions): Promise<string[]> {
  const { messagesTable: table, functionName } = options;
  const account = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const documents = documentClient({ ...account, endpoint: options.dynamodbEndpoint });
  try {
    return await releaseAll({
      pumps: pumpStore({ documents, table, now: Date.now }),
      messages: messageStore({ documents, table, now: Date.now }),
      fanOutFunction: fanOutFunction({ ...account, endpoint: options.lambdaEndpoint, functionName }),
    });
  } finally {
    documents.destroy();
  }
}

interface ReleaseDeps {
  readonly pumps: PumpStore;
  readonly messages: Pick<MessageStore, 'head'>;
  readonly fanOutFunction: Pick<FanOutFunction, 'start'>;
}

async function releaseAll({ pumps, messages, fanOutFunction }: ReleaseDeps): Promise<string[]> {
  const rooms: string[] = [];
  for await (const { outlet, state } of pumps.held()) {
    const { room, audience } = outlet;
    // Over, not let go: a dead owner's cursor is believed, however far the log is ahead of it.
    await pumps.keep(outlet, { ...state, heldUntil: 1 });
    const { head } = await messages.head(room);
    if (head > 0) await fanOutFunction.start({ kind: 'pump', room, seq: head, audience });
    if (!rooms.includes(room)) rooms.push(room);
  }
  return rooms;
}
