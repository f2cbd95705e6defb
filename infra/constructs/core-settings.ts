import * as z from 'zod/mini';
import {
  DEFAULT_SETTINGS,
  FAN_OUT_SETTINGS,
  MESSAGE_SETTINGS,
  ROOM_SETTINGS,
  type SettingName,
  variableOf,
} from '../../shared/settings.ts';
import type { Settings } from '../settings.ts';
import type { Granter, HandlerFunction } from './handler-function.ts';

/** The settings of rooms and fan-out, for the functions that follow them. A default needs no variable. */
export class CoreSettings implements Granter {
  private readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  grantTo(fn: HandlerFunction): void {
    const { connections, messages, fanOut, messageHook } = fn.spec.permissions;
    if (connections || messages) this.tell(fn, z.keyof(ROOM_SETTINGS).options);
    if (fanOut) this.tell(fn, z.keyof(FAN_OUT_SETTINGS).options);
    if (messageHook) this.tell(fn, z.keyof(MESSAGE_SETTINGS).options);
  }

  private tell(fn: HandlerFunction, names: readonly SettingName[]): void {
    for (const name of names) {
      const value = this.settings[name];
      if (String(value) !== String(DEFAULT_SETTINGS[name])) fn.setVariable(variableOf(name), String(value));
    }
  }
}
