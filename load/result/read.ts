/** A run's JSON file, as --json wrote it. */
import { readJson } from '../../costs/json-file.ts';
import { type Result, result } from './result.ts';

export function readResult(file: string): Result {
  try {
    return readJson(result, file);
  } catch (error) {
    const why = error instanceof Error ? error.message : error;
    throw new Error(`${why} What is compared is written by npm run load -- --json FILE, of this version.`);
  }
}
