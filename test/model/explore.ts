/** Every state that can be reached, the nearest first, so that what is found has the shortest way there. */

export interface Step<S> {
  readonly label: string;
  readonly after: S;
}

export interface Space<S> {
  readonly first: S;
  /** Equal for states that no step can tell apart. */
  keyOf(state: S): string;
  steps(state: S): Promise<readonly Step<S>[]>;
  /** What is wrong with a state, or with a step. */
  wrong(after: S, before: S | undefined): string | undefined;
}

export interface Explored {
  readonly states: number;
  readonly steps: number;
  /** Steps of the longest way that was needed. */
  readonly depth: number;
  /** Nothing was left out. */
  readonly complete: boolean;
  readonly violation?: { readonly what: string; readonly way: readonly string[] };
}

export interface Bounds {
  readonly mostStates?: number;
  readonly mostDepth?: number;
  readonly onProgress?: (states: number, depth: number) => void;
}

export async function explore<S>(
  { first, keyOf, steps, wrong }: Space<S>,
  { mostStates = Number.POSITIVE_INFINITY, mostDepth = Number.POSITIVE_INFINITY, onProgress }: Bounds = {},
): Promise<Explored> {
  const numbers = new Map<string, number>([[keyOf(first), 0]]);
  /** By the number of a state: the one before it, and the step from there. */
  const cameFrom: number[] = [-1];
  const cameBy: string[] = [''];
  let taken = 0;
  let depth = 0;

  function wayTo(number: number, last: string): string[] {
    const way = [last];
    for (let at = number; at > 0; at = cameFrom[at] ?? 0) way.unshift(cameBy[at] ?? '');
    return way;
  }

  let layer: { readonly state: S; readonly number: number }[] = [{ state: first, number: 0 }];
  while (layer.length > 0 && depth < mostDepth && numbers.size < mostStates) {
    const next: typeof layer = [];
    for (const { state, number } of layer) {
      for (const { label, after } of await steps(state)) {
        taken += 1;
        const what = wrong(after, state);
        if (what !== undefined)
          return {
            states: numbers.size,
            steps: taken,
            depth: depth + 1,
            complete: false,
            violation: { what, way: wayTo(number, label) },
          };
        const key = keyOf(after);
        if (numbers.has(key)) continue;
        next.push({ state: after, number: numbers.size });
        cameFrom.push(number);
        cameBy.push(label);
        numbers.set(key, numbers.size);
      }
    }
    layer = next;
    depth += 1;
    onProgress?.(numbers.size, depth);
  }
  return { states: numbers.size, steps: taken, depth, complete: layer.length === 0 };
}
