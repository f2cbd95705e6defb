/** What the use cases of one kind need, under one name: a handler names its bundle, and its Lambda holds only that. */
import { onGone as takeBack } from '../shared/core/presence/on-gone.ts';
import {
  accounts,
  audit,
  bans,
  blocks,
  type Container,
  clock,
  connections,
  countedConnections,
  countedPoster,
  deletions,
  departures,
  details,
  directory,
  fanOutFunction,
  filter,
  largeRooms,
  lines,
  links,
  logger,
  messageHook,
  messages,
  metrics,
  notedDepartures,
  people,
  perContainer,
  postBudget,
  poster,
  profiles,
  pumps,
  purges,
  quotas,
  rates,
  removed,
  repeats,
  reports,
  repushes,
  rooms,
  settings,
  sharedConnections,
  sharedMessages,
  snapshots,
  webhooks,
} from './deps.ts';

type Made<Factories> = {
  [K in keyof Factories]: Factories[K] extends (container: Container) => infer T ? T : never;
};

/**
 * From factories by name to what they make in a container, by the same names.
 * @__NO_SIDE_EFFECTS__ so that a bundle holds only the clients that its handler picks
 */
const picks =
  <F extends Record<string, (container: Container) => unknown>>(factories: F) =>
  (container: Container): Made<F> =>
    Object.fromEntries(Object.entries(factories).map(([name, make]) => [name, make(container)])) as Made<F>;

/** Reads logs. */
export const reading = picks({ logger, messages, rates, rooms, settings });

/** Lists a user's rooms. */
export const listing = picks({ details, messages, rates, rooms, settings });

/** Pushes what may get lost: presence, typing, read marks. */
export const notifying = picks({ clock, connections, logger, messages, poster, rates, rooms, settings });

/** Takes connections out of rooms, and tells of it. */
export const leaving = picks({ clock, connections, departures, logger, poster, rates, settings, webhooks });

export const joining = picks({
  clock,
  connections: sharedConnections,
  departures,
  logger,
  messages: sharedMessages,
  poster,
  rates,
  rooms,
  settings,
  webhooks,
});

/** Tells of those who did not come back. */
export const absence = picks({
  clock,
  connections,
  departures: notedDepartures,
  logger,
  poster,
  rates,
  settings,
});

/** Creates rooms, and takes members out of them. */
export const managing = picks({
  audit,
  blocks,
  clock,
  connections,
  departures,
  logger,
  messages,
  poster,
  quotas,
  rates,
  rooms,
  settings,
  webhooks,
});

/** Bans and mutes. */
export const moderating = picks({
  audit,
  accounts,
  bans,
  clock,
  connections,
  departures,
  logger,
  poster,
  rates,
  removed,
  reports,
  rooms,
  settings,
  webhooks,
});

/** Deletes rooms. */
export const deleting = picks({
  audit,
  clock,
  connections,
  deletions,
  departures,
  logger,
  poster,
  rates,
  rooms,
  settings,
  webhooks,
});

/** Invites users, and takes their answers. */
export const inviting = picks({
  audit,
  blocks,
  clock,
  connections,
  logger,
  poster,
  quotas,
  rates,
  rooms,
  settings,
});

/** Keeps links into rooms, and lets in by them. */
export const linking = picks({
  audit,
  clock,
  connections,
  links,
  logger,
  poster,
  quotas,
  rates,
  rooms,
  settings,
});

/** Keeps what users say of themselves and of each other. */
export const peopling = picks({
  audit,
  blocks,
  clock,
  messages,
  profiles,
  rates,
  reports,
  rooms,
  settings,
});

/** Lists a user's invitations. */
export const invited = picks({ rates, rooms });

/** Finds public rooms. */
export const discovering = picks({ clock, connections, directory, rates, settings });

/** Reads who is in a room, and notes who looks. */
export const observing = picks({ clock, connections, logger, messages, rates, rooms, settings });

export const counting = picks({ clock, connections, settings, snapshots });

/** Finds users and their connections. */
export const finding = picks({ accounts, clock, connections, people, quotas, rates, settings });

/** Looks at a room as a whole. */
export const inspecting = picks({ connections, messages, pumps, rates });

export const sweeping = picks({
  accounts,
  clock,
  connections,
  deletions,
  departures,
  logger,
  poster,
  rates,
  rooms,
  settings,
  snapshots,
  webhooks,
});

/** Lets users connect, and keeps them out. */
export const admitting = picks({
  audit,
  accounts,
  clock,
  connections,
  departures,
  logger,
  poster,
  rates,
  settings,
  webhooks,
});

/** The same, and lists them in the directory: apart, since to end connections takes none of it. */
export const connecting = (container: Container) => ({
  ...admitting(container),
  profiles: profiles(container),
  snapshots: snapshots(container),
  counted: countedConnections(container),
});

const onGone = /* @__PURE__ */ perContainer(container => takeBack(leaving(container)));

/** Adds messages and changes to a log. */
export const speaking = picks({
  clock,
  connections: sharedConnections,
  fanOutFunction,
  filter,
  largeRooms,
  lines,
  logger,
  messageHook,
  messages: sharedMessages,
  metrics,
  onGone,
  poster: countedPoster,
  pumps,
  rates,
  repeats,
  repushes,
  rooms,
  settings,
  webhooks,
});

/** Changes messages, and what a room says of itself. */
export const updating = (container: Container) => ({
  ...speaking(container),
  audit: audit(container),
  details: details(container),
  removed: removed(container),
});

/** Deletes what a user wrote. */
export const purging = (container: Container) => ({
  ...updating(container),
  purges: purges(container),
});

/** Pushes to large rooms. */
export const pumping = picks({
  clock,
  connections,
  fanOutFunction,
  logger,
  messages,
  metrics,
  onGone,
  postBudget,
  poster: countedPoster,
  pumps,
  settings,
  webhooks,
});
