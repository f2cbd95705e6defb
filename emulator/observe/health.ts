import { type HttpService, json } from '../http/http-service.ts';

export interface Health {
  /** Set while the server closes. */
  isClosing(): boolean;
  connections(): number;
}

/** `GET /health`: 200 while clients are welcome. */
export const healthService =
  ({ isClosing, connections }: Health): HttpService =>
  ({ method, path }) => {
    if (method !== 'GET' || path !== '/health') return undefined;
    const uptimeSeconds = Math.round(process.uptime());
    return isClosing()
      ? json(503, { status: 'closing', connections: connections(), uptimeSeconds })
      : json(200, { status: 'ok', connections: connections(), uptimeSeconds });
  };
