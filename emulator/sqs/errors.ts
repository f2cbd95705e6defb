/** Every exception the stand-in answers with, under SQS's own names; older clients know some by another. */
import { AwsError } from '../http/aws-json.ts';

const OLDER = 'AWS.SimpleQueueService.';

const error = (type: string, queryCode?: string) => (message: string) =>
  new AwsError(type, message, queryCode && OLDER + queryCode);

export const invalidParameter = error('InvalidParameterValue');
export const unsupported = error('UnsupportedOperation', 'UnsupportedOperation');
export const invalidHandle = error('ReceiptHandleIsInvalid');

export const noQueue = () =>
  error('QueueDoesNotExist', 'NonExistentQueue')('The specified queue does not exist.');
export const noResource = () =>
  error('ResourceNotFoundException')(
    "The resource that you specified for the SourceArn parameter doesn't exist.",
  );
export const queueExists = (name: string) =>
  new AwsError(
    'QueueNameExists',
    `A queue named ${name} exists already, with other attributes.`,
    'QueueAlreadyExists',
  );
export const notInFlight = () =>
  error('MessageNotInflight', 'MessageNotInflight')('The message is not in flight.');
export const emptyBatch = () =>
  error('EmptyBatchRequest', 'EmptyBatchRequest')('There should be at least one entry in the request.');
export const tooManyEntries = (count: number) =>
  error(
    'TooManyEntriesInBatchRequest',
    'TooManyEntriesInBatchRequest',
  )(`Maximum number of entries per request are 10. You have sent ${count}.`);
export const idsNotDistinct = (id: string) =>
  error('BatchEntryIdsNotDistinct', 'BatchEntryIdsNotDistinct')(`Id ${id} repeated.`);
export const batchTooLong = (bytes: number) =>
  error(
    'BatchRequestTooLong',
    'BatchRequestTooLong',
  )(`Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`);
