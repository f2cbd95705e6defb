/** `npm run docs -- protocol`: makes the tables of fields in docs/protocol.md anew from the schemas. */
import { Command } from 'commander';
import { readPage, withTables, writePage } from './page.ts';

new Command('npm run docs -- protocol')
  .description('Makes the tables of fields in docs/protocol.md anew from the schemas in shared/protocol.')
  .parse();
writePage(withTables(readPage()));
