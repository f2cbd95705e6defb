import { ENV } from '../../shared/names.ts';
import type { Settings } from '../settings.ts';
import type { HandlerFunction, Touchable } from './handler-function.ts';

type Variables = readonly (readonly [name: string, value: string])[];

const given = (values: Readonly<Record<string, boolean | number | undefined>>): Variables =>
  Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );

/** The rules that a deployment may choose, for the functions that work on rooms. Unset, each keeps its default. */
export class CoreSettings implements Touchable {
  private readonly ofRooms: Variables;
  private readonly ofFanOut: Variables;

  constructor(settings: Settings) {
    this.ofRooms = given({
      [ENV.openRooms]: settings.openRooms,
      [ENV.presenceLimit]: settings.presenceLimit,
      [ENV.senderMessagesPerSecond]: settings.senderMessagesPerSecond,
      [ENV.roomMessagesPerSecond]: settings.roomMessagesPerSecond,
    });
    this.ofFanOut = given({
      [ENV.directLimit]: settings.directLimit,
      [ENV.roomFramesPerSecond]: settings.roomFramesPerSecond,
      [ENV.roomPostsPerSecond]: settings.roomPostsPerSecond,
      [ENV.pumpPostsPerSecond]: settings.pumpPostsPerSecond,
      [ENV.segmentConnections]: settings.segmentConnections,
      [ENV.pumpLeaseSeconds]: settings.pumpLeaseSeconds,
    });
  }

  serve(fn: HandlerFunction): void {
    const { connections, messages, fanOut } = fn.spec.touches;
    if (connections || messages) for (const [name, value] of this.ofRooms) fn.tell(name, value);
    if (fanOut) for (const [name, value] of this.ofFanOut) fn.tell(name, value);
  }
}
