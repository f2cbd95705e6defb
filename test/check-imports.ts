/** Holds the import table (.dependency-cruiser.cjs), and fails too where the cruise read no module and so proved nothing. */
import { cruise } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const folders = 'shared handlers emulator local client web load costs tools infra test'.split(' ');
const { options, ...ruleSet } = await extractConfig('./.dependency-cruiser.cjs');
const result = await cruise(folders, { ...options, ruleSet, validate: true }, undefined, {
  tsConfig: extractTsConfig('tsconfig.json'),
});
if (typeof result.output === 'string')
  throw new Error('dependency-cruiser answered with text, not with modules');
const { modules, summary } = result.output;

for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
const ours = modules.filter(module => !module.source.includes('node_modules'));
const edges = ours.reduce((sum, module) => sum + module.dependencies.length, 0);
if (ours.length < 20 || edges < 20)
  throw new Error(
    `only ${ours.length} modules and ${edges} imports were read: the import rules were not tried`,
  );
if (summary.error > 0) process.exit(1);
console.log(`${ours.length} modules, ${edges} imports, no violation`);
