/** `npm run docs -- states`: draws the state machine in docs/client.md anew from the SDK's reducer. */
import { Command } from 'commander';
import { readClientPage, withDiagram, writeClientPage } from './client-page.ts';

new Command('npm run docs -- states')
  .description('Draws the states of a connection in docs/client.md anew from client/connection-state.ts.')
  .parse();
writeClientPage(withDiagram(readClientPage()));
