import { WorkLeftBehind } from './lambda/errors.ts';

export type Report = (functionName: string, error: unknown) => void;

/** A service's refusal has a stack of the SDK's inner calls alone. */
const withoutSdkStack = (error: unknown): unknown =>
  error instanceof Error && '$metadata' in error ? `${error.name}: ${error.message}` : error;

/** What went wrong in a function, on stderr. */
export const reporter =
  (leftBehind: (functionName: string) => void): Report =>
  (functionName, error) => {
    if (error instanceof WorkLeftBehind) {
      leftBehind(functionName);
      console.error(`${functionName}: ${error.message}`);
    } else {
      console.error(`${functionName} failed:`, withoutSdkStack(error));
    }
  };
