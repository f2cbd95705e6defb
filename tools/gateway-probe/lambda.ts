/** The probe's functions as they are deployed: one bundle, one handler each. */
import { probe } from './functions.ts';
import { poster } from './post.ts';

const functions = probe({ pass: process.env.PROBE_PASS ?? '', post: poster('https') });

export const { authorizer, connect, disconnect, mirror, echo, whisper, fail, wait } = functions;
