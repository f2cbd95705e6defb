/** The deployment that a synthesized stack describes: its bundles in sandboxes, under its IAM policies. */

import type { Account } from '../emulator/deployment.ts';
import { ensureSecrets } from '../emulator/secrets-manager/provision.ts';
import { accessOf } from '../emulator/template/access.ts';
import type { Assembly } from '../emulator/template/assembly.ts';
import { loadCode } from '../emulator/template/code.ts';
import { credentialsFor } from '../emulator/template/credentials.ts';
import { functionFinder, functionsOf, type TemplateFunction } from '../emulator/template/functions.ts';
import { type Journal, Recorder } from '../emulator/template/journal.ts';
import { queuesOf } from '../emulator/template/queues.ts';
import { rotationsOf, secretsOf } from '../emulator/template/secrets.ts';
import { socketApiOf } from '../emulator/template/socket-api.ts';
import { stackOf } from '../emulator/template/stack.ts';
import { tablesOf } from '../emulator/template/tables.ts';
import {
  asyncConfigsOf,
  eventRulesOf,
  httpTriggersOf,
  queueTriggersOf,
  schedulesOf,
} from '../emulator/template/triggers.ts';
import { userPoolOf } from '../emulator/template/user-pool.ts';
import { ENV } from '../shared/names.ts';
import { readSettings } from '../shared/settings.ts';
import type { MessagingDeployment, Source } from './deployment.ts';

export interface TemplateDeployment extends MessagingDeployment {
  readonly functions: readonly TemplateFunction[];
}

export interface TemplateSource extends Source {
  readonly stackName: string;
  readonly journal: Journal;
  read(account: Account): Promise<TemplateDeployment>;
}

/** A thread each. */
const CONCURRENCY = 100;

/** @param print called with every line that the functions write, and with every refusal */
export function fromTemplate(assembly: Assembly, print: (line: string) => void = () => {}): TemplateSource {
  const journal = new Recorder(print);
  return {
    stackName: assembly.stackName,
    poolSettings: userPoolOf(assembly.template.Resources),
    journal,
    report: (functionName, error) => journal.failed(functionName, error),
    onFinished: ({ fn }) => void journal.invoked.add(fn.handler),

    async read({ httpUrl, pool, secrets }) {
      let secretArns: ReadonlyMap<string, string> = new Map();
      const stack = stackOf(assembly, {
        userPoolId: pool.id,
        userPoolClientId: pool.clientId,
        secretArn: name => secretArns.get(name) ?? '',
      });
      // Before the functions are read: their variables and policies hold the ARNs.
      secretArns = await ensureSecrets(secrets, secretsOf(stack));
      const functions = functionsOf(stack);
      const functionOf = functionFinder(functions);
      const socketApi = socketApiOf(stack, functionOf);
      const http = httpTriggersOf(stack, functionOf);
      const schedules = schedulesOf(stack, functionOf);
      const eventRules = eventRulesOf(stack, functionOf);
      const rotations = rotationsOf(stack, functionOf);
      const credentials = credentialsFor(functions);
      const { perSecond, burst } = socketApi.throttle;

      return {
        functions,
        reserved: Object.fromEntries(
          functions.flatMap(({ handler, reserved }) => (reserved === undefined ? [] : [[handler, reserved]])),
        ),
        stage: socketApi.stage,
        routes: socketApi.routes,
        authorizer: socketApi.authorizer,
        identitySources: socketApi.identitySources,
        http,
        schedules,
        eventRules,
        rotations,
        asyncConfigs: asyncConfigsOf(stack, functionOf),
        tables: tablesOf(stack),
        queues: queuesOf(stack),
        queueTriggers: queueTriggersOf(stack, functionOf),
        rules: {
          lambdaConcurrency: CONCURRENCY,
          ...(perSecond !== undefined && { messagesPerSecond: perSecond }),
          ...(burst !== undefined && { messageBurst: burst }),
        },
        access: accessOf({
          stack,
          credentials,
          resources: { secretArn: id => secretArns.get(id) ?? id },
          journal,
          functionOf,
          socketApi,
          http,
          schedules,
          eventRules,
          rotations,
        }),
        tableNames: {
          connections: stack.output('ConnectionsTable'),
          messages: stack.output('MessagesTable'),
        },
        secretId: stack.output('ApiKeysSecret'),
        apiKey: undefined,
        webhookUrls: undefined,
        // Every function that follows a setting has its variable.
        settings: readSettings(Object.assign({}, ...functions.map(({ variables }) => variables))),
        counted: [],
        loadCode: ({ sandboxFaults }) =>
          loadCode({
            sandboxFaults,
            functions,
            credentials,
            httpUrl,
            extraVariables: own => extraVariables(own, httpUrl),
            onLog: (functionName, line) => journal.logged(functionName, line),
          }),
      };
    },
  };
}

/** What our functions need away from AWS; docs/deploying.md lists it. */
function extraVariables(own: Readonly<Record<string, string>>, httpUrl: string): Record<string, string> {
  const userPoolId = own[ENV.userPoolId];
  return {
    [ENV.lambdaEndpoint]: httpUrl,
    // From the function's own variable: without it there is no issuer here either.
    ...(userPoolId && { [ENV.tokenIssuer]: `${httpUrl}/${userPoolId}` }),
  };
}
