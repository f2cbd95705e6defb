/** All that is measured, in the order in which it runs. What a measurement takes is loaded when it runs: --help is fast. */
import type { Measurement, Setup } from './measurement.ts';

const talk = () => import('./talk.ts');
const alone = () => import('./alone.ts');

export const MEASUREMENTS: readonly Measurement[] = [
  {
    names: ['fanout.n100', 'fanout.cpu.n100'],
    about: 'deliveries a second in a room of 100, 8 messages on their way, and the server’s CPU of each',
    run: async (setup: Setup) => (await talk()).fanout100(setup),
  },
  {
    names: ['fanout.n1000'],
    about: 'the same in a room of 1,000, 64 on their way',
    run: async setup => (await talk()).fanout1000(setup),
  },
  {
    names: ['fanout.n5000'],
    about: 'the same in a room of 5,000, 64 on their way',
    run: async setup => (await talk()).fanout5000(setup),
  },
  {
    names: ['latency.n100'],
    about: 'milliseconds until each heard a message, in a room of 100 at 20 messages a second',
    run: async setup => (await talk()).latency100(setup),
  },
  {
    names: ['latency.n1000'],
    about: 'the same in a room of 1,000 at 2 messages a second',
    run: async setup => (await talk()).latency1000(setup),
  },
  {
    names: ['rooms.1000x10'],
    about: 'deliveries a second in 1,000 rooms of 10, five to a connection, 64 messages on their way',
    run: async setup => (await talk()).smallRooms(setup),
  },
  {
    names: ['connect.join'],
    about: 'connections a second into rooms of 50, 64 at once, each until it has joined',
    run: async setup => (await import('./connecting.ts')).connecting(setup),
  },
  {
    names: ['memory.perConnection'],
    about:
      'resident memory of an idle connection: of the gateway alone, and of the whole with its store in memory',
    run: async setup => (await import('./memory.ts')).memory(setup),
  },
  {
    names: ['post.cpu'],
    about: 'the caller’s CPU of a post to the management API, next to other ways to make it',
    run: async setup => (await alone()).postCpu(setup),
  },
  {
    names: ['send.cpu'],
    about: 'CPU of the send function alone in a process, in rooms of 2 and 100, next to an earlier commit',
    run: async setup => (await alone()).sendOf(setup),
  },
  {
    names: ['append.contention'],
    about: 'appends a second into one log by writers that never pause, next to a counter and a put',
    run: async setup => (await alone()).appends(setup),
  },
  {
    names: ['cold.import'],
    about:
      'importing the heaviest bundle in a new process, next to esbuild’s default fields and an empty handler',
    run: async setup => (await alone()).imports(setup),
  },
  {
    names: ['units.send'],
    about:
      'read and write units of a message of 200 bytes to rooms of 10 and 100; counted, so one round tells all',
    run: async setup => (await import('./units.ts')).units(setup),
  },
  {
    names: ['growth'],
    about:
      'deliveries a second at 10,000 connections in 1,000 rooms against 1,000 in 100; --quick: 2,000 and 200',
    run: async setup => (await import('./growth.ts')).growth(setup),
  },
];
