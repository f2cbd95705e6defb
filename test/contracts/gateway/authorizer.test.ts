/** Who gets in, and what their later events say of them. */
import { expect } from 'vitest';
import { refused } from '../../support/gateway-client.ts';
import { rule, withKnobs, withProbe } from './rule.ts';

rule('Unauthorized', 'an upgrade that brings nothing to be known by is refused with 401', async stage => {
  expect(await refused(stage.url)).toMatchObject({
    status: 401,
    body: expect.stringContaining('Unauthorized'),
  });
});

withProbe(
  'identity source',
  'an upgrade that lacks it, or has it empty, is refused with 401, the authorizer unasked',
  async stage => {
    const watcher = await stage.watcher();
    for (const pass of ['', 'pass=&']) {
      expect(await refused(`${stage.url}?${pass}watcher=${encodeURIComponent(watcher.id)}`)).toMatchObject({
        status: 401,
        body: expect.stringContaining('Unauthorized'),
      });
    }
    expect(await watcher.count('authorizer')).toBe(0);
  },
);

withProbe('authorizer event', 'is a REQUEST for $connect, of the connection that is to be', async stage => {
  const watcher = await stage.watcher();
  await stage.connect({ watcher: watcher.id }, [], { headers: { Authorization: 'Bearer t' } });
  const { event } = await watcher.saw('authorizer');
  expect(event).toMatchObject({
    type: 'REQUEST',
    methodArn: expect.stringMatching(/^arn:aws[a-z-]*:execute-api:[a-z0-9-]+:\d{12}:\w+\/\w+\/\$connect$/),
    headers: {
      Authorization: 'Bearer t',
      Connection: 'upgrade',
      Upgrade: 'websocket',
      'content-length': '0',
    },
    multiValueHeaders: { Connection: ['upgrade'], Upgrade: ['websocket'], 'content-length': ['0'] },
    queryStringParameters: { watcher: watcher.id },
    requestContext: { routeKey: '$connect', eventType: 'CONNECT', stage: stage.name },
  });
  const connected = await watcher.saw('connect');
  expect(connected.event.requestContext.connectionId).toBe(event.requestContext.connectionId);
});

withProbe(
  'authorizer context',
  'rides on every later event, as strings, numbers and booleans',
  async stage => {
    const watcher = await stage.watcher();
    const { ws, ask } = await stage.known({ watcher: watcher.id });
    const message = (await ask({ action: 'mirror' })).event;
    ws.close();
    const events = [(await watcher.saw('connect')).event, message, (await watcher.saw('disconnect')).event];
    for (const { requestContext } of events)
      expect(requestContext.authorizer).toEqual({
        watcher: watcher.id,
        number: 17,
        yes: true,
        no: false,
        principalId: 'alice',
        integrationLatency: expect.any(Number),
      });
  },
);

withProbe('Unauthorized', 'thrown by the authorizer refuses with 401, before $connect', async stage => {
  const watcher = await stage.watcher();
  expect(await stage.refused({ watcher: watcher.id, authorize: 'unauthorized' })).toMatchObject({
    status: 401,
    body: expect.stringContaining('Unauthorized'),
  });
  expect(await watcher.count('connect')).toBe(0);
});

withProbe('policy', 'one that denies, or allows something else, refuses with 403', async stage => {
  const refusals = {
    deny: ' with an explicit deny',
    both: ' with an explicit deny',
    elsewhere: '',
    'no statement': '',
  };
  for (const [authorize, why] of Object.entries(refusals))
    expect(await stage.refused({ authorize }), authorize).toMatchObject({
      status: 403,
      body: expect.stringContaining(`User is not authorized to access this resource${why}"`),
    });
  await stage.connect({ authorize: 'pattern' });
});

withProbe(
  'authorizer failure',
  'an authorizer that throws anything else, or answers malformed, refuses with 500',
  async stage => {
    for (const authorize of ['throw', 'nothing', 'nobody', 'perhaps', 'list in context']) {
      const answer = await stage.refused({ authorize });
      expect(answer, authorize).toMatchObject({ status: 500 });
      expect(answer.body).not.toContain('boom');
    }
  },
);

withProbe(
  'authorizerResultBytes',
  'an authorizer that answers more than 8 KB refuses with 500',
  async stage => {
    expect(await stage.refused({ authorize: 'too much' })).toMatchObject({ status: 500 });
  },
);

withKnobs('authorizerResultBytes', 'follows its setting', async start => {
  const stage = await start({ rules: { authorizerResultBytes: 10 } });
  expect(await stage.refused()).toMatchObject({ status: 500 });
});
