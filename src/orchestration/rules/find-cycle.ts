/**
 * A circle among things that need one another, as the names in order with the first one again at the end, such as
 * `["a", "b", "a"]`; undefined when there is none. Names that nothing has are passed over.
 */
export function findCycle(
  needs: readonly (readonly [string, readonly string[]])[],
): readonly string[] | undefined {
  const needsOf = new Map(needs);
  const done = new Set<string>();
  function visit(name: string, path: readonly string[]): readonly string[] | undefined {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const need of needsOf.get(name) ?? []) {
      const cycle = visit(need, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  }
  for (const name of needsOf.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
