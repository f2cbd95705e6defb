/** `npm run docs -- client`: the SDK's reference, from the types that are handed out with it. */
import { spawnSync } from 'node:child_process';
import './main.ts';

const { status } = spawnSync('npx', ['typedoc'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
