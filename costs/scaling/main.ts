/** `npm run docs -- scaling`: writes docs/scaling.md with its charts, and docs/fan-out.md, from the model and the last measurements. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { charts } from './charts.ts';
import { document } from './document.ts';
import { fanOutDocument } from './fan-out.ts';

new Command('npm run docs -- scaling')
  .description(
    'Writes docs/scaling.md, docs/charts and docs/fan-out.md from the cost model, its prices and the last measurements.',
  )
  .allowExcessArguments(false)
  .action(async () => {
    const files = [
      ['docs/scaling.md', await document()] as const,
      ['docs/fan-out.md', await fanOutDocument()] as const,
      ...Object.entries(await charts()).map(([name, svg]) => [join('docs/charts', name), svg] as const),
    ];
    mkdirSync('docs/charts', { recursive: true });
    for (const [file, text] of files) {
      writeFileSync(file, text);
      console.log(file);
    }
  })
  .parseAsync();
