/** A change of a user as CloudTrail records the call, in the envelope in which EventBridge hands it on. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID } from '../arns.ts';

/** What somebody did to a user of the pool. */
export interface UserCall {
  /** The operation. */
  readonly eventName: string;
  readonly sub: string;
  /** What of the input is recorded: nothing that names the user. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** CloudTrail knows whole seconds. */
const timeOf = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

export const trailEvent = (
  { eventName, sub, parameters, at }: UserCall,
  { region }: { readonly region: string },
): object => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cognito-idp',
  account: ACCOUNT_ID,
  time: timeOf(at),
  region,
  resources: [],
  detail: {
    eventVersion: '1.08',
    eventTime: timeOf(at),
    eventSource: 'cognito-idp.amazonaws.com',
    eventName,
    awsRegion: region,
    requestParameters: parameters,
    responseElements: null,
    additionalEventData: { sub },
    requestID: randomUUID(),
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT_ID,
    eventCategory: 'Management',
  },
});
