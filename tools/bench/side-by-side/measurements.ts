/** All that is measured, in the order in which it runs. What a measurement takes is loaded when it runs: --help is fast. */
import type { Measurement, Setup } from './measurement.ts';

const talk = () => import('./talk.ts');
const alone = () => import('./alone.ts');

export const MEASUREMENTS: readonly Measurement[] = [
  {
    about: {
      'fanout.n100': 'deliveries a second in a room of 100, 8 messages on their way',
      'fanout.cpu.n100': 'the server’s CPU of each of these deliveries',
      'latency.n100': 'milliseconds until each heard a message, in a room of 100 at 20 messages a second',
    },
    run: async (setup: Setup) => (await talk()).roomOf100(setup),
  },
  {
    about: {
      'fanout.n1000': 'deliveries a second in a room of 1,000, 64 messages on their way',
      'latency.n1000': 'milliseconds until each heard a message, in a room of 1,000 at 2 messages a second',
    },
    run: async setup => (await talk()).roomOf1000(setup),
  },
  {
    about: {
      'fanout.n5000':
        'deliveries a second in a room of 5,000, 64 messages on their way; --quick: in a room of 1,500',
    },
    run: async setup => (await talk()).roomOf5000(setup),
  },
  {
    about: {
      'rooms.1000x10':
        'deliveries a second in 1,000 rooms of 10, five to a connection, 64 messages on their way; --quick: in 100 rooms',
    },
    run: async setup => (await talk()).smallRooms(setup),
  },
  {
    about: {
      'connect.join': 'connections a second into rooms of 50, 64 at once, each until it has joined',
      'memory.perConnection':
        'resident memory of an idle connection: of the gateway alone, and of the whole with its store in memory',
    },
    run: async setup => (await import('./arriving.ts')).arriving(setup),
  },
  {
    about: {
      'post.cpu': 'the caller’s CPU of a post to the management API, next to other ways to make it',
    },
    run: async setup => (await alone()).postCpu(setup),
  },
  {
    about: {
      'send.cpu':
        'CPU of the send function alone in a process, in rooms of 2 and 100, next to an earlier commit',
    },
    run: async setup => (await alone()).sendOf(setup),
  },
  {
    about: {
      'append.contention':
        'appends a second into one log by writers that never pause, next to a counter and a put',
    },
    run: async setup => (await alone()).appends(setup),
  },
  {
    about: {
      'cold.import':
        'importing the heaviest bundle in a new process, next to esbuild’s default fields and an empty handler',
    },
    run: async setup => (await alone()).imports(setup),
  },
  {
    about: {
      'units.send':
        'read and write units of a message of 200 bytes to rooms of 10 and 100; counted, so one round tells all',
    },
    run: async setup => (await import('./units.ts')).units(setup),
  },
  {
    about: {
      growth:
        'deliveries a second at 10,000 connections in 1,000 rooms against 1,000 in 100; --quick: 1,000 and 100',
    },
    run: async setup => (await import('./growth.ts')).growth(setup),
  },
];
