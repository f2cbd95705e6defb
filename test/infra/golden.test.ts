import { expect, test } from 'vitest';
import { compact } from './compact.ts';
import { EVERYTHING, synthesize } from './synthesize.ts';

/** routes.test.ts checks each of them. */
const ROUTES = /^AWS::ApiGatewayV2::(Route|RouteResponse|Integration)$/;

// A change that was meant: `npx vitest run test/infra -u`, and read the difference before it is committed.
test('prod with everything switched on is the template that was last looked at', async () => {
  const { Resources, Outputs } = synthesize(EVERYTHING).toJSON();
  const looked = Object.entries<{ Type: string }>(Resources).filter(([, { Type }]) => !ROUTES.test(Type));
  await expect(compact({ ...Object.fromEntries(looked), Outputs })).toMatchFileSnapshot('golden/prod.json');
});
