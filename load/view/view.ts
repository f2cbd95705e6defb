/** The run as it goes: a block that redraws itself on a terminal, plain lines elsewhere. */
import chalk from 'chalk';
import { SingleBar } from 'cli-progress';
import { createLogUpdate } from 'log-update';
import { count, mib, ms, percent } from '../../costs/format.ts';
import type { Command } from '../generator/messages.ts';
import type { Plan } from '../plan.ts';
import type { Series } from '../series.ts';
import type { Watch } from '../target/watch.ts';

type Phase = Command['type'];
const DOING: Readonly<Record<Phase, string>> = {
  connect: 'connecting',
  send: 'sending',
  drain: 'waiting for what is under way',
  finish: 'asking the log for the rest',
};

export class View {
  readonly #stream: NodeJS.WriteStream;
  #phase: Phase = 'connect';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  note(text: string): void {
    this.#stream.write(`${text}\n`);
  }

  /** A bar on a terminal, a line at the end elsewhere; call the answer with how much is done. */
  progress(what: string, total: number): (done: number) => void {
    if (!this.#stream.isTTY) return done => done === total && this.note(`${what}: ${count(total)}`);
    const bar = new SingleBar({ stream: this.#stream, format: `${what} {bar} {value} of {total}` });
    bar.start(total, 0);
    return done => {
      bar.update(done);
      if (done === total) bar.stop();
    };
  }

  phase(phase: Phase): void {
    this.#phase = phase;
  }

  /** Shows what there is once a second; call the answer to stop. */
  start(series: Series, watch: Watch, plan: Plan): () => void {
    const live = this.#stream.isTTY;
    const update = createLogUpdate(this.#stream);
    let before = { sent: 0, delivered: 0 };
    const show = () => {
      const { counts, delivered } = series;
      const figures = figuresOf(series, watch, plan, {
        sent: counts.sent - before.sent,
        delivered: delivered - before.delivered,
      });
      before = { sent: counts.sent, delivered };
      if (live) update(block(DOING[this.#phase], figures));
      else this.note(`${DOING[this.#phase]}: ${figures.map(([name, text]) => `${name} ${text}`).join(', ')}`);
    };
    const timer = setInterval(show, 1_000);
    return () => {
      clearInterval(timer);
      if (live) update.done();
    };
  }
}

type Figure = readonly [name: string, text: string];

function figuresOf(
  series: Series,
  watch: Watch,
  { connections }: Plan,
  perSecond: { sent: number; delivered: number },
): Figure[] {
  const { counts, errors, waiting, delivered, recentLatency: latency } = series;
  const failures = Object.entries(errors).map(([code, times]) => `${code} ${count(times)}`);
  const rss = watch.latest?.rss;
  return [
    ['connected', `${count(counts.connected)} (${percent(counts.connected / connections)})`],
    ['sent', `${count(counts.sent)}, ${count(perSecond.sent)}/s`],
    ['acknowledged', `${count(counts.acked)}, ${count(waiting)} clients waiting`],
    ['delivered', `${count(delivered)}, ${count(perSecond.delivered)}/s`],
    ['latency', latency ? `p50 ${ms(latency.p50)}, p99 ${ms(latency.p99)}` : '–'],
    ['errors', failures.join(' ') || 'none'],
    ...(rss === undefined ? [] : [['server', mib(rss)] as const]),
  ];
}

function block(title: string, figures: readonly Figure[]): string {
  const lines = figures.map(([name, text]) => `  ${chalk.dim(name.padEnd(14))}${text}`);
  return [chalk.bold(title), ...lines].join('\n');
}
