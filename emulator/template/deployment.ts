/** Everything that a template deploys and this machine runs. */
import { functionFinder, functionsOf } from './functions.ts';
import { rotationsOf } from './secrets.ts';
import { socketApiOf } from './socket-api.ts';
import type { Stack } from './stack.ts';
import { tablesOf } from './tables.ts';
import { asyncConfigsOf, httpTriggersOf, queueTriggersOf, schedulesOf } from './triggers.ts';

export type Deployment = ReturnType<typeof deploymentOf>;

export function deploymentOf(stack: Stack) {
  const functions = functionsOf(stack);
  const functionOf = functionFinder(functions);
  return {
    functions,
    socketApi: socketApiOf(stack, functionOf),
    http: httpTriggersOf(stack, functionOf),
    schedules: schedulesOf(stack, functionOf),
    asyncConfigs: asyncConfigsOf(stack, functionOf),
    queueTriggers: queueTriggersOf(stack, functionOf),
    rotations: rotationsOf(stack, functionOf),
    tables: tablesOf(stack),
  };
}
