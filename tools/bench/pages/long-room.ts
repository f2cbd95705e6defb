import type { Browser, Page } from 'playwright-core';

const BATCH = 25;
const WHEEL_PX = 1_200;
const LONG_MS = 50;

interface Scrolled {
  readonly messages: number;
  readonly steps: number;
  /** Of over 50 ms by the clock, as PerformanceObserver counts them: a busy machine makes more of them. */
  readonly longTasks: number;
  readonly longestMs: number;
  /** Of over 50 ms of the main thread's CPU. */
  readonly longTasksByCpu: number;
  readonly longestCpuMs: number;
  /** At once, at the most. */
  readonly elements: number;
}

interface Server {
  readonly httpUrl: string;
  readonly publish: { readonly url: string; readonly apiKey: string };
}

async function fill({ url, apiKey }: Server['publish'], room: string, messages: number): Promise<void> {
  for (let first = 1; first <= messages; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, messages - first + 1) }, (_, index) => ({
      room,
      text: `line **${first + index}** of many, with \`code\` and a link to https://example.com/${first + index}`,
      from: { userId: `writer-${(first + index) % 7}`, name: `Writer ${(first + index) % 7}` },
    }));
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ batch }),
    });
    if (!answer.ok) throw new Error(`publish was answered ${answer.status}`);
  }
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds: by the clock, and of the thread's CPU. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Of the page's main thread, in milliseconds. */
function tasksIn(trace: Buffer): readonly { readonly ms: number; readonly cpuMs: number }[] {
  const { traceEvents }: { traceEvents: readonly TraceEvent[] } = JSON.parse(trace.toString());
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => name.endsWith('RunTask') && main.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ ms: dur / 1_000, cpuMs: tdur / 1_000 }));
}

/** Whether the last message stands in the view. */
const AT_END = `seq => document.querySelector('[data-seq="' + seq + '"]')?.getBoundingClientRect().top < innerHeight`;

/** Opens the room at its first message, for which the page gets all of it, and scrolls to its end. */
export async function longRoom(browser: Browser, server: Server, messages: number): Promise<Scrolled> {
  await fill(server.publish, 'long', messages);
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  page.setDefaultTimeout(300_000);
  await page.goto(`${server.httpUrl}/#long/1`);
  await page.locator('.demo-users button').first().click();
  await page.locator('.message.targeted').waitFor();
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.mouse.move(600, 400);
  let steps = 0;
  let elements = 0;
  for (let isThere = false; !isThere && steps < messages; steps++) {
    await page.mouse.wheel(0, WHEEL_PX);
    elements = Math.max(elements, await frame(page));
    isThere = await page.evaluate<boolean>(`(${AT_END})(${messages})`);
  }
  const tasks = tasksIn(await browser.stopTracing());
  return {
    messages,
    steps,
    longTasks: tasks.filter(({ ms }) => ms > LONG_MS).length,
    longestMs: Math.round(Math.max(...tasks.map(({ ms }) => ms))),
    longTasksByCpu: tasks.filter(({ cpuMs }) => cpuMs > LONG_MS).length,
    longestCpuMs: Math.round(Math.max(...tasks.map(({ cpuMs }) => cpuMs))),
    elements,
  };
}

/** Waits until what was scrolled to is painted; returns how many elements there are. */
const frame = (page: Page): Promise<number> =>
  page.evaluate(
    `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
      done(document.getElementsByTagName('*').length))))`,
  );
