/** The grants of a stack, one action on one resource each, and which of them were needed. */
import * as z from 'zod';
import type { Deployment } from '../../emulator/template/deployment.ts';
import type { UsedGrant } from '../../emulator/template/journal.ts';

export type Grant = UsedGrant;

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform(value => [value].flat());
const policyDocument = z.object({
  Statement: z.array(z.object({ Effect: z.literal('Allow'), Action: oneOrMore, Resource: oneOrMore })),
});

/** But for its log, which Lambda itself writes on AWS, and the journal takes here. */
const isLog = (action: string) => action.startsWith('logs:');

export const grantsOf = ({ functions }: Deployment): Grant[] =>
  functions.flatMap(({ handler: functionName, policies }) =>
    policies.flatMap(({ policy }) =>
      policyDocument
        .parse(policy)
        .Statement.flatMap(({ Action, Resource }) =>
          Action.flatMap(action =>
            isLog(action) ? [] : Resource.map(resource => ({ functionName, action, resource })),
          ),
        ),
    ),
  );

function matches(pattern: string, resource: string): boolean {
  const literal = pattern.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(resource);
}

export const isUsed = (grant: Grant, used: readonly UsedGrant[]): boolean =>
  used.some(
    ({ functionName, action, resource }) =>
      functionName === grant.functionName && action === grant.action && matches(grant.resource, resource),
  );
