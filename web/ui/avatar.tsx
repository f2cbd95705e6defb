import { type Colours, everywhere } from './colours.ts';

interface AvatarProps {
  readonly userId: string;
  readonly name: string;
  readonly isHere?: boolean;
  /** Of the room, in which no two people share one. */
  readonly colours?: Colours;
}

export const Avatar = ({ userId, name, isHere, colours = everywhere }: AvatarProps) => (
  <span class={`avatar avatar-${colours.of(userId)}`} aria-hidden="true">
    {[...name][0]?.toUpperCase()}
    {isHere && <span class="here" />}
  </span>
);
