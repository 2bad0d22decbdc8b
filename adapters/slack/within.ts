/** What a promise gives, or `"late"` when it takes longer than this; what it does later goes on unheard. */
export async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), limitMs);
  });
  // Nobody listens any more to what fails after the limit.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
