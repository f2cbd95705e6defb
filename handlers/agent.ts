/** The most telling first: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari. */
const BROWSERS = [
  ['Edge', /\bEdgA?\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+).* Safari\//],
] as const;
/** Android calls itself Linux as well, and an iPhone says that it is like Mac OS X. */
const SYSTEM = /\b(Windows|Android|iPhone|iPad|Mac OS X|CrOS|Linux)\b/;
const MOST = 40;

/** A User-Agent as people read it: it rides in every row of a connection, and is read by every scan of them. */
export function agentOf(userAgent: string | null | undefined): string | undefined {
  if (!userAgent) return undefined;
  for (const [browser, version] of BROWSERS) {
    const [, major] = version.exec(userAgent) ?? [];
    if (major === undefined) continue;
    const [system] = /Android/.exec(userAgent) ?? SYSTEM.exec(userAgent) ?? [];
    return `${browser} ${major}${system ? `, ${system}` : ''}`;
  }
  return userAgent.slice(0, MOST);
}
