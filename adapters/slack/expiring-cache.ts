export interface ExpiringCache<Value> {
  /** What is known, else what `read` gives; what is too old still serves while `read` fails. */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
  forget(key: string): void;
}

/** Remembers for a while; asks once when many want the same at the same time; forgets the oldest beyond `max`. */
export function createExpiringCache<Value>({
  now,
  keepMs,
  max,
}: {
  readonly now: () => number;
  readonly keepMs: number;
  readonly max: number;
}): ExpiringCache<Value> {
  const known = new Map<string, { readonly value: Value; readonly atMs: number }>();
  const asking = new Map<string, Promise<Value>>();

  async function ask(key: string, read: () => Promise<Value>): Promise<Value> {
    const value = await read();
    known.delete(key);
    known.set(key, { value, atMs: now() });
    for (const oldest of known.keys()) {
      if (known.size <= max) break;
      known.delete(oldest);
    }
    return value;
  }

  return {
    async get(key, read) {
      const found = known.get(key);
      if (found !== undefined && now() - found.atMs < keepMs) return found.value;
      const running = asking.get(key) ?? ask(key, read).finally(() => asking.delete(key));
      asking.set(key, running);
      try {
        return await running;
      } catch (error) {
        if (found === undefined) throw error;
        return found.value;
      }
    },
    forget: (key) => void known.delete(key),
  };
}
