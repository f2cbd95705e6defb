/** The names under which a server is reached, and the address by which a caller knows it. */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

export interface Names {
  /**
   * Whether a `Host` is this server's. A page of another site could have its own name resolve to this machine, and would
   * then count as a page of this server (DNS rebinding); an address and localhost can't be made to.
   */
  include(host: string | undefined): boolean;
  /** Without a trailing slash, as in `http://127.0.0.1:4000`. */
  originOf(headers: IncomingHttpHeaders): string;
}

export interface Reached {
  /** The address that it listens on. */
  readonly host: string;
  /** How others reach it, if that is not seen in their requests: behind a proxy that gives them another name. */
  readonly publicUrl: string | undefined;
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|::1)$/;
/** A name, an IPv4 address, or an IPv6 address in brackets; and a port, which a container's may differ from. */
const HOST = /^(?:\[([\da-f:.]+)\]|([\w.-]+?)\.?)(?::\d{1,5})?$/;

export const isLoopback = (name: string): boolean => LOOPBACK.test(name.toLowerCase());

const nameIn = (host: string): string | undefined => {
  const [, address, name = address] = HOST.exec(host.toLowerCase()) ?? [];
  return name;
};

/** What a network calls this machine. */
function ownNames(): string[] {
  const full = hostname().toLowerCase();
  const [short = full] = full.split('.');
  return [full, short, `${short}.local`];
}

export function namesOf({ host, publicUrl }: Reached): Names {
  const listensTo = host.toLowerCase();
  const told = [listensTo, ...(publicUrl === undefined ? [] : [nameIn(new URL(publicUrl).host)])];
  // Others get there only if it listens to them; under which of its addresses is known on their side of a router.
  const isOfNetwork = (name: string) =>
    !isLoopback(listensTo) && (isIP(name) !== 0 || ownNames().includes(name));
  return {
    include(asked) {
      const name = nameIn(asked ?? '');
      return name !== undefined && (isLoopback(name) || told.includes(name) || isOfNetwork(name));
    },
    originOf(headers) {
      if (publicUrl !== undefined) return publicUrl;
      const isSecure = headers['x-forwarded-proto'] === 'https';
      return `${isSecure ? 'https' : 'http'}://${headers.host}`;
    },
  };
}
