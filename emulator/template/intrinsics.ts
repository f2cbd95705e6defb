/** CloudFormation's intrinsic functions. What a resource's name or ARN is, the caller knows. */
import * as z from 'zod';
import { ACCOUNT_ID } from '../arns.ts';
import { LOCAL_REGION } from '../local-aws.ts';
import type { Template } from './assembly.ts';

export interface Names {
  /** `Ref` of a resource. */
  ref(logicalId: string): string;
  getAtt(logicalId: string, attribute: string): string;
}

const substitutes = z.record(z.string(), z.unknown());

type Arguments = readonly unknown[];
type Resolve = (value: unknown) => unknown;

const PSEUDO: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', ACCOUNT_ID],
  ['AWS::Region', LOCAL_REGION],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
]);

const NO_VALUE = Symbol('AWS::NoValue');

/** The one member of `{"Fn::Name": …}`, `{"Ref": …}`; undefined if the object is none. */
function intrinsicOf(value: object): readonly [name: string, argument: unknown] | undefined {
  const [member, another] = Object.entries(value);
  if (member === undefined || another !== undefined) return undefined;
  return /^(Ref|Condition|Fn::.+)$/.test(member[0]) ? member : undefined;
}

/** Puts in the values that a template leaves to CloudFormation. */
export function resolver(template: Template, names: Names): Resolve {
  const { Parameters, Mappings, Conditions } = template;

  function ref(name: string): unknown {
    const pseudo = PSEUDO.get(name);
    if (pseudo !== undefined) return pseudo;
    if (name === 'AWS::NoValue') return NO_VALUE;
    const parameter = Parameters[name];
    return parameter ? parameter.Default : names.ref(name);
  }

  const attribute = (path: string) => {
    const [logicalId = '', ...rest] = path.split('.');
    return names.getAtt(logicalId, rest.join('.'));
  };

  const condition = (name: string): boolean => {
    if (!Object.hasOwn(Conditions, name)) throw new Error(`the template has no condition ${name}`);
    return resolve(Conditions[name]) === true;
  };

  function sub(argument: unknown): string {
    const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
    const values: Readonly<Record<string, unknown>> = substitutes.parse(given);
    return String(text).replace(/\$\{([^}]+)\}/g, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(values, name)) return String(resolve(values[name]));
      return String(name.includes('.') ? attribute(name) : ref(name));
    });
  }

  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: argument => ref(String(argument)),
    Condition: argument => condition(String(argument)),
    'Fn::GetAtt': argument => attribute(Array.isArray(argument) ? argument.join('.') : String(argument)),
    'Fn::Sub': sub,
    'Fn::Join': argument => {
      const [separator, parts] = list(argument);
      return list(resolve(parts)).map(String).join(String(separator));
    },
    'Fn::Select': argument => {
      const [index, from] = list(argument);
      return list(resolve(from))[Number(resolve(index))];
    },
    'Fn::Split': argument => {
      const [separator, text] = list(argument);
      return String(resolve(text)).split(String(separator));
    },
    'Fn::Base64': argument => Buffer.from(String(resolve(argument))).toString('base64'),
    'Fn::FindInMap': argument => {
      const [map, first, second] = list(argument).map(part => String(resolve(part)));
      return Mappings[map ?? '']?.[first ?? '']?.[second ?? ''];
    },
    'Fn::If': argument => {
      const [name, yes, no] = list(argument);
      return resolve(condition(String(name)) ? yes : no);
    },
    'Fn::Equals': argument => {
      const [one, other] = list(argument).map(resolve);
      return one === other;
    },
    'Fn::Not': argument => resolve(list(argument)[0]) !== true,
    'Fn::And': argument => list(argument).every(part => resolve(part) === true),
    'Fn::Or': argument => list(argument).some(part => resolve(part) === true),
  };

  function resolve(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve).filter(one => one !== NO_VALUE);
    const [name, argument] = intrinsicOf(value) ?? [];
    if (name !== undefined) {
      const run = functions[name];
      if (run === undefined) throw new Error(`${name} is not known here: ${JSON.stringify(value)}`);
      return run(argument);
    }
    const members = Object.entries(value).map(([key, member]) => [key, resolve(member)] as const);
    return Object.fromEntries(members.filter(([, member]) => member !== NO_VALUE));
  }

  return resolve;
}

function list(argument: unknown): Arguments {
  if (!Array.isArray(argument)) throw new Error(`a list is wanted: ${JSON.stringify(argument)}`);
  return argument;
}
