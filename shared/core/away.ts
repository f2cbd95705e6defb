/**
 * Whether a connection said that it has the room out of view, or did not say again that it has it in view.
 * @param at epoch milliseconds
 */
export const isAway = ({ viewUntil }: { readonly viewUntil?: number | undefined }, at: number): boolean =>
  viewUntil !== undefined && viewUntil * 1_000 <= at;
