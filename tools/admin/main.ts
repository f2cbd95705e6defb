/** `npm run admin -- <what> <do>`: the server API from a command line. */
import { adminProgram } from './program.ts';

await adminProgram({ env: process.env, print: line => console.log(line) }).parseAsync();
