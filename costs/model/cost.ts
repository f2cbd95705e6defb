import { billOf, byService, type Line, type Service, type Terms, totalOf } from './bill.ts';
import { type Inputs, type Meters, metersOf } from './meters.ts';
import type { Profile } from './profile.ts';
import { type Traffic, trafficOf } from './traffic.ts';

export interface Cost {
  readonly profile: string;
  readonly traffic: Traffic;
  readonly meters: Meters;
  readonly bill: readonly Line[];
  readonly services: Readonly<Record<Service, number>>;
  readonly usd: number;
  readonly usdPerUser: number;
  readonly usdPerMillionDelivered: number;
}

/** A month of so many users. A pure function: prices, units and times are handed in, so that it runs in a browser too. */
export function monthlyCost(users: number, profile: Profile, inputs: Inputs, terms: Terms): Cost {
  const traffic = trafficOf(users, profile, inputs.deployment.roomPostsPerSecond);
  const meters = metersOf(traffic, profile.retentionDays, inputs);
  const { deployment } = inputs;
  const bill = billOf(meters, { deployment, peakFactor: profile.peakFactor }, terms);
  const usd = totalOf(bill);
  return {
    profile: profile.name,
    traffic,
    meters,
    bill,
    services: byService(bill),
    usd,
    usdPerUser: usd / users,
    usdPerMillionDelivered: (usd / traffic.delivered) * 1e6,
  };
}
