/** A text whose addresses can be clicked. No scheme but these: nothing that somebody wrote runs in the reader's page. */
const ADDRESS = /((?:https?:\/\/|mailto:)[^\s<>"]+)/;
/** Ends the sentence, not the address. */
const TAIL = /[.,:;!?'")\]]+$/;

export function partsOf(text: string): readonly { readonly text: string; readonly href?: string }[] {
  return text
    .split(ADDRESS)
    .flatMap((part, i) => {
      const [tail = ''] = TAIL.exec(part) ?? [];
      const address = part.slice(0, part.length - tail.length);
      const isLink = i % 2 === 1 && URL.canParse(address);
      return isLink ? [{ text: address, href: address }, { text: tail }] : [{ text: part }];
    })
    .filter(part => part.text !== '');
}
