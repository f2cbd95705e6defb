/** `npm run docs -- performance` */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { page } from './page.ts';
import { readRecord } from './record.ts';

writeFileSync(fileURLToPath(new URL('../../../docs/performance.md', import.meta.url)), page(readRecord()));
