/** `npm run docs:scaling`: writes docs/scaling.md and its charts from the model and the last measurements. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { charts } from './charts.ts';
import { document } from './document.ts';

new Command('docs:scaling')
  .description(
    'Writes docs/scaling.md and docs/charts from the cost model, its prices and the last measurements.',
  )
  .allowExcessArguments(false)
  .action(() => {
    const files = [
      ['docs/scaling.md', document()] as const,
      ...Object.entries(charts()).map(([name, svg]) => [join('docs/charts', name), svg] as const),
    ];
    mkdirSync('docs/charts', { recursive: true });
    for (const [file, text] of files) {
      writeFileSync(file, text);
      console.log(file);
    }
  })
  .parse();
