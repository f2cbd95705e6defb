/** Many hostile sockets against one server, and one innocent connection among them. */
import { attack } from './attacker.ts';
import { type InnocentOptions, innocent } from './innocent.ts';

export interface FuzzOptions extends InnocentOptions {
  readonly seed: number;
  readonly sockets: number;
  /** Of all sockets together. */
  readonly frames: number;
  readonly onProgress?: (sent: number) => void;
}

export interface FuzzResult {
  readonly sent: number;
  readonly byKind: ReadonlyMap<string, number>;
  /** What was sent on connections that ended and should not have. */
  readonly surprises: readonly string[];
  readonly published: number;
  readonly missed: readonly number[];
}

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { url, token, seed, sockets, frames, onProgress } = options;
  const byKind = new Map<string, number>();
  const surprises: string[] = [];
  let sent = 0;
  const good = await innocent(options);
  const share = (n: number) => Math.floor((frames * (n + 1)) / sockets) - Math.floor((frames * n) / sockets);
  await Promise.all(
    Array.from({ length: sockets }, (_, n) =>
      attack({
        url,
        token,
        seed,
        name: `socket ${n}`,
        frames: share(n),
        onFrame(kind) {
          sent += 1;
          byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
          onProgress?.(sent);
        },
        onSurprise: kind => surprises.push(kind),
      }),
    ),
  );
  return { sent, byKind, surprises, ...(await good.end()) };
}
