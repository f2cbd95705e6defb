/** Which faults can strike, with so many clients on such a deployment. */
import { readAssembly } from '../../emulator/template/assembly.ts';
import { type ChaosName, kindOf } from './faults.ts';
import { HALL_LIMIT } from './world.ts';

/** What the template was given; what it was not is its default, far above any hall of ours. */
function directLimitOf(from: string): number {
  const text = JSON.stringify(readAssembly(from).template);
  const [, limit] = /"DIRECT_LIMIT":"(\d+)"/.exec(text) ?? [];
  return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
}

export function possibleWith(clients: number, from: string | undefined): (name: ChaosName) => boolean {
  // Some of them are always away.
  const isPumped = clients / 2 > (from === undefined ? HALL_LIMIT : directLimitOf(from));
  return name => {
    const { needs } = kindOf(name);
    return (needs !== 'pump' || isPumped) && (needs !== 'settings' || from === undefined);
  };
}
