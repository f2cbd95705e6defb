import { WorkLeftBehind } from './lambda/errors.ts';

export type Report = (functionName: string, error: unknown) => void;

/** What went wrong in a function, on stderr. */
export const reporter =
  (leftBehind: (functionName: string) => void): Report =>
  (functionName, error) => {
    if (error instanceof WorkLeftBehind) {
      leftBehind(functionName);
      console.error(`${functionName}: ${error.message}`);
    } else {
      console.error(`${functionName} failed:`, error);
    }
  };
