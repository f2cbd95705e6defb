/** What holds data behind the functions: users, secrets, tables, queues, code; made as the template says, where they are missing. */
import { join } from 'node:path';
import { openUserPool, type UserPool } from '../cognito/user-pool.ts';
import { openStore, type Store } from '../dynamodb/store.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import type { RotationFunction } from '../secrets-manager/rotations.ts';
import type { SecretsManager } from '../secrets-manager/secrets-manager.ts';
import { openQueues, type Queues } from '../sqs/queues.ts';
import type { Assembly } from './assembly.ts';
import { type Deployment, deploymentOf } from './deployment.ts';
import { makeQueues } from './queues.ts';
import { secretsOf } from './secrets.ts';
import { makeSecrets, openSecretsOf } from './secrets-manager.ts';
import { type Stack, stackOf } from './stack.ts';
import { openTaskRoots, type TaskRoots } from './task-roots.ts';

export interface StoresOptions {
  readonly assembly: Assembly;
  readonly directory: string | undefined;
  readonly baseUrl: () => string;
  /** The function of an ARN, once there are functions. */
  readonly rotator: (arn: string) => RotationFunction | undefined;
}

export interface Stores {
  readonly stack: Stack;
  readonly deployment: Deployment;
  readonly pool: UserPool;
  readonly secrets: SecretsManager;
  readonly secretArns: ReadonlyMap<string, string>;
  readonly store: Store;
  readonly queues: Queues;
  readonly taskRoots: TaskRoots;
  close(): Promise<void>;
}

export async function openStores({ assembly, directory, baseUrl, rotator }: StoresOptions): Promise<Stores> {
  const kept = (name: string) => directory && { directory: join(directory, name) };
  const opened: { close(): Promise<void> }[] = [];
  const open = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    opened.unshift(part);
    return part;
  };
  async function close(): Promise<void> {
    for (const part of opened) await part.close();
  }
  try {
    // The pool first: its lock on the folder tells that another server runs there.
    const pool = open(
      await openUserPool({
        region: LOCAL_REGION,
        baseUrl,
        onCode: (username, code) => console.error(`Code for ${username}: ${code}`),
        ...kept('cognito'),
      }),
    );
    const secrets = open(await openSecretsOf(directory, rotator));
    let secretArns: ReadonlyMap<string, string> = new Map();
    const stack = stackOf(assembly, {
      userPoolId: pool.id,
      userPoolClientId: pool.clientId,
      secretArn: name => secretArns.get(name) ?? '',
    });
    // Before the functions are read: their variables and policies hold the ARNs.
    secretArns = await makeSecrets(secrets, secretsOf(stack));
    const deployment = deploymentOf(stack);
    const definitions = deployment.tables.map(({ definition }) => definition);
    const store = open(await openStore(directory && join(directory, 'dynamodb'), definitions));
    const queues = open(await openQueues({ region: LOCAL_REGION, baseUrl, ...kept('sqs') }));
    await makeQueues(stack, queues);
    const taskRoots = open(await openTaskRoots());
    return { stack, deployment, pool, secrets, secretArns, store, queues, taskRoots, close };
  } catch (error) {
    await close();
    throw error;
  }
}
