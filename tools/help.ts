/** `npm run help`: every npm script, in the groups that one looks for it in. */
import { SCRIPTS } from './scripts.ts';

const WIDTH = 18;
for (const [group, scripts] of Object.entries(SCRIPTS)) {
  console.log(`\n${group}`);
  for (const [name, what] of Object.entries(scripts)) console.log(`  npm run ${name.padEnd(WIDTH)}${what}`);
}
console.log('\nFlags stand after --: npm run load -- --help lists those of a command.');
