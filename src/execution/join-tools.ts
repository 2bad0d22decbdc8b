import type { OpenTools, ToolSource } from "./tool.ts";

/** The tools of several sources as one; where two have the same name, the earlier source's is taken. */
export function joinTools(...sources: readonly ToolSource[]): ToolSource {
  return {
    async open(run) {
      const opened: OpenTools[] = [];
      const close = async (): Promise<void> => {
        const endings = await Promise.allSettled(opened.map(async (one) => one.close()));
        const failed = endings.find((ending) => ending.status === "rejected");
        if (failed !== undefined) throw failed.reason;
      };
      try {
        for (const source of sources) opened.push(await source.open(run));
      } catch (error) {
        await close().catch(() => undefined);
        throw error;
      }
      const byName = new Map(
        opened.toReversed().flatMap(({ tools }) => tools.map((tool) => [tool.name, tool])),
      );
      const names = new Set(opened.flatMap(({ tools }) => tools.map(({ name }) => name)));
      const changes = opened.find((one) => one.changes !== undefined)?.changes;
      const tools = [...names].flatMap((name) => byName.get(name) ?? []);
      return { tools, close, ...(changes === undefined ? {} : { changes }) };
    },
  };
}
