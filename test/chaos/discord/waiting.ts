export async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something holds; false when it does not in time, which by default is long enough for any machine. */
export async function until(holds: () => boolean, withinMs = 60_000): Promise<boolean> {
  const end = Date.now() + withinMs;
  while (!holds()) {
    if (Date.now() > end) return false;
    await pause(10);
  }
  return true;
}
