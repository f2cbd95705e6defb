import type { SurfaceKind } from './surface.ts';
import { client } from './surfaces/client.ts';
import { gateway } from './surfaces/gateway.ts';
import { handlers } from './surfaces/handlers.ts';
import { store } from './surfaces/store.ts';

export const SURFACES: Readonly<Record<string, SurfaceKind>> = { handlers, gateway, client, store };
