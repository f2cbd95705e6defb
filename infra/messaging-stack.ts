import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { AUTHORIZER, MOCK_ROUTES, ROUTES, TRIGGERED, type Trigger } from '../shared/routes.ts';
import { pageSettings, putsOffLeaves } from '../shared/settings.ts';
import { ApiKeys } from './constructs/api-keys.ts';
import { CoreSettings } from './constructs/core-settings.ts';
import { CustomDomain } from './constructs/custom-domain.ts';
import { Departures } from './constructs/departures.ts';
import { FanOut } from './constructs/fan-out.ts';
import { Functions } from './constructs/functions.ts';
import { GatewayLogRole } from './constructs/gateway-log-role.ts';
import { MessageHook } from './constructs/message-hook.ts';
import { MetricsService } from './constructs/metrics-service.ts';
import { Observability } from './constructs/observability/observability.ts';
import { PublishApi } from './constructs/publish-api.ts';
import { COGNITO, SignIn, signInOrigin } from './constructs/sign-in.ts';
import { SocketApi } from './constructs/socket-api.ts';
import { SocketAuthorizer } from './constructs/socket-authorizer.ts';
import { Sweeper } from './constructs/sweeper.ts';
import { Tables } from './constructs/tables.ts';
import { UserChanges } from './constructs/user-changes.ts';
import { WebHosting } from './constructs/web-hosting.ts';
import { Webhooks } from './constructs/webhooks.ts';
import type { Settings } from './settings.ts';

export interface MessagingStackProps {
  readonly settings: Settings;
  readonly codeOf: (handler: string) => Code;
}

const STAGE_TAG = 'stage';

/** The whole backend in one account and region. What is deployed follows from the route table. */
export class MessagingStack extends Stack {
  constructor(scope: Construct, { settings, codeOf }: MessagingStackProps) {
    const { stage, webhookUrls, messageHook } = settings;
    const name = `messaging-${stage}`;
    const description = 'A real-time messaging backend that loses nothing';
    super(scope, name, { description, tags: { [STAGE_TAG]: stage } });

    const tables = new Tables(this, settings);
    const socketApi = new SocketApi(this, { name, settings });
    if (settings.gatewayLogRole) socketApi.stage.node.addDependency(new GatewayLogRole(this));
    const apiKeys = handlerOf('rotation') ? new ApiKeys(this, settings) : undefined;
    const webhooks = webhookUrls.length > 0 ? new Webhooks(this, { name, urls: webhookUrls }) : undefined;
    const departures = putsOffLeaves(settings) ? new Departures(this) : undefined;
    const fanOutHandler = handlerOf('fan-out');
    const fanOut = fanOutHandler ? new FanOut(this, { functionName: `${name}-${fanOutHandler}` }) : undefined;
    const hook = messageHook ? new MessageHook(this, messageHook) : undefined;
    const domain = settings.domain && new CustomDomain(this, socketApi, settings.domain);
    const socketUrl = domain?.url ?? socketApi.stage.url;
    const web =
      settings.web &&
      new WebHosting(this, {
        folder: settings.web,
        connectsTo: [socketUrl, httpsOf(socketUrl), COGNITO, signInOrigin(name)],
        settings,
      });
    const callbackUrls = [...settings.callbackUrls, ...(web ? [web.url] : [])];
    const signIn = new SignIn(this, { name, settings, callbackUrls });
    // The dashboard has the stack's name. Its link asks for a sign-in to AWS.
    if (web)
      web.publish({
        socketUrl,
        cognito: signIn.config,
        dashboardUrl: dashboardUrl(name),
        ...pageSettings(settings),
      });

    const granters = [
      new CoreSettings(settings),
      new MetricsService(name),
      tables,
      signIn,
      socketApi,
      apiKeys,
      webhooks,
      departures,
      fanOut,
      hook,
    ];
    const functions = new Functions(this, { name, settings, codeOf, granters });

    const authorizer = new SocketAuthorizer(socketApi, {
      api: socketApi.api,
      fn: functions.deploy(AUTHORIZER),
    });
    for (const route of ROUTES) socketApi.addRoute(route, functions.deploy(route), authorizer);
    for (const route of MOCK_ROUTES) socketApi.addMockRoute(route);

    let publishApi: PublishApi | undefined;
    for (const spec of TRIGGERED) {
      const { trigger } = spec;
      if (trigger.kind === 'webhooks' && !webhooks) continue;
      if (spec.handler === 'server-api' && !settings.serverApi) continue;
      if (trigger.kind === 'departures' && !departures) continue;
      const fn = functions.deploy(spec);
      switch (trigger.kind) {
        case 'http':
          publishApi ??= new PublishApi(this, { name, settings });
          publishApi.addRoutes(trigger, fn);
          break;
        case 'schedule':
          new Sweeper(this, { fn, everySeconds: settings.sweepEverySeconds ?? trigger.everySeconds });
          break;
        case 'rotation':
          apiKeys?.isRotatedBy(fn);
          break;
        case 'user-changes':
          new UserChanges(this, { userPoolId: signIn.userPool.userPoolId, trigger, fn });
          break;
        case 'webhooks':
          webhooks?.areDeliveredBy(fn);
          break;
        case 'departures':
          departures?.areToldBy(fn);
          break;
        case 'fan-out':
          fanOut?.runs(fn);
          break;
      }
    }

    const deadLetters = [fanOut, webhooks, departures].flatMap(queues =>
      queues ? [queues.deadLetters] : [],
    );
    const watched = {
      name,
      functions: functions.deployed,
      tables,
      socketApi,
      deadLetters,
      webhooksLost: webhooks?.lost,
    };
    const { dashboard } = new Observability(this, {
      watched,
      settings,
      tag: { key: STAGE_TAG, value: stage },
    });

    const outputs = {
      SocketUrl: [socketUrl, 'Where clients connect'],
      ...(domain && { SocketDomainTarget: [domain.target, 'What the DNS record of the domain points to'] }),
      ...(publishApi && { PublishUrl: [publishApi.url, 'Where servers publish'] }),
      ...(publishApi &&
        settings.serverApi && { ServerApiUrl: [publishApi.api.apiEndpoint, 'The server API, under /v1'] }),
      ...(apiKeys && { ApiKeysSecret: [apiKeys.secret.secretArn, 'The secret with the API keys'] }),
      UserPoolId: [signIn.userPool.userPoolId, 'The user pool'],
      UserPoolClientId: [signIn.client.userPoolClientId, 'The client that users sign in through'],
      SignInUrl: [signIn.domain.baseUrl(), 'The hosted sign-in'],
      ...(web && { WebUrl: [web.url, 'The chat page and the admin console'] }),
      DashboardUrl: [dashboardUrl(dashboard.dashboardName), 'The dashboard'],
      ConnectionsTable: [tables.connections.tableName, 'Who is connected'],
      MessagesTable: [tables.messages.tableName, 'The rooms and their logs'],
    };
    for (const [id, [value = '', what]] of Object.entries(outputs))
      new CfnOutput(this, id, { value, ...(what && { description: what }) });
  }
}

/** The same place over HTTPS: the client asks there whether a refused connect is the network's fault. */
const httpsOf = (socketUrl: string) => socketUrl.replace(/^wss:/, 'https:');

const handlerOf = (kind: Trigger['kind']) => TRIGGERED.find(({ trigger }) => trigger.kind === kind)?.handler;

const dashboardUrl = (name: string) =>
  `https://${Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region=${Aws.REGION}#dashboards/dashboard/${name}`;
