/** The presets of infra/, from the tables of this folder. */
import { MEMORY, PRICES, PROFILES, QUOTAS, REGION, TIMES, UNITS } from './defaults.ts';
import { DEPLOYMENT } from './model/deployment.ts';
import { chosenMemory, memoryTable } from './model/memory-table.ts';
import { pricesOf } from './model/price-table.ts';
import { type Preset, presetOf, SCALES, type Scale } from './plan/preset.ts';

const RECOVER_SECONDS = 120;

/** Sizes by the profile chat: who expects another load runs `npm run plan` and sets its figures. */
export function presetFor(scale: Scale): Promise<Preset> {
  const profile = PROFILES.find(({ name }) => name === 'chat');
  if (!profile) throw new Error('there is no profile chat');
  const prices = pricesOf(PRICES, REGION);
  const memory = { default: chosenMemory(memoryTable(MEMORY, TIMES, prices)), byFunction: {} };
  const deployment = { ...DEPLOYMENT, memory };
  return presetOf(
    scale,
    {
      profile,
      inputs: { units: UNITS, times: TIMES, deployment },
      prices,
      quotas: QUOTAS,
      recoverSeconds: RECOVER_SECONDS,
    },
    memory,
  );
}

/** What infra/presets.json holds: `npm run -s plan -- --presets > infra/presets.json`. */
export const allPresets = async (): Promise<Readonly<Record<string, Preset>>> =>
  Object.fromEntries(await Promise.all(SCALES.map(async scale => [scale, await presetFor(scale)] as const)));
