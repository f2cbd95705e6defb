import type { Enter } from '../../generator/member.ts';

export const enter: Enter;
