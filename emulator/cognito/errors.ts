/** Every exception the stand-in answers with, under Cognito's own names and messages. */
import { AwsError } from '../http/aws-json.ts';

const error = (type: string) => (message: string) => new AwsError(type, message);

export const invalidParameter = error('InvalidParameterException');
export const invalidPassword = error('InvalidPasswordException');
export const notAuthorized = error('NotAuthorizedException');
export const resourceNotFound = error('ResourceNotFoundException');
export const usernameExists = error('UsernameExistsException');
export const userNotFound = error('UserNotFoundException');

export const aliasExists = () =>
  new AwsError('AliasExistsException', 'An account with the email already exists.');
export const badCredentials = () => notAuthorized('Incorrect username or password.');
export const codeMismatch = () =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');
export const expiredCode = () =>
  new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
export const groupExists = () =>
  new AwsError('GroupExistsException', 'A group with the name already exists.');
export const softwareTokenMismatch = () => new AwsError('EnableSoftwareTokenMFAException', 'Code mismatch');
export const unsupportedTokenType = () =>
  new AwsError('UnsupportedTokenTypeException', 'Unsupported token type');
export const passwordResetRequired = () =>
  new AwsError('PasswordResetRequiredException', 'Password reset required for the user');
export const userDisabled = () => notAuthorized('User is disabled.');
export const userNotConfirmed = () => new AwsError('UserNotConfirmedException', 'User is not confirmed.');
