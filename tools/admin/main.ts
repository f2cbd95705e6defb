/** `npm run admin -- <what> <do>`: the server API from a command line. */
import { adminProgram } from './program.ts';

// We know the SDK's notice about Node 20.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

await adminProgram({ env: process.env, print: line => console.log(line) }).parseAsync();
