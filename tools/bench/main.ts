/** `npm run bench -- <which>`: what it measures is said by `npm run bench -- --help`. */
import { choose } from '../choose.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

await choose('bench', {
  cold: { what: 'milliseconds to import each bundle', run: () => import('./cold-start.ts') },
  fanout: {
    what: 'CPU of a post, appends a second, frames a message; two minutes, alone on the machine',
    run: () => import('./fan-out/main.ts'),
  },
  gateway: { what: 'the local gateway next to plain ws', run: () => import('./gateway/main.ts') },
  memory: {
    what: 'time and price of a send at each memory size',
    run: () => import('./memory/main.ts'),
  },
});
