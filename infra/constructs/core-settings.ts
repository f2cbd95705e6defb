import { ENV } from '../../shared/names.ts';
import type { Settings } from '../settings.ts';
import type { HandlerFunction, Touchable } from './handler-function.ts';

/** The rules that a deployment may choose, for the functions that work on rooms. Unset, each keeps its default. */
export class CoreSettings implements Touchable {
  private readonly variables: readonly (readonly [name: string, value: string])[];

  constructor({ openRooms, presenceLimit, senderMessagesPerSecond, roomMessagesPerSecond }: Settings) {
    this.variables = Object.entries({
      [ENV.openRooms]: openRooms,
      [ENV.presenceLimit]: presenceLimit,
      [ENV.senderMessagesPerSecond]: senderMessagesPerSecond,
      [ENV.roomMessagesPerSecond]: roomMessagesPerSecond,
    }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)] as const]));
  }

  serve(fn: HandlerFunction): void {
    const { connections, messages } = fn.spec.touches;
    if (connections || messages) for (const [name, value] of this.variables) fn.tell(name, value);
  }
}
