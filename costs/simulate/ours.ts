/** What this backend does with a message: the rules of shared/core themselves, on simulated tables and functions. */
import { createLargeRooms, fanOut, type LargeRooms } from '../../shared/core/fan-out/fan-out.ts';
import { handleFanOut } from '../../shared/core/fan-out/handle-fan-out.ts';
import type { FanOutEvent, FanOutFunction, Spread } from '../../shared/core/fan-out/ports.ts';
import type { PumpDeps } from '../../shared/core/fan-out/pump.ts';
import { append } from '../../shared/core/log/append.ts';
import { createLines } from '../../shared/core/log/lines.ts';
import { createRepeats } from '../../shared/core/log/repeats.ts';
import { type Clock, type Logger, NO_METRICS } from '../../shared/core/ports.ts';
import { DESIGN } from '../model/design.ts';
import { ROOM } from './audience.ts';
import type { Container } from './lambdas.ts';
import { createPoster } from './poster.ts';
import { connectionsOf, messagesOf, postBudgetOf, pumpsOf } from './stores.ts';
import type { Sent, World } from './world.ts';

const SEND = 'send-message';
const SEND_MS = 28_000;
const FAN_OUT_MS = 900_000;

export function ours(world: World): Sent {
  const { clock, chance, times, lambdas, account, audience, settings, each } = world;
  const { steps } = times;
  const time: Clock = { now: clock.now, monotonic: clock.now, sleep: clock.sleep, random: chance.uniform };
  const connections = connectionsOf(world);
  const shared = {
    connections,
    messages: messagesOf(world),
    pumps: pumpsOf(world),
    postBudget: postBudgetOf(world),
    settings,
    clock: time,
    logger: SILENT,
    metrics: NO_METRICS,
    // Nobody leaves a simulated room.
    onGone: async () => {},
  };
  const perPart = Math.min(audience.present.length, settings.segmentConnections);
  const posting = {
    cpuPerPostMs: times.cpuPerPost.ours.ms,
    socketsEach: each === 1 ? 1 : Math.max(1, DESIGN.postsAtOnce / perPart),
    // A post over the quota comes back as 429 at once, and the rules say what then.
    patienceMs: 0,
    until: Number.POSITIVE_INFINITY,
  };
  const warm = perContainer(() => ({
    repeats: createRepeats(),
    lines: createLines(),
    largeRooms: largeRoomsOf(clock),
  }));

  function depsOf(container: Container): PumpDeps {
    return { ...shared, ...posterOf(world, container, posting), fanOutFunction };
  }

  const handle = (event: FanOutEvent): Promise<Spread | undefined> =>
    lambdas.run(event.kind === 'segment' ? 'fanout-worker' : 'fanout', container =>
      handleFanOut(depsOf(container), event, within(clock.now(), FAN_OUT_MS)),
    );

  const fanOutFunction: FanOutFunction = {
    async start(event) {
      void clock.sleep(chance.from(steps.asyncInvoke)).then(() => handle(event));
    },
    async run(segment) {
      await clock.sleep(chance.from(steps.invoke));
      return (await handle(segment)) ?? { posts: 0, passedOver: 0 };
    },
  };

  return async sentAt => {
    await clock.sleep(chance.from(steps.integration));
    const at = account.takeWithin(clock.now(), 1, Number.POSITIVE_INFINITY) ?? clock.now();
    await clock.sleep(at - clock.now());
    await lambdas.run(SEND, async container => {
      const deps = { ...depsOf(container), ...warm(container) };
      const sender = chance.pick(audience.present);
      if (!sender) return;
      const invocation = within(clock.now(), SEND_MS);
      const { userId, name, connectionId: except } = sender;
      const { message } = await append(
        deps,
        {
          log: await deps.messages.log(ROOM),
          draft: { room: ROOM, messageId: idOf(sentAt), from: { userId, name }, text: world.text },
          firstTry: true,
        },
        invocation,
      );
      audience.sent(message.seq, sentAt);
      await fanOut(deps, { entry: message, except }, invocation);
    });
  };
}

const within = (now: number, ms: number) => ({ receivedAt: now, deadline: now + ms });

/** As long as a UUID. */
const idOf = (sentAt: number): string => String(sentAt).padEnd(36, '0').slice(0, 36);

const SILENT: Logger = { warn: () => {}, error: () => {} };

/** What posting takes, and what follows where a connection is gone, which none is here. */
const posterOf = (world: World, container: Container, posting: Parameters<typeof createPoster>[2]) => ({
  poster: {
    ...createPoster(world, container, posting),
    disconnect: async () => false,
    isConnected: async () => true,
  },
});

/** As the core's, but by the simulation's clock, and for the one room that there is. */
const largeRoomsOf = (clock: { now(): number }): LargeRooms =>
  createLargeRooms({ monotonic: () => clock.now() + 1 }, 1);

function perContainer<T>(create: () => T): (container: Container) => T {
  const all = new WeakMap<Container, T>();
  return container => {
    const found = all.get(container) ?? create();
    all.set(container, found);
    return found;
  };
}
