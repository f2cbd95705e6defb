/** What is typed after a slash. */
import type { Chat } from './chat.ts';
import type { RoomModel } from './room-model.ts';

interface Command {
  readonly takes: string;
  readonly run: (chat: Chat, model: RoomModel, rest: string) => Promise<string | undefined>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  join: {
    takes: 'room',
    async run(chat, _model, room) {
      await chat.open(room.replace(/^#/, ''));
      return undefined;
    },
  },
  leave: {
    takes: '',
    async run(chat, model) {
      chat.leave(model);
      return undefined;
    },
  },
  invite: {
    takes: 'name',
    async run(chat, model, rest) {
      const name = rest.replace(/^@/, '').toLowerCase();
      const person = chat.memory.people.value.find(one => one.name.toLowerCase() === name);
      if (!person) throw new Error(`Nobody called ${name} was seen here yet.`);
      const { invited } = await model.room.addMember(person.userId);
      return invited
        ? `${person.name} is invited, and a member once they accept.`
        : `${person.name} is a member now.`;
    },
  },
  topic: {
    takes: 'text',
    async run(chat, model, topic) {
      await chat.request('updateRoom', { room: model.name, topic });
      return `The topic is now: ${topic}`;
    },
  },
};

const SAYS = Object.entries(COMMANDS)
  .map(([name, { takes }]) => `/${name}${takes && ` ${takes}`}`)
  .join(', ');

/** A command and what follows it; undefined for a text to be sent. Two slashes send one. */
export const commandIn = (text: string): { readonly name: string; readonly rest: string } | undefined => {
  const [, name, rest = ''] = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, rest: rest.trim() };
};

/** Returns what to tell the user, if anything. Throws if it can't be done. */
export async function runCommand(
  chat: Chat,
  model: RoomModel,
  { name, rest }: { readonly name: string; readonly rest: string },
): Promise<string | undefined> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command)
    throw new Error(`There is no /${name}. There are ${SAYS}. Begin with // to send it as a message.`);
  if (command.takes && rest === '') throw new Error(`/${name} takes a ${command.takes} behind it.`);
  return command.run(chat, model, rest);
}
