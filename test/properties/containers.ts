/** Containers that may die: all that one has under way ends at its next call, and its memory is gone. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LambdaHandler } from '../../emulator/lambda/function.ts';
import { containerIn } from '../../local/container.ts';
import { functionsIn } from '../../local/functions.ts';
import type { FanOutFunction } from '../../shared/core/fan-out/ports.ts';
import type { Clock, Poster } from '../../shared/core/ports.ts';

/** Whether the container that asks has died. */
type IsDead = () => boolean;

export interface Outside {
  documents(isDead: IsDead): DynamoDBDocumentClient;
  readonly poster: Poster;
  /** Of a container whose wall clock is so far ahead of the true time, in milliseconds. */
  clock(aheadMs: () => number): Clock;
  readonly fanOutFunction: FanOutFunction;
  readonly settings: Readonly<Record<string, string>>;
  failed(what: string): void;
}

export interface Living {
  readonly functions: Record<string, LambdaHandler>;
  /** Resolves when it dies. */
  readonly death: Promise<void>;
  die(): void;
}

/** A new one each time: one for all would hold for ever what waits for it. */
const never = () => new Promise<never>(() => {});

export function bear(outside: Outside, skewMs: () => number): Living {
  let isDead = false;
  let die = () => {};
  const death = new Promise<void>(resolve => {
    die = () => {
      isDead = true;
      resolve();
    };
  });
  /** The dead begin nothing, and hear of nothing. */
  const alive =
    <Args extends unknown[], T>(work: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      if (isDead) return never();
      try {
        const result = await work(...args);
        return isDead ? never() : result;
      } catch (error) {
        if (isDead) return never();
        throw error;
      }
    };
  const { poster, fanOutFunction } = outside;
  const clock = outside.clock(skewMs);
  const container = containerIn(
    {
      dynamodbEndpoint: 'http://127.0.0.1:1',
      managementEndpoint: 'http://127.0.0.1:1',
      awsEndpoint: 'http://127.0.0.1:1',
      secretId: 'none',
      tokenIssuer: 'none',
      clientId: 'none',
      settings: outside.settings,
    },
    {
      documents: outside.documents(() => isDead),
      poster: {
        post: alive(poster.post),
        disconnect: alive(poster.disconnect),
        isConnected: alive(poster.isConnected),
      },
      clock: { ...clock, sleep: alive(clock.sleep) },
      fanOutFunction: { start: alive(fanOutFunction.start), run: alive(fanOutFunction.run) },
      logger: { warn() {}, error: (what, details) => outside.failed(`${what} ${String(details.error)}`) },
    },
  );
  return { functions: functionsIn(container), death, die };
}
