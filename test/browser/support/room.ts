/** What a user does and sees in a room. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

export const PATIENCE = { timeout: 30_000, interval: 100 };

export const composer = (page: Page): Locator => page.locator('.composer textarea');

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

export interface Shown {
  readonly seq: number;
  readonly text: string;
}

/** The messages on show that are in the log, from top to bottom. */
export const shown = (page: Page): Promise<Shown[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.message[data-seq]')].map(item => ({
      seq: Number(item.dataset.seq), text: item.querySelector('.text')?.textContent }))`,
  );

export const textsOn = async (page: Page): Promise<string[]> => (await shown(page)).map(({ text }) => text);

export async function sees(page: Page, text: string): Promise<void> {
  await expect.poll(() => textsOn(page), PATIENCE).toContain(text);
}

/** Messages that the server has not acknowledged. */
export const draftsOn = (page: Page): Promise<number> => page.locator('.message.draft').count();

export const connectionLog = (page: Page): Promise<string[]> =>
  page.locator('.connection-log li > span').allTextContents();
