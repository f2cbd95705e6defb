/** The grants of a stack, one action on one resource each, and which of them were needed. */
import { matchesArn } from '../../emulator/iam/wildcards.ts';
import type { UsedGrant } from '../../emulator/template/journal.ts';
import type { TemplateDeployment } from '../../local/from-template.ts';

export type Grant = UsedGrant;

/** But for its log, which Lambda itself writes on AWS, and the journal takes here. */
const isLog = (action: string) => action.startsWith('logs:');

export const grantsOf = ({ functions }: TemplateDeployment): Grant[] =>
  functions.flatMap(({ handler: functionName, statements }) =>
    statements.flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`${functionName} has a policy that denies`);
      const actions = Action.filter(action => !isLog(action));
      return actions.flatMap(action => Resource.map(resource => ({ functionName, action, resource })));
    }),
  );

export const isUsed = (grant: Grant, used: readonly UsedGrant[]): boolean =>
  used.some(
    ({ functionName, action, resource }) =>
      functionName === grant.functionName && action === grant.action && matchesArn(grant.resource, resource),
  );
