/** Enter ends the composition of a word, in scripts that compose; Safari says so by the key code alone. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
