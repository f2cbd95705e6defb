/** `npm run bench -- fanout -- [--json] [--write]`: what fanning out costs, next to other ways to do it. */
import { Command } from 'commander';
import { append } from './append.ts';
import { frames } from './frames.ts';
import { functionCpu } from './function-cpu.ts';
import { postCpu } from './post-cpu.ts';
import { keepServiceTimes } from './service-times.ts';
import { table } from './table.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { json, write } = new Command('npm run bench -- fanout')
  .description(
    'CPU of a post, plain and over TLS; appends a second and writes of each; frames for a delivered message. Takes about three minutes, alone on the machine. NODE24 names the binary of the Node that Lambda runs (npm’s package `node` has it); without it, TLS is measured on this Node.',
  )
  .option('--json', 'one JSON array of {name, unit, ours, peer, peerName, ratio}; ratio is ours ÷ peer')
  .option('--write', 'keep the CPU times in costs/service-times.json, where the simulator reads them')
  .allowExcessArguments(false)
  .parse()
  .opts<{ json?: true; write?: true }>();

const progress = (text: string): void => void process.stderr.write(`${text} …\n`);

progress('CPU of a post');
const posts = await postCpu();
progress('appends by 1, 4, 16 and 64 writers');
const appends = await append();
progress('frames at 1, 5, 20, 50 and 200 messages a second');
const rows = [...posts, ...appends, ...(await frames())];
if (write) {
  progress('CPU of the fan-out function');
  keepServiceTimes(posts, await functionCpu());
}
console.log(json ? JSON.stringify(rows) : table(rows));
process.exit();
