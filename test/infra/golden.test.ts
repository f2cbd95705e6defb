import { expect, test } from 'vitest';
import { EVERYTHING, synthesize } from './synthesize.ts';

const golden = (given: Readonly<Record<string, unknown>>) =>
  `${JSON.stringify(synthesize(given).toJSON(), undefined, 1)}\n`;

// A change that was meant: `npx vitest run test/infra -u`, and read the difference before it is committed.
test('prod with everything switched on is the template that was last looked at', async () => {
  await expect(golden(EVERYTHING)).toMatchFileSnapshot('golden/prod.json');
});

test('dev is the template that was last looked at', async () => {
  await expect(golden({ stage: 'dev' })).toMatchFileSnapshot('golden/dev.json');
});
