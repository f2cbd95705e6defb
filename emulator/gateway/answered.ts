/** What the gateway answered without a function. */
export interface Answered {
  readonly route?: string;
  readonly connectionId?: string;
  /** `MOCK`, what the client was told, or the status of a refused upgrade. */
  readonly outcome: string;
}
