/** Who is drawn in which colour: each has a favourite, and whoever comes later yields as long as a colour is free. */
const COLOURS = 12;

function favouriteOf(userId: string): number {
  let sum = 0;
  for (const char of userId) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return sum % COLOURS;
}

export interface Colours {
  /** Always the same for a user. */
  of(userId: string): number;
}

export function createColours(): Colours {
  const given = new Map<string, number>();
  const taken = new Set<number>();
  return {
    of(userId) {
      const known = given.get(userId);
      if (known !== undefined) return known;
      let colour = favouriteOf(userId);
      for (let tries = 0; tries < COLOURS && taken.has(colour); tries++) colour = (colour + 1) % COLOURS;
      given.set(userId, colour);
      taken.add(colour);
      return colour;
    },
  };
}

/** Of lists that belong to no room. */
export const everywhere = createColours();
