/** `npx tsx tools/gateway-probe/main.ts`: a probe stage on this machine, until a signal ends it. */
import { Command, InvalidArgumentError } from 'commander';
import { localProbe } from './local.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

const { port, pass } = new Command('npx tsx tools/gateway-probe/main.ts')
  .description('Runs the local gateway with the functions that its contract tests ask about their events.')
  .option('--port <number>', 'port to listen on; 0 takes a free one', portNumber, 4001)
  .option('--pass <word>', 'what a client must bring as ?pass=', 'let-me-in')
  .allowExcessArguments(false)
  .parse()
  .opts<{ port: number; pass: string }>();

try {
  const { url, gateway } = await localProbe(pass, {}, port);
  console.log(`A probe stage runs at ${url}. Stop it with Ctrl+C. In another terminal:\n`);
  console.log(
    `  GATEWAY_URL=${url} GATEWAY_PASS=${pass} npx vitest run test/contracts/gateway --reporter=verbose`,
  );
  const stop = () => void gateway.close().then(() => process.exit(0));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
} catch (error) {
  console.error(`The probe stage could not start: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
