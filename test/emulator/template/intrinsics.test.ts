import { expect, test } from 'vitest';
import type { Template } from '../../../emulator/template/assembly.ts';
import { resolver } from '../../../emulator/template/intrinsics.ts';

const TEMPLATE: Template = {
  Resources: {},
  Outputs: {},
  Parameters: { Size: { Default: 'large' } },
  Mappings: { Sizes: { large: { memory: 1_024 } } },
  Conditions: {
    IsLarge: { 'Fn::Equals': [{ Ref: 'Size' }, 'large'] },
    IsSmall: { 'Fn::Not': [{ Condition: 'IsLarge' }] },
  },
};

const resolve = resolver(TEMPLATE, {
  ref: logicalId => `ref-of-${logicalId}`,
  getAtt: (logicalId, attribute) => `${attribute}-of-${logicalId}`,
});

/** As Fn::Sub marks what it puts in. */
const put = (name: string) => `\${${name}}`;

test.each([
  ['Ref of a resource', { Ref: 'Table' }, 'ref-of-Table'],
  ['Ref of a parameter', { Ref: 'Size' }, 'large'],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Arn-of-Table'],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'Stream.Arn-of-Table'],
  ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'AWS::AccountId' }]] }, 'a:000000000000'],
  [
    'Fn::Sub',
    { 'Fn::Sub': [put('AWS::Partition'), put('Table'), put('Table.Arn'), put('!kept')].join('/') },
    `aws/ref-of-Table/Arn-of-Table/${put('kept')}`,
  ],
  ['Fn::Sub with values', { 'Fn::Sub': [`${put('What')}!`, { What: { Ref: 'Size' } }] }, 'large!'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'memory'] }, 1_024],
  ['Fn::If', { 'Fn::If': ['IsLarge', 'yes', 'no'] }, 'yes'],
  ['Fn::If of a condition made of another', { 'Fn::If': ['IsSmall', 'yes', 'no'] }, 'no'],
  [
    'Fn::And and Fn::Or',
    { 'Fn::Or': [{ 'Fn::And': [{ Condition: 'IsLarge' }, { Condition: 'IsSmall' }] }, true] },
    true,
  ],
  ['AWS::NoValue', { kept: 1, gone: { 'Fn::If': ['IsSmall', 1, { Ref: 'AWS::NoValue' }] } }, { kept: 1 }],
])('%s', (_, value, resolved) => {
  expect(resolve(value)).toEqual(resolved);
});

test('an intrinsic function that is not known stops the start by its name, instead of being handed on as an object', () => {
  expect(() => resolve({ Name: { 'Fn::ImportValue': 'other-stack' } })).toThrow(
    'Fn::ImportValue is not known here',
  );
});
