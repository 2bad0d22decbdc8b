/** Items by key, in order. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** So many items, evenly over the list; all when it is shorter. */
export function pickEvenly<Item>(items: readonly Item[], most: number): Item[] {
  const every = Math.max(1, items.length / most);
  const chosen = Array.from({ length: Math.floor(items.length / every) }, (_, at) => Math.floor(at * every));
  return chosen.flatMap((index) => items[index] ?? []);
}
