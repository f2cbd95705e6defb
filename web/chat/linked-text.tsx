import { partsOf } from './links.ts';

export const LinkedText = ({ text }: { text: string }) => (
  <>
    {partsOf(text).map(part =>
      part.href === undefined ? (
        part.text
      ) : (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      ),
    )}
  </>
);
