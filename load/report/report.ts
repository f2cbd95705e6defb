import type { Result } from '../result/result.ts';

export const reportOf = (result: Result): string => JSON.stringify(result);
