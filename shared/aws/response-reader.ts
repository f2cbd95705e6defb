/** Reads HTTP/1.1 responses to POST off one socket, and finds where each ends. */

export interface Answer {
  readonly status: number;
  /** False where the socket can't carry another request. */
  readonly reusable: boolean;
}

const END_OF_HEAD = '\r\n\r\n';
/** No answer's head is longer; what is, is no HTTP. */
const LONGEST_HEAD = 16_384;
const STATUS_LINE = /^HTTP\/1\.1 ([2-5]\d\d)[ \r]/;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)\s*(?:\r|$)/i;
const CLOSES = /\r\nconnection: *close|\r\ntransfer-encoding:/i;

const NO_HTTP: Answer = { status: 0, reusable: false };

export class ResponseReader {
  #cut: Buffer | undefined;
  /** The answer whose body is still coming, and how many bytes of it. */
  #answer: Answer | undefined;
  #left = 0;

  /** The answer, once it is complete. */
  read(chunk: Buffer): Answer | undefined {
    if (this.#answer) return this.#body(this.#answer, chunk.length);
    const bytes = this.#cut ? Buffer.concat([this.#cut, chunk]) : chunk;
    const end = bytes.indexOf(END_OF_HEAD);
    if (end === -1) {
      this.#cut = bytes;
      return bytes.length > LONGEST_HEAD ? NO_HTTP : undefined;
    }
    this.#cut = undefined;
    const head = bytes.toString('latin1', 0, end);
    const status = Number(STATUS_LINE.exec(head)?.[1] ?? 0);
    const length = status === 204 ? 0 : Number(CONTENT_LENGTH.exec(head)?.[1] ?? Number.NaN);
    // A chunked body would have to be parsed to find its end: such a socket is given up instead.
    const answer = { status, reusable: status !== 0 && !Number.isNaN(length) && !CLOSES.test(head) };
    if (!answer.reusable) return answer;
    this.#left = length;
    return this.#body(answer, bytes.length - end - END_OF_HEAD.length);
  }

  #body(answer: Answer, bytes: number): Answer | undefined {
    this.#left -= bytes;
    this.#answer = this.#left > 0 ? answer : undefined;
    if (this.#left > 0) return undefined;
    // More than the answer itself: the two sides no longer agree on where they are.
    return this.#left < 0 ? { ...answer, reusable: false } : answer;
  }
}
