/** The tables of this folder, checked as they are loaded. A bundler takes them along, so this works in a browser too. */

import memory from './memory.json' with { type: 'json' };
import { measuredMemory } from './model/memory-table.ts';
import { priceTable } from './model/price-table.ts';
import { type Profile, profile } from './model/profile.ts';
import { quotaTable } from './model/quota-table.ts';
import { serviceTimes } from './model/service-times.ts';
import { unitTable } from './model/unit-table.ts';
import prices from './prices.json' with { type: 'json' };
import chat from './profiles/chat.json' with { type: 'json' };
import iot from './profiles/iot.json' with { type: 'json' };
import liveEvent from './profiles/live-event.json' with { type: 'json' };
import support from './profiles/support.json' with { type: 'json' };
import quotas from './quotas.json' with { type: 'json' };
import times from './service-times.json' with { type: 'json' };
import units from './units.json' with { type: 'json' };

export const PRICES = priceTable.parse(prices);
export const QUOTAS = quotaTable.parse(quotas);
export const UNITS = unitTable.parse(units);
export const TIMES = serviceTimes.parse(times);
export const MEMORY = measuredMemory.parse(memory);
export const PROFILES: readonly Profile[] = [chat, support, liveEvent, iot].map(known =>
  profile.parse(known),
);

export const REGION = 'us-east-1';

/** An account at its default quotas, in which nothing else runs. */
export const ACCOUNT = {
  requestsPerSecond: QUOTAS.quotas['apiGateway.requestsPerSecond'].value,
  burst: QUOTAS.quotas['apiGateway.requestBurst'].value,
  concurrency: QUOTAS.quotas['lambda.concurrency'].value,
  elsewhere: 0,
};
