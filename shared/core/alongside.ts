/** Waits for the work and for what can't fail alongside it, however the work ends: a function that has returned is frozen. */
export async function alongside<T>(other: Promise<void>, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await other;
  }
}
