/** Whether a name could be taken for that of a server or of somebody who runs the service. */
import unhomoglyph from 'unhomoglyph';

/** Kept, with their plurals. */
const KEPT = ['admin', 'administrator', 'moderator', 'server', 'system', 'support', 'staff', 'official'];

/**
 * What a name looks like, whatever its letters: those of Unicode's table of confusables (TR 39) are one, and so are the ones
 * that differ only in some fonts. The table is of characters as they stand, so that marks go first.
 */
const looks = (text: string): string =>
  unhomoglyph(text.normalize('NFKD').replace(/\p{M}/gu, ''))
    .toLowerCase()
    .replaceAll('rn', 'm')
    .replace(/[l1|!]/g, 'i')
    .replaceAll('0', 'o')
    .replaceAll('3', 'e')
    .replaceAll('4', 'a')
    .replaceAll('@', 'a')
    .replace(/[5$]/g, 's')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** In small letters and in capitals, which are confused with different ones: I with l. */
const shapes = (text: string): string[] => [looks(text), looks(text.toLowerCase())];

const LOOKS = new Set(KEPT.flatMap(word => shapes(word).flatMap(shape => [shape, `${shape}s`])));

/** As a word of it, or as all of its letters: `A d m i n`. In other words, such as Badminton, they are let be. */
export const poses = (name: string): boolean =>
  shapes(name).some(shape => [...shape.split(' '), shape.replaceAll(' ', '')].some(word => LOOKS.has(word)));
