/** Who has joined a room stays in it until they leave, are put out, or their connection ends. */
import * as z from 'zod';
import { codeOf } from '../evidence/calls.ts';
import { evictionsIn } from '../evidence/evictions.ts';
import type { Check } from '../evidence/evidence.ts';
import { joinedBy, readStays, stayOf } from '../evidence/stays.ts';

const inRoom = z.object({ room: z.string() });
/** A connection whose rows are gone is closed too: what it was told just before says nothing. */
const IS_OUT = ['NOT_JOINED', 'CONNECTION_ENDED'];

export const standing: Check = function* ({ calls }) {
  const stays = readStays(calls);
  const mayBeEvicted = evictionsIn(calls);
  for (const call of calls) {
    const { connection, asked, replied, action, frame } = call;
    const room = inRoom.safeParse(frame).data?.room;
    if (replied === undefined || room === undefined || !IS_OUT.includes(codeOf(call) ?? '')) continue;
    const stay = stayOf(stays, connection, room);
    const joined = stay && joinedBy(stay, asked);
    if (!joined || connection.closed !== undefined) continue;
    if (stay.leaves.some(leave => leave.asked > joined.asked && leave.asked < replied)) continue;
    if (mayBeEvicted(room, connection.user, joined.asked, replied)) continue;
    yield {
      what: `${connection.client} had joined ${room}, and ${action} was answered ${codeOf(call)}`,
      events: [joined.asked, joined.replied ?? joined.asked, asked, replied],
    };
  }
};
