// The table "who may import whom" of docs/architecture.md, as rules. A folder may import itself, and what `may` adds;
// `node` lets Node's own modules in.
const table = [
  { from: 'shared/protocol', may: ['node_modules/zod/'] },
  {
    from: 'shared/core',
    may: ['shared/protocol/', 'shared/settings\\.ts$', 'node_modules/(p-map|lru-cache|unhomoglyph)/'],
    node: true,
  },
  {
    from: 'shared/aws',
    may: [
      'shared/(core|protocol)/',
      'shared/(names|webhook-url)\\.ts$',
      'node_modules/(@aws-sdk|@smithy|@aws-lambda-powertools|@opentelemetry|aws-jwt-verify|zod)/',
    ],
    node: true,
  },
  {
    from: 'handlers',
    may: ['shared/', 'node_modules/(@types/aws-lambda|zod|secure-json-parse)/'],
    node: true,
  },
  {
    // It stands in for AWS and knows nothing of messaging.
    from: 'emulator',
    may: [
      'node_modules/(ws|@types|dynalite|jose|otplib|level|memory-level|abstract-level|chalk|p-limit|prom-client|undici|@aws-sdk|@smithy|zod)/',
    ],
    node: true,
  },
  {
    from: 'local',
    may: [
      'emulator/',
      'handlers/',
      'shared/',
      'client/packaging/',
      'node_modules/(@types|commander|chalk|@aws-sdk|zod)/',
    ],
    node: true,
  },
  {
    from: 'infra',
    may: [
      'shared/(names|page-headers|routes|settings|sign-in|webhook-url)\\.ts$',
      'shared/aws/tables\\.ts$',
      'node_modules/(aws-cdk-lib|cdk-nag|constructs|esbuild|zod)/',
    ],
    node: true,
  },
  {
    from: 'costs/(model|seed)',
    // Without Node, so that the admin console can run it.
    may: [
      'costs/(model|seed)/',
      'client/timings\\.ts$',
      'shared/(settings|sign-in)\\.ts$',
      'shared/core/(fan-out|presence)/tuning\\.ts$',
      'shared/protocol/',
      'node_modules/zod/',
    ],
  },
  {
    from: 'costs/(plan|simulate)',
    // The simulator runs the rules themselves.
    may: [
      'costs/(model|plan|simulate)/',
      'shared/settings\\.ts$',
      'costs/chance\\.ts$',
      'shared/core/',
      'shared/protocol/',
      'node_modules/(zod|pure-rand|tinyqueue|hdr-histogram-js|p-map|lru-cache|unhomoglyph)/',
    ],
    node: true,
  },
  {
    from: 'costs',
    may: [
      'client/timings\\.ts$',
      'shared/(settings|sign-in)\\.ts$',
      'shared/core/',
      'shared/protocol/',
      'node_modules/(@types|zod|commander|chalk|cli-table3|cli-progress|echarts|markdown-table)/',
      'node_modules/(pure-rand|tinyqueue|hdr-histogram-js|p-map|lru-cache|unhomoglyph)/',
    ],
    node: true,
  },
  {
    from: 'load',
    may: [
      'client/',
      'costs/',
      'shared/protocol/',
      'node_modules/(@types|@aws-sdk|amazon-cognito-identity-js|zod|ws|commander|chalk|cli-table3|cli-progress|log-update|tsx|yaml)/',
      'node_modules/(echarts|esbuild|pure-rand|hdr-histogram-js)/',
    ],
    node: true,
  },
  {
    from: 'web',
    may: [
      'client/',
      'shared/protocol/',
      'costs/(model/|prices\\.json$|prometheus\\.ts$)',
      'node_modules/(highlight\\.js|lowlight|marked|preact|@preact/signals|uplot|zod|vite)/',
    ],
  },
  // Node only for the outbox in files, which no browser is handed.
  {
    from: 'client/(?!packaging/)',
    may: ['client/', 'shared/protocol/'],
    node: true,
  },
  {
    from: 'client/packaging',
    may: ['client/', 'shared/protocol/', 'node_modules/(@types|commander|esbuild|typescript)/'],
    node: true,
  },
];

module.exports = {
  forbidden: [
    ...table.map(({ from, may, node }) => ({
      name: `${from.replace('/', '-')}-imports`,
      severity: 'error',
      from: { path: `^${from}/` },
      to: {
        pathNot: [`^${from}/`, ...may.map(to => `^${to}`)],
        ...(node && { dependencyTypesNot: ['core'] }),
      },
    })),
    {
      name: 'nobody-imports-test',
      severity: 'error',
      from: { pathNot: '^(test|tools)/' },
      to: { path: '^test/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the bench installs, with a lock file of its own, and what Vite builds.
    exclude: { path: '^(tools/bench/peers|web/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
