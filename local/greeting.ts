import { networkInterfaces } from 'node:os';
import chalk from 'chalk';
import { EVERY_ADDRESS } from '../emulator/http/http-port.ts';
import { shownWebhookUrl } from '../shared/webhook-url.ts';
import type { Flags } from './flags.ts';
import type { Ready } from './ready.ts';

/** The first output: where everything is, and exactly what to try next. */
export function greeting(ready: Ready, flags: Flags): string {
  const { inMemory, data } = flags;
  const { socketUrl, httpUrl, managementUrl, publish, api, users, webhooks } = ready;
  const url = httpUrl === 'http://127.0.0.1:4000' ? '' : ` --url ${httpUrl}`;
  const connect = (username: string) =>
    `npx wscat -c ${socketUrl} -s messaging.v1 -H "Authorization: Bearer $(npm run -s token -- ${username}${url})"`;
  const rows = users.map(
    ({ username, password, groups }) =>
      `    ${username.padEnd(8)} ${password}${groups.length > 0 ? `   (group ${groups.join(', ')})` : ''}`,
  );
  return `
${chalk.bold('The messaging backend is running.')} Stop it with Ctrl+C.

  Chat page        ${chalk.cyan(`${httpUrl}/`)}${onNetwork(flags, new URL(httpUrl).port)}
  Admin console    ${chalk.cyan(`${httpUrl}/admin`)}
  WebSocket        ${chalk.cyan(socketUrl)}
  Server API       ${chalk.cyan(`${httpUrl}/api`)}
  Management API   ${chalk.cyan(managementUrl)}
  AWS endpoint     ${chalk.cyan(httpUrl)}   (DynamoDB, Cognito, Secrets Manager and SQS; any AWS tool, key local, secret local)
  Data             ${inMemory ? 'in memory' : data}${webhooks ? hooks(webhooks) : ''}

  Users
${rows.join('\n')}

${chalk.bold('Try it.')} Open the chat page in two windows, as alice and as bob. Or in a second terminal, bob listens:

  ${connect('bob')}
  {"action":"joinRoom","room":"general"}

In a third, alice speaks:

  ${connect('alice')}
  {"action":"joinRoom","room":"general"}
  {"action":"sendMessage","room":"general","text":"Hello, Bob!"}

A server of yours speaks with its API key:

  curl ${publish.url} -H "Authorization: Bearer ${publish.apiKey}" -d '{"room":"general","text":"Hello, all!"}'
${
  api
    ? `  curl ${api.url}/v1/rooms/general/messages -H "Authorization: Bearer ${api.apiKey}"
`
    : ''
}`;
}

/** Where others on the network find the page, if the server listens to all of them. */
function onNetwork({ host, publicUrl }: Flags, port: string): string {
  if (publicUrl !== undefined || !EVERY_ADDRESS.includes(host)) return '';
  const addresses = Object.values(networkInterfaces())
    .flat()
    .filter(one => one?.family === 'IPv4' && !one.internal);
  return addresses
    .map(one => `\n  On the network   ${chalk.cyan(`http://${one?.address}:${port}/`)}`)
    .join('');
}

const hooks = ({ urls, key }: NonNullable<Ready['webhooks']>) => `
  Webhooks         ${urls.map(shownWebhookUrl).join(', ')}
  Signed with      ${key}`;
