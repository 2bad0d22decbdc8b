/** What the adapter has to know after a restart, by key; everything in it may be forgotten without harm to anybody. */
export interface DiscordMemory {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  /** All whose key begins so, by key. */
  list(prefix: string): Promise<ReadonlyMap<string, string>>;
  remove(key: string): Promise<void>;
}

/** A map of bounded size: the entry that was set longest ago goes first. */
export function createRecent<Value>(max: number) {
  const entries = new Map<string, Value>();
  return {
    get: (key: string): Value | undefined => entries.get(key),
    set(key: string, value: Value): void {
      entries.delete(key);
      entries.set(key, value);
      const [oldest] = entries.keys();
      if (entries.size > max && oldest !== undefined) entries.delete(oldest);
    },
    delete: (key: string): boolean => entries.delete(key),
    values: (): IterableIterator<Value> => entries.values(),
  };
}
export type Recent<Value> = ReturnType<typeof createRecent<Value>>;
