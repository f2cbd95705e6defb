import { expect, test } from 'vitest';
import { userPoolOf } from '../../emulator/template/user-pool.ts';
import { POOL_SETTINGS } from '../../local/pool-settings.ts';
import { synthesize } from './synthesize.ts';
import { resourcesOf } from './template.ts';

const development = synthesize({ stage: 'dev' });

test('npm start signs in as the pool of a stack in development does', () => {
  expect(userPoolOf(Object.fromEntries(resourcesOf(development)))).toEqual(POOL_SETTINGS);
});
