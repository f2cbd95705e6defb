/** `npm run bench:fanout -- [--json]`. */
import { postCpu } from './post-cpu.ts';
import { table } from './table.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const rows = await postCpu();
console.log(process.argv.includes('--json') ? JSON.stringify(rows) : table(rows));
process.exit();
