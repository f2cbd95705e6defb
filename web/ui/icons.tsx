/** Drawn here, since the page loads nothing from elsewhere. Decoration: the words next to them, or the label, say what they mean. */
const icon = (d: string) => () => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={d} />
  </svg>
);

export const Plus = icon('M12 5v14M5 12h14');
export const Search = icon('M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM16 16l5 5');
export const Back = icon('M15 5l-7 7 7 7');
export const Send = icon('M5 12l15-7-5 15-3-6-7-2z');
export const Clock = icon('M12 7v5l3 2M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18z');
export const Tick = icon('M5 13l4 4L19 7');
export const Ticks = icon('M2 13l4 4L15 8M11 16l1 1L22 7');
export const Warning = icon('M12 8v5M12 16.5v.1M12 3l9.5 17h-19z');
export const Edit = icon('M4 20l1-4L16 5l3 3L8 19z');
export const Copy = icon('M9 9h11v11H9zM5 15H4V4h11v1');
export const Link = icon(
  'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
);
export const Bin = icon('M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13');
export const People = icon(
  'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.5 2.5-6 6-6s6 2.5 6 6M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2 .8 3 2.8 3 5.5',
);
export const Lock = icon('M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3');
export const Close = icon('M6 6l12 12M18 6L6 18');
export const Pin = icon('M9 4h6l-1 6 4 3v2H6v-2l4-3zM12 15v6');
export const More = icon([5, 12, 19].map(x => `M${x} 11a1 1 0 1 1 0 2 1 1 0 0 1 0-2z`).join(''));
export const Down = icon('M12 5v14M6 13l6 6 6-6');
export const Leave = icon('M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9');
export const Chart = icon('M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6');
