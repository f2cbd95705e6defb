/** A message as it stands in the view: what comes or goes above it does not move it. */
export interface Place {
  readonly seq: string | undefined;
  /** From the list's own top, in pixels. */
  readonly top: number;
}

const topIn = (list: Element, item: Element): number =>
  item.getBoundingClientRect().top - list.getBoundingClientRect().top;

/** Of the first message that is in view, be it in part. */
export function placeIn(list: Element): Place | undefined {
  for (const item of list.querySelectorAll<HTMLElement>('[data-seq]'))
    if (topIn(list, item) + item.offsetHeight > 0) return { seq: item.dataset.seq, top: topIn(list, item) };
  return undefined;
}

/** Scrolls so that the message stands where it stood, if it is still there. */
export function keepPlace(list: Element, { seq, top }: Place): void {
  const item = list.querySelector(`[data-seq="${seq}"]`);
  if (item) list.scrollTop += topIn(list, item) - top;
}
