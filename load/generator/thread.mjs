// Node 20 hands a thread none of its parent's loaders, so that a thread can't begin with a TypeScript file.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
