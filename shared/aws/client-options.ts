/** What every AWS client is made with. All of it is unset on Lambda, where the SDK finds it in the environment. */
export interface ClientOptions {
  /** The local stand-in's, instead of AWS's. */
  readonly endpoint?: string | undefined;
  readonly credentials?: { accessKeyId: string; secretAccessKey: string };
  readonly region?: string;
}

/** As the SDK takes them: it tells an endpoint that is undefined from one that was left out. */
export const configOf = ({ endpoint, credentials, region }: ClientOptions) => ({
  ...(endpoint && { endpoint }),
  ...(credentials && { credentials }),
  ...(region && { region }),
});
