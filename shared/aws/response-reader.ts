/** Reads HTTP/1.1 responses to POST off one socket, and finds where each ends. */

export interface Response {
  readonly status: number;
  /** False if the socket cannot carry another request. */
  readonly reusable: boolean;
}

const END_OF_HEAD = '\r\n\r\n';
/** A longer head is not HTTP. */
const LONGEST_HEAD = 16_384;
const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d)[ \r]/;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)\s*(?:\r|$)/i;
const CLOSES = /\r\nconnection: *close|\r\ntransfer-encoding:/i;

const NOT_HTTP: Response = { status: 0, reusable: false };

export class ResponseReader {
  /** The beginning of a head whose rest is still to come. */
  #cut: Buffer | undefined;
  /** The response whose body is still coming, and how many bytes of it. */
  #response: Response | undefined;
  #left = 0;

  /** Returns the response once it is complete. */
  read(chunk: Buffer): Response | undefined {
    if (this.#response) return this.#body(this.#response, chunk.length);
    const bytes = this.#cut ? Buffer.concat([this.#cut, chunk]) : chunk;
    const end = bytes.indexOf(END_OF_HEAD);
    if (end === -1) {
      this.#cut = bytes;
      return bytes.length > LONGEST_HEAD ? NOT_HTTP : undefined;
    }
    this.#cut = undefined;
    const head = bytes.toString('latin1', 0, end);
    const status = Number(STATUS_LINE.exec(head)?.[1] ?? 0);
    const length = status === 204 ? 0 : Number(CONTENT_LENGTH.exec(head)?.[1] ?? Number.NaN);
    // Finding the end of a chunked body would take parsing it: such a socket is given up instead.
    const response = { status, reusable: status !== 0 && !Number.isNaN(length) && !CLOSES.test(head) };
    if (!response.reusable) return response;
    this.#left = length;
    return this.#body(response, bytes.length - end - END_OF_HEAD.length);
  }

  #body(response: Response, bytes: number): Response | undefined {
    this.#left -= bytes;
    this.#response = this.#left > 0 ? response : undefined;
    if (this.#left > 0) return undefined;
    // More bytes than the response has: the two sides no longer agree on where it ends.
    return this.#left < 0 ? { ...response, reusable: false } : response;
  }
}
