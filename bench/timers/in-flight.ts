const IN_FLIGHT = 100;

/** Does something for each index, a hundred at a time, and resolves with the seconds that it took. */
export async function timeEach(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const start = performance.now();
  let next = 0;
  async function lane(): Promise<void> {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (performance.now() - start) / 1_000;
}

/** Counts up to a number; `all` resolves when it is reached. */
export function createCountdown(count: number): { readonly all: Promise<void>; done(): void } {
  let left = count;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    all,
    done() {
      left -= 1;
      if (left === 0) finish();
    },
  };
}

/** What to wait for of a list of figures, in their order: 0.5 is the median, 1 the largest. */
export function quantile(figures: readonly number[], at: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}
