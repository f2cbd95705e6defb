/** `npm run docs -- <which>`: the pages and tables that are made, not written. */
import { choose } from './choose.ts';

await choose('docs', {
  api: {
    what: 'openapi.json and asyncapi.json in dist/docs, and the types of the generated client',
    run: () => import('./api/main.ts'),
  },
  client: {
    what: 'the reference of the SDK, in dist/docs',
    run: () => import('../client/packaging/reference.ts'),
  },
  performance: {
    what: 'docs/performance.md, from what npm run bench -- --write measured',
    run: () => import('./bench/side-by-side/write-page.ts'),
  },
  protocol: { what: 'the tables of fields in docs/protocol.md', run: () => import('./page/main.ts') },
  states: {
    what: 'the states of a connection, drawn in docs/client.md',
    run: () => import('./states/main.ts'),
  },
  trace: {
    what: 'docs/charts/trace.svg, one send on a local server',
    run: () => import('./waterfall/main.ts'),
  },
  scaling: {
    what: 'docs/scaling.md with its charts, and docs/fan-out.md',
    run: () => import('../costs/scaling/main.ts'),
  },
});
