/** The connection's states as a diagram, found by asking the SDK's own reducer what follows what. */
import { type ConnectionEvent, type ConnectionState, IDLE, next } from '../../client/connection-state.ts';
import { MessagingError } from '../../client/errors.ts';

const error = (code: MessagingError['code']) => new MessagingError(code, code);

/** What may happen, in the words of the diagram. */
const EVENTS: Readonly<Record<string, ConnectionEvent>> = {
  'connect()': { type: 'connect' },
  'close()': { type: 'disconnect' },
  opened: { type: 'opened' },
  failed: { type: 'failed', error: error('UNREACHABLE') },
  refused: { type: 'failed', error: error('REFUSED') },
  'failed for good': { type: 'failed', error: error('BAD_URL') },
  lost: { type: 'lost', error: error('DISCONNECTED'), lasted: true },
  'ended for good': { type: 'lost', error: error('KICKED'), lasted: true },
  'expires soon': { type: 'expiring', refresh: true, lasted: true },
  'expires at once': { type: 'expiring', refresh: true, lasted: false },
  'wait over': { type: 'due' },
};

/** Enough to be refused for the last time. */
const DEPTH = 10;

export function stateDiagram(): string {
  const edges = new Map<string, Set<string>>();
  const seen = new Set<string>();
  let open: ConnectionState[] = [IDLE];
  for (let depth = 0; depth < DEPTH; depth++) {
    const reached: ConnectionState[] = [];
    for (const from of open)
      for (const [label, event] of Object.entries(EVENTS)) {
        const to = next(from, event);
        if (to.name === from.name) continue;
        const edge = `${from.name} --> ${to.name}`;
        const isLast = event.type === 'failed' && to.name === 'stopped' && label === 'refused';
        edges.set(edge, (edges.get(edge) ?? new Set()).add(isLast ? 'refused 3 times' : label));
        // How often it was tried makes no difference to what follows.
        const key = `${to.name} ${to.refusals} ${to.refresh}`;
        if (!seen.has(key)) reached.push(to);
        seen.add(key);
      }
    open = reached;
  }
  const lines = [...edges].map(([edge, labels]) => `  ${edge}: ${[...labels].join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> idle', ...lines, '```'].join('\n');
}
