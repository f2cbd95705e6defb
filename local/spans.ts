/** `--spans`: the spans of every run on a line of its own, as OpenTelemetry's file exporter writes them. */
import { appendFileSync } from 'node:fs';
import { consoleLogger } from '../handlers/console-logger.ts';
import { openTelemetry } from '../shared/aws/open-telemetry.ts';
import { otlp } from '../shared/aws/otlp.ts';
import type { Tracing } from '../shared/aws/tracing.ts';

export const spansTo = (file: string): Tracing =>
  openTelemetry({
    share: 1,
    send: async spans => appendFileSync(file, `${otlp('messaging', spans)}\n`),
    logger: consoleLogger,
  });
