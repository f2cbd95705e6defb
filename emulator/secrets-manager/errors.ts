/** Every exception the stand-in answers with, under Secrets Manager's own names and messages. */
import { AwsError } from '../http/aws-json.ts';

const error = (type: string) => (message: string) => new AwsError(type, message);

export const invalidParameter = error('InvalidParameterException');
export const invalidRequest = error('InvalidRequestException');
const notFound = error('ResourceNotFoundException');
const exists = error('ResourceExistsException');

export const secretNotFound = () => notFound("Secrets Manager can't find the specified secret.");
export const valueNotFound = (which: string) =>
  notFound(`Secrets Manager can't find the specified secret value for ${which}`);
export const secretExists = (name: string) =>
  exists(`The operation failed because the secret ${name} already exists.`);
export const versionExists = () => exists('A resource with the ID you requested already exists.');
export const notRotatable = () =>
  invalidRequest('No Lambda rotation function ARN is associated with this secret.');
export const rotationIncomplete = () =>
  invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");
export const notInvocable = () =>
  error('AccessDeniedException')(
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  );
