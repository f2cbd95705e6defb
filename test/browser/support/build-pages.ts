import { build } from 'vite';

/** What is tested is what lies in web/ now. */
export default async function buildPages(): Promise<void> {
  await build({ configFile: 'web/vite.config.ts', logLevel: 'warn' });
}
