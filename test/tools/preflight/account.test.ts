/** What is asked of AWS, and what is made of its answers. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAccount } from '../../../tools/preflight/account.ts';

const asked: string[] = [];
const ANSWERS: Readonly<Record<string, [status: number, body: object]>> = {
  'GET /2016-08-19/account-settings': [
    200,
    { AccountLimit: { ConcurrentExecutions: 1_000, UnreservedConcurrentExecutions: 900 } },
  ],
  'POST / ServiceQuotasV20190624.GetServiceQuota L-8A5B8E43': [200, { Quota: { Value: 20_000 } }],
  'POST / ServiceQuotasV20190624.GetServiceQuota L-9ED1E49A': [400, { __type: 'NoSuchResourceException' }],
  'POST / ServiceQuotasV20190624.GetAWSDefaultServiceQuota L-9ED1E49A': [200, { Quota: { Value: 500 } }],
  'POST / ServiceQuotasV20190624.GetServiceQuota L-026ADBA3': [
    400,
    { __type: 'AccessDeniedException', Message: 'no' },
  ],
  'GET /account': [200, { cloudwatchRoleArn: 'arn:aws:iam::111122223333:role/logs' }],
  'GET /v2/email/account': [200, { ProductionAccessEnabled: false, SendingEnabled: true }],
  'GET /v2/email/identities/example.com': [404, { __type: 'NotFoundException' }],
  'POST / AmazonSSM.GetParameter': [400, { __type: 'ParameterNotFound' }],
};

const answering: RequestListener = async (request, response) => {
  const body = JSON.parse((await request.toArray()).join('') || '{}');
  const target = request.headers['x-amz-target'];
  const [path = ''] = (request.url ?? '').split('?');
  const call = [`${request.method} ${path === '/' ? path : path.replace(/\/$/, '')}`, target, body.QuotaCode]
    .filter(Boolean)
    .join(' ');
  asked.push(call);
  const [status, answer] = ANSWERS[call] ?? [400, { __type: 'UnknownOperationException' }];
  const type = (answer as { __type?: string }).__type;
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(type && { 'x-amzn-errortype': type }),
  });
  response.end(JSON.stringify(answer));
};

const server = createServer((request, response) => void answering(request, response));
beforeAll(() => new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve)));
afterAll(() => void server.close());

test('each service is asked to read, and a question that is refused keeps no other from its answer', async () => {
  const { port } = server.address() as AddressInfo;
  const found = await readAccount({
    region: 'eu-central-1',
    mailDomain: 'example.com',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  expect(found).toEqual({
    region: 'eu-central-1',
    concurrency: { value: { limit: 1_000, unreserved: 900 } },
    quotas: {
      'apiGateway.requestsPerSecond': { value: 20_000 },
      'apiGateway.connectsPerSecond': { value: 500 },
      'cognito.userAuthentication': { refused: expect.stringContaining('AccessDeniedException') },
    },
    gatewayLogRole: { value: 'arn:aws:iam::111122223333:role/logs' },
    mail: { value: { sandbox: true, enabled: true, domainVerified: false } },
    bootstrap: { value: null },
  });
  expect(asked.sort()).toEqual(Object.keys(ANSWERS).sort());
});
