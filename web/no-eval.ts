/** To be imported before anything that makes a schema: zod compiles them where it may, and the pages' policy forbids that. */
import * as z from 'zod/mini';

z.config({ jitless: true });
