/** The settings of a deployment: those of its stage in cdk.json, and `--context name=value` for one deployment. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod';
import { SETTINGS } from '../shared/settings.ts';
import { faultOfWebhookUrl } from '../shared/webhook-url.ts';
import { PRESETS, type Preset, SCALES } from './presets.ts';

/** Every value of `--context` is text. */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);
const listed = z.union([z.array(z.string()), z.string().transform(text => text.split(','))]);
const webhookUrl = z.string().superRefine((url, { addIssue }) => {
  const message = faultOfWebhookUrl(url, { insecure: false });
  if (message) addIssue({ code: 'custom', message });
});
const wholeNumber = z.coerce.number().int().positive();

const schema = z.strictObject({
  /** Part of every name, so that one account can hold several stages. */
  stage: z.string().regex(/^[a-z][a-z0-9-]{0,15}$/),
  scale: z.enum(SCALES),
  /** Tables and users outlive the stack, can't be deleted by mistake, and can be restored to any second of 35 days. */
  keepData: flag,
  alarms: flag,
  /** Needs the account's full quota of 1,000: a new account may start with 10. */
  reserveConcurrency: flag,
  logRetentionDays: z.coerce.number().pipe(z.enum(RetentionDays)),
  /** Replaces the interval of the route table. */
  sweepEverySeconds: wholeNumber.multipleOf(60).optional(),
  /** Two lines an invocation, of its start and its end, which the metrics of Lambda tell as well. */
  invocationLogs: flag.default(false),
  /** The part of all requests that are traced, from 0 to 1. Not 0: the functions hold OpenTelemetry, and send spans to CloudWatch. */
  tracing: z.coerce.number().min(0).max(1).default(0),
  /** Stack traces name our files and lines; functions take a fifth longer to start. */
  sourceMaps: flag.default(false),
  /** Sets the account's role for API Gateway's logs. Switch it off if another stack sets that role. */
  gatewayLogRole: flag.default(true),
  ...SETTINGS.shape,
  /** Accepts `?token=`, which proxies on the way may log. */
  allowQueryToken: flag.default(false),
  /** Days that messages are kept. Unset: for ever. */
  retentionDays: wholeNumber.optional(),
  /** The server API over HTTP, one function more. Without it, `POST /publish` is all that a server has. */
  serverApi: flag.default(true),
  /** Where webhooks are sent. If there are none, neither their queue nor their function is deployed. */
  webhookUrls: listed.pipe(z.array(webhookUrl)).default([]),
  /** Receives alarms and warnings of the budget. Required with `alarms`. */
  alertEmail: z.email().optional(),
  /** Whether people may sign up by themselves; if not, an administrator invites them. */
  selfSignUp: flag.default(true),
  /** The sender of the user pool's mail; its domain is verified in SES, in the same region. Required with `keepData` and `selfSignUp`. */
  mailFrom: z.email().optional(),
  /** Lets clients sign in with a bare name and password (USER_PASSWORD_AUTH), as scripts and curl do. */
  passwordSignIn: flag.default(false),
  /** A folder with the built chat page, to be served by CloudFront. */
  web: z.string().optional(),
  /** Where the hosted sign-in may send users back to, in addition to the chat page. Without either there is no hosted sign-in. */
  callbackUrls: listed.pipe(z.array(z.url())).default([]),
  /** A custom domain of the WebSocket API; its certificate must be in the same region. */
  domainName: z.string().optional(),
  certificateArn: z.string().startsWith('arn:').optional(),
  /** The page that alarms link to; the section is appended. */
  runbookUrl: z.string().default('docs/operations.md'),
});

/** What `--context` may name. */
export const CONTEXT_NAMES: readonly string[] = Object.keys(schema.shape);

type Given = Omit<z.infer<typeof schema>, 'domainName' | 'certificateArn'>;

export interface Settings extends Given {
  readonly preset: Preset;
  readonly domain: { readonly domainName: string; readonly certificateArn: string } | undefined;
}

export function settingsOf(node: Node): Settings {
  const stage: unknown = node.tryGetContext('stage');
  const stages: unknown = node.tryGetContext('stages');
  const known = z.record(z.string(), z.record(z.string(), z.unknown())).parse(stages);
  const own = known[String(stage)];
  if (!own) throw new Error(`stage=${stage} is none of those in cdk.json: ${Object.keys(known).join(', ')}`);
  const overrides = CONTEXT_NAMES.map(name => [name, node.tryGetContext(name)] as const).filter(
    ([, value]) => value !== undefined,
  );
  const parsed = schema.safeParse({ ...own, ...Object.fromEntries(overrides), stage });
  if (!parsed.success) throw new Error(`the settings of stage ${stage}:\n${z.prettifyError(parsed.error)}`);
  const fault = faultOf(parsed.data);
  if (fault) throw new Error(`the settings of stage ${stage}: ${fault}`);
  const { domainName, certificateArn, ...given } = parsed.data;
  const domain = domainName && certificateArn ? { domainName, certificateArn } : undefined;
  return { ...given, domain, preset: PRESETS[given.scale] };
}

/** What one setting asks of another, in a line that says what to do. */
function faultOf(settings: z.infer<typeof schema>): string | undefined {
  const { domainName, certificateArn, alarms, alertEmail, keepData, selfSignUp, mailFrom } = settings;
  if (domainName && !certificateArn)
    return 'domainName needs certificateArn, a certificate for it in the same region';
  if (alarms && !alertEmail)
    return 'alarms that nobody is told of help nobody: give --context alertEmail=on-call@example.com';
  if (keepData && selfSignUp && !mailFrom)
    return (
      "Cognito's own mail ends at 50 a day, and then nobody can sign up: give --context mailFrom=no-reply@example.com, " +
      'of a domain that is verified in SES, or --context selfSignUp=false to invite people instead'
    );
  return undefined;
}
