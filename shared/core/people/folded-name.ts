/** A name as the directory has it: whether it was written in capitals, wide letters or small ones. */
export const foldedName = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC');
