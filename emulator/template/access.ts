/** What a template's functions may do, and which services may invoke them: its IAM policies and its functions' own. */
import type { Access } from '../deployment.ts';
import type { Resources } from './calls.ts';
import type { Credentials } from './credentials.ts';
import { guard } from './guard.ts';
import { type Allows, invokePermissions, refusalOf, roleAllows } from './iam.ts';
import type { Recorder } from './journal.ts';
import { type PermittedDeps, permitted } from './permitted.ts';
import type { Stack } from './stack.ts';

export interface AccessDeps extends Omit<PermittedDeps, 'mayInvoke'> {
  readonly stack: Stack;
  readonly credentials: Credentials;
  readonly resources: Resources;
  readonly journal: Recorder;
}

export function accessOf({ stack, credentials, resources, journal, ...triggers }: AccessDeps): Access {
  const { keys } = credentials;
  const mayInvoke = invokePermissions(stack);
  const allows: Allows = (fn, call) => {
    const allowed = roleAllows(fn, call);
    journal.called(fn, call, allowed);
    return allowed;
  };
  return {
    keys,
    guards: [guard({ credentials, keys, allows, resources })],
    requireGrant({ handler }, action, resource) {
      const fn = triggers.functionOf(handler);
      if (!allows(fn, { action, resource })) throw new Error(refusalOf(fn, { action, resource }));
    },
    invokers(invoker) {
      const { byRotation, ...others } = permitted(invoker, { ...triggers, mayInvoke });
      return {
        ...others,
        byRotation: {
          // Secrets Manager keeps the failure of a rotation to itself.
          invoke: (fn, event, requestId) =>
            byRotation.invoke(fn, event, requestId).catch(error => {
              journal.failed(fn.handler, error);
              throw error;
            }),
        },
      };
    },
  };
}
