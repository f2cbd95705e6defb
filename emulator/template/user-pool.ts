/** The user pool of a template, as far as its stand-in follows it. */
import * as z from 'zod';
import {
  ClientProperties,
  type PoolSettings,
  poolSettings,
  UserPoolProperties,
} from '../cognito/pool-settings.ts';
import type { Resource } from './assembly.ts';

/** Read before anything has a name: what is needed of it refers to nothing. */
export function userPoolOf(
  resources: Readonly<Record<string, Pick<Resource, 'Type' | 'Properties'>>>,
): PoolSettings {
  const only = <T>(type: string, schema: z.ZodType<T>): T => {
    const found = Object.entries(resources).filter(([, { Type }]) => Type === type);
    const [[logicalId, resource] = []] = found;
    if (found.length !== 1 || !resource)
      throw new Error(
        `the template has ${found.length} resources of ${type}; the stand-in is one pool with one client`,
      );
    const read = schema.safeParse(resource.Properties);
    if (!read.success) throw new Error(`${type} ${logicalId}:\n${z.prettifyError(read.error)}`);
    return read.data;
  };
  return poolSettings(
    only('AWS::Cognito::UserPool', UserPoolProperties),
    only('AWS::Cognito::UserPoolClient', ClientProperties),
  );
}
