import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type Result, result } from './result.ts';

/** A run's JSON file, as --json wrote it. */
export function readResult(file: string): Result {
  const parsed = result.safeParse(jsonIn(file));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${file} is no result of npm run load -- --json, or of another version:\n${z.prettifyError(parsed.error)}`,
  );
}

function jsonIn(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} can't be read. npm run load -- --json ${file} writes one.`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} holds no JSON. npm run load -- --json FILE writes what is compared.`);
  }
}
