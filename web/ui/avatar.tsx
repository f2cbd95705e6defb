const COLOURS = 8;

/** The same user has the same colour everywhere. */
function colourOf(userId: string): number {
  let sum = 0;
  for (const char of userId) sum = (sum * 31 + char.charCodeAt(0)) >>> 0;
  return sum % COLOURS;
}

export const Avatar = ({ userId, name, isHere }: { userId: string; name: string; isHere?: boolean }) => (
  <span class={`avatar avatar-${colourOf(userId)}`} aria-hidden="true">
    {[...name][0]?.toUpperCase()}
    {isHere && <span class="here" />}
  </span>
);
