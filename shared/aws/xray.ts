/** Sends spans to CloudWatch's OTLP endpoint: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-OTLPEndpoint.html */
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { otlp } from './otlp.ts';
import { type Credentials, postSigner } from './post-signer.ts';
import { postSockets } from './post-sockets.ts';

export interface XrayOptions {
  readonly region: string;
  /** What the spans are shown under. */
  readonly service: string;
  readonly credentials: Credentials;
  /** Another one than AWS's. */
  readonly origin?: string;
}

/** Rejects if the endpoint did not take them. */
export function xray({
  region,
  service,
  credentials,
  origin = `https://xray.${region}.amazonaws.com`,
}: XrayOptions): (spans: readonly ReadableSpan[]) => Promise<void> {
  const { host } = new URL(origin);
  const signer = postSigner({ host, region, service: 'xray', contentType: 'application/json' });
  const sockets = postSockets(new URL(origin), 1);
  return async spans => {
    const body = Buffer.from(otlp(service, spans));
    const status = await sockets.post(signer.head('/v1/traces', body, credentials, Date.now()), body);
    if (status !== 200) throw new Error(`${host} answered ${status}`);
  };
}
