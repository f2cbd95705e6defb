/** Looks for a shorter schedule that fails in the same way: drops clients, faults and operations, half of them at a time. */
import type { Schedule } from './schedule.ts';

/** Whether a schedule fails as the first one did. */
type Fails = (schedule: Schedule) => Promise<boolean>;

/**
 * Delta debugging: as long as leaving a part out fails too, it is left out; the parts become smaller as none can be.
 * A run is not told by its schedule alone, since the machine has its share: what fails once is taken as failing.
 */
export async function shrink(schedule: Schedule, fails: Fails, mostRuns: number): Promise<Schedule> {
  let runs = 0;
  const stillFails = async (shorter: Schedule) => {
    if (runs >= mostRuns) return false;
    runs += 1;
    return fails(shorter);
  };
  let shortest = schedule;
  for (let count = Math.ceil(schedule.clients.length / 2); count > 1; count = Math.ceil(count / 2)) {
    const fewer = withClients(shortest, count);
    if (!(await stillFails(fewer))) break;
    shortest = fewer;
    if (count === 2) break;
  }
  for (const key of ['faults', 'operations'] as const) shortest = await without(shortest, key, stillFails);
  return shortest;
}

const withClients = (schedule: Schedule, count: number): Schedule => ({
  ...schedule,
  clients: schedule.clients.slice(0, count),
  operations: schedule.operations.filter(({ client }) => client < count),
});

async function without(schedule: Schedule, key: 'faults' | 'operations', fails: Fails): Promise<Schedule> {
  let shortest = schedule;
  for (let size = Math.ceil(schedule[key].length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < shortest[key].length; ) {
      const shorter = { ...shortest, [key]: shortest[key].toSpliced(start, size) };
      if (await fails(shorter)) shortest = shorter;
      else start += size;
    }
  return shortest;
}
