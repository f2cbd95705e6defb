/** How AWS names things, in the one account and region of this machine. */
import { LOCAL_REGION } from './local-aws.ts';

export const ACCOUNT_ID = '000000000000';

/** The gateway's own id for its one WebSocket API. */
export const SOCKET_API_ID = 'local';

export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${LOCAL_REGION}:${ACCOUNT_ID}:${resource}`;

export const functionArn = (name: string): string => arn('lambda', `function:${name}`);
export const tableArn = (name: string): string => arn('dynamodb', `table/${name}`);
export const queueArn = (name: string): string => arn('sqs', name);
export const userPoolArn = (id: string): string => arn('cognito-idp', `userpool/${id}`);
export const apiArn = (apiId: string, path: string): string => arn('execute-api', `${apiId}/${path}`);
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
