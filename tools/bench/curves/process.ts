/** Run as a process of its own, so that none pays for the garbage of another: sweeps so many connections. */
import { sweepOf } from './sweep.ts';

const [, , size = ''] = process.argv;
console.log(JSON.stringify(await sweepOf(Number(size))));
process.exit();
