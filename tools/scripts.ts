/** What each npm script is for. A test holds this list, package.json's and the README's against each other. */
export const SCRIPTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Run it here': {
    start: 'the backend and its pages on this machine; --from cdk.out runs what was synthesized',
    token: 'an access token for a demo user: npm run -s token -- alice',
    load: 'many clients at once: checks what each saw, and says what it took',
    'load:compare': 'two results of load side by side; exits 1 if the second is worse',
  },
  'Change it': {
    check: 'linter, types, import directions, dead code',
    'build:client': 'the SDK in dist/client',
    docs: 'what is made and not written: api, client, performance, protocol, scaling',
    bench: 'ours next to ws, Socket.IO and others, by turns; or what parts of it cost: cold, fanout, …',
    help: 'this list',
    prepare: 'builds the pages; npm ci runs it',
  },
  'Test it': {
    test: 'everything that needs no network; -- --coverage shows what it reaches',
    'test:browser': 'the pages in Chromium',
    'test:deployable': 'the synthesized stack, run on this machine',
    chaos: 'breaks a server in every way there is while clients talk, and checks what they were promised',
    'test:fuzz': 'inputs nobody would send, for ten minutes: events, bytes, server frames, damaged files',
    soak: 'many clients for a long time on a server that goes wrong: nothing is lost, nothing left behind',
  },
  'Deploy it': {
    synth: 'the template and the bundles in cdk.out; needs no account',
    preflight: 'what would fail in the account, before anything is made in it',
    deploy: 'to the account of your credentials; npx cdk diff shows first what would change',
    'users:prune': 'lists, and on --yes disables, users who are inactive',
  },
  'Know what it costs': {
    cost: 'the bill of a month, at any number of users',
    plan: 'what so many users need of the quotas of an account',
    simulate: 'how late messages arrive in rooms of any size',
    'costs:units': 'counts what each operation consumes, by running it',
  },
};
