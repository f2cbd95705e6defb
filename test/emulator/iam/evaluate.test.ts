/** Policies and outcomes as AWS's own documentation shows them. */
import { describe, expect, it, test } from 'vitest';
import { type AccessRequest, evaluate } from '../../../emulator/iam/evaluate.ts';
import { identityPolicy, resourcePolicy } from '../../../emulator/iam/policy.ts';
import { matchesArn } from '../../../emulator/iam/wildcards.ts';

const Version = '2012-10-17';
const byIdentity = (Statement: object | object[], request: AccessRequest) =>
  evaluate(identityPolicy('tried', { Version, Statement }), request);
const byResource = (Statement: object | object[], request: AccessRequest) =>
  evaluate(resourcePolicy('tried', { Version, Statement }), request);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policies_evaluation-basics.html: Carlos Salazar */
describe('the identity policy of AWS’s example', () => {
  const carlos = [
    {
      Sid: 'AllowS3ListRead',
      Effect: 'Allow',
      Action: ['s3:GetBucketLocation', 's3:GetAccountPublicAccessBlock', 's3:ListAllMyBuckets'],
      Resource: 'arn:aws:s3:::*',
    },
    {
      Sid: 'AllowS3Self',
      Effect: 'Allow',
      Action: ['s3:*'],
      Resource: ['arn:aws:s3:::amzn-s3-demo-bucket-carlos/*', 'arn:aws:s3:::amzn-s3-demo-bucket-carlos'],
    },
    { Sid: 'DenyS3Logs', Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::*log*' },
  ];

  it.each([
    ['s3:PutObject', 'arn:aws:s3:::amzn-s3-demo-bucket-carlos/report.txt', 'allow'],
    ['s3:ListAllMyBuckets', 'arn:aws:s3:::anything', 'allow'],
    ['s3:PutObject', 'arn:aws:s3:::amzn-s3-demo-bucket-other/report.txt', 'implicit-deny'],
    ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket-logs/today', 'explicit-deny'],
    // An explicit deny wins over every allow.
    ['s3:GetObject', 'arn:aws:s3:::amzn-s3-demo-bucket-carlos/log.txt', 'explicit-deny'],
    ['ec2:StartInstances', 'arn:aws:ec2:us-east-1:123456789012:instance/i-1', 'implicit-deny'],
  ] as const)('%s on %s: %s', (action, resource, decision) => {
    expect(byIdentity(carlos, { action, resource })).toBe(decision);
  });

  it('knows actions in any case, resources only in their own', () => {
    const request = { action: 'S3:putobject', resource: 'arn:aws:s3:::amzn-s3-demo-bucket-carlos/a' };
    expect(byIdentity(carlos, request)).toBe('allow');
    expect(byIdentity(carlos, { ...request, resource: request.resource.toUpperCase() })).toBe(
      'implicit-deny',
    );
  });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
describe('wildcards in a resource', () => {
  const pattern = 'arn:aws:s3:::amzn-s3-demo-bucket/*/test/*';
  test.each([
    ['amzn-s3-demo-bucket/1/test/object.jpg', true],
    ['amzn-s3-demo-bucket/1/2/test/object.jpg', true],
    ['amzn-s3-demo-bucket/1/2/test/3/object.jpg', true],
    ['amzn-s3-demo-bucket/1-test/object.jpg', false],
    ['amzn-s3-demo-bucket/test/object.jpg', false],
    ['amzn-s3-demo-bucket/1/2/test.jpg', false],
  ])('%s: %s', (path, matched) => {
    expect(matchesArn(pattern, `arn:aws:s3:::${path}`)).toBe(matched);
  });

  it('a question mark stands for one character', () => {
    const queue = 'arn:aws:sqs:us-east-2:123456789012:queue?';
    expect(matchesArn(queue, 'arn:aws:sqs:us-east-2:123456789012:queue1')).toBe(true);
    expect(matchesArn(queue, 'arn:aws:sqs:us-east-2:123456789012:queue12')).toBe(false);
  });

  it('an asterisk stays within its segment, and reaches over the colons of the last one', () => {
    expect(matchesArn('arn:aws:sqs:*:queue1', 'arn:aws:sqs:us-east-2:123456789012:queue1')).toBe(false);
    const secret = 'arn:aws:secretsmanager:*:*:secret:keys-??????';
    expect(matchesArn(secret, 'arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-Ab12Cd')).toBe(true);
    expect(matchesArn('*', 'arn:aws:sqs:us-east-2:123456789012:queue1')).toBe(true);
  });

  it('what is special in a regular expression is not special here', () => {
    expect(matchesArn('arn:aws:s3:::a.b', 'arn:aws:s3:::axb')).toBe(false);
    expect(matchesArn('arn:aws:s3:::a(b', 'arn:aws:s3:::a(b')).toBe(true);
  });
});

/** https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
describe('the policy of a function that one bucket may invoke', () => {
  const resource = 'arn:aws:lambda:us-east-2:123456789012:function:my-function';
  const statement = {
    Sid: 's3-account',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: resource,
    Condition: {
      StringEquals: { 'AWS:SourceAccount': '123456789012' },
      ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::amzn-s3-demo-bucket*' },
    },
  };
  const request = {
    action: 'lambda:InvokeFunction',
    resource,
    principal: 's3.amazonaws.com',
    context: { 'aws:SourceAccount': '123456789012', 'aws:SourceArn': 'arn:aws:s3:::amzn-s3-demo-bucket1' },
  };

  it.each([
    ['as it is', {}, 'allow'],
    ['another service', { principal: 'events.amazonaws.com' }, 'implicit-deny'],
    ['an action that is not in it', { action: 'lambda:GetFunction' }, 'implicit-deny'],
    [
      'another account',
      { context: { ...request.context, 'aws:SourceAccount': '210987654321' } },
      'implicit-deny',
    ],
    [
      'another bucket',
      { context: { ...request.context, 'aws:SourceArn': 'arn:aws:s3:::other' } },
      'implicit-deny',
    ],
    // A condition on a key that the request does not have is not fulfilled.
    ['in nobody’s name', { context: { 'aws:SourceAccount': '123456789012' } }, 'implicit-deny'],
  ])('%s', (_, change, decision) => {
    expect(byResource(statement, { ...request, ...change })).toBe(decision);
  });

  it('an allow for a principal says nothing about another, a deny for all is for everyone', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: '*' };
    expect(byResource([statement, deny], request)).toBe('explicit-deny');
  });
});

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html: HTTPS only */
it('what does not come over TLS is denied by the condition of AWS’s example', () => {
  const bucket = 'arn:aws:s3:::amzn-s3-demo-bucket/*';
  const statements = [
    { Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject', Resource: bucket },
    {
      Sid: 'RestrictToTLSRequestsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: bucket,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ];
  const over = (secure: string) =>
    byResource(statements, {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::amzn-s3-demo-bucket/a',
      context: { 'aws:SecureTransport': secure },
    });
  expect(over('false')).toBe('explicit-deny');
  expect(over('true')).toBe('allow');
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html */
it('all operators and all keys of a condition must hold, and one of a key’s values', () => {
  const statement = {
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:PrincipalTag/department': ['finance', 'hr', 'legal'] },
      StringLike: { 'aws:PrincipalTag/role': 'audit*' },
    },
  };
  const as = (department: string, role: string) =>
    byIdentity(statement, {
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::a',
      context: { 'aws:PrincipalTag/department': department, 'aws:PrincipalTag/role': role },
    });
  expect(as('hr', 'auditor')).toBe('allow');
  expect(as('sales', 'auditor')).toBe('implicit-deny');
  expect(as('hr', 'driver')).toBe('implicit-deny');
});

describe('what is not known here is refused, and the refusal names it', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  it.each([
    ['NotAction', { Effect: 'Allow', NotAction: 's3:*', Resource: '*' }],
    ['NotResource', { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::a' }],
    ['StringNotEquals', { ...statement, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }],
    [
      'ForAllValues:StringEquals',
      { ...statement, Condition: { 'ForAllValues:StringEquals': { 'a:b': 'c' } } },
    ],
    ['IpAddress', { ...statement, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }],
    ['policy variables', { ...statement, Resource: `arn:aws:s3:::amzn-s3-demo-bucket/$\{aws:username}/*` }],
    ['Principal', { ...statement, Principal: '*' }],
  ])('%s', (name, unknown) => {
    expect(() => identityPolicy('tried', { Version, Statement: unknown })).toThrow(name);
    expect(() => identityPolicy('tried', { Version, Statement: unknown })).toThrow('policy tried');
  });

  it.each([
    ['NotPrincipal', { ...statement, NotPrincipal: '*' }],
    ['Federated', { ...statement, Principal: { Federated: 'cognito-identity.amazonaws.com' } }],
  ])('%s', (name, unknown) => {
    expect(() => resourcePolicy('tried', { Version, Statement: unknown })).toThrow(name);
  });

  it('an older version of the language', () => {
    expect(() => identityPolicy('tried', { Version: '2008-10-17', Statement: statement })).toThrow('Version');
  });
});
