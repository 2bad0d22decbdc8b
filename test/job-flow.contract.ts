import { expect, test } from "vitest";
import type { JobFlow, JobQueue, JobRequest } from "../src/jobs/job-queue.ts";

/** What the contract needs of a queue under test beside the queue itself. */
export interface FlowsUnderTest {
  readonly queue: JobQueue;
  /** Takes the next agent job or end of a stage that a worker could take, by its id. */
  take(name: JobRequest["name"]): Promise<string | undefined>;
  /** Ends a job that was taken: for good, with success or without. */
  end(name: JobRequest["name"], id: string, how: "completed" | "failed"): Promise<void>;
}

const agent = (id: string): JobRequest => ({ name: "agent.run", id, payload: { taskId: "T1" } });
const finish = (id: string): JobRequest => ({ name: "stage.finish", id, payload: { taskId: "T1" } });
const leaf = (id: string): JobFlow => ({ job: agent(id), after: [] });
const parallel: JobFlow = { job: finish("f"), after: [leaf("a"), leaf("b")] };
const inTurn: JobFlow = {
  job: finish("f"),
  after: [{ job: agent("b"), after: [leaf("a")] }],
};

/** What every `JobQueue` promises about flows. */
export function jobFlowContract(open: () => Promise<FlowsUnderTest>): void {
  test("a flow runs its agents at once and its end after the last of them", async () => {
    const { queue, take, end } = await open();

    await queue.addFlow(parallel);
    const early = await take("stage.finish");
    const both = [await take("agent.run"), await take("agent.run")].toSorted((x, y) =>
      String(x).localeCompare(String(y)),
    );
    await end("agent.run", "a", "completed");
    const between = await take("stage.finish");
    await end("agent.run", "b", "completed");

    expect([early, both, between]).toEqual([undefined, ["a", "b"], undefined]);
    expect(await take("stage.finish")).toBe("f");
  });

  test("agents that take turns run one after the other", async () => {
    const { queue, take, end } = await open();

    await queue.addFlow(inTurn);
    const first = [await take("agent.run"), await take("agent.run")];
    await end("agent.run", "a", "completed");
    const second = [await take("agent.run"), await take("stage.finish")];
    await end("agent.run", "b", "completed");

    expect([first, second]).toEqual([
      ["a", undefined],
      ["b", undefined],
    ]);
    expect(await take("stage.finish")).toBe("f");
  });

  test("a job that fails for good holds up nobody", async () => {
    const { queue, take, end } = await open();
    await queue.addFlow(inTurn);

    await take("agent.run");
    await end("agent.run", "a", "failed");

    expect(await take("agent.run")).toBe("b");
    await end("agent.run", "b", "failed");
    expect(await take("stage.finish")).toBe("f");
  });

  test("a flow that is added again changes nothing, before, while and after its agents run", async () => {
    const { queue, take, end } = await open();
    await queue.addFlow(parallel);
    await queue.addFlow(parallel);
    const a = await take("agent.run");

    await queue.addFlow(parallel);
    const b = await take("agent.run");
    const more = await take("agent.run");
    await end("agent.run", "a", "completed");
    await end("agent.run", "b", "completed");
    await queue.addFlow({ job: finish("f"), after: [] });

    expect([[a, b].toSorted((x, y) => String(x).localeCompare(String(y))), more]).toEqual([
      ["a", "b"],
      undefined,
    ]);
    expect(await take("stage.finish")).toBe("f");
    expect(await take("stage.finish")).toBeUndefined();
  });

  test("a flow is removed as a whole while nothing of it runs", async () => {
    const { queue, take } = await open();
    await queue.addFlow(inTurn);

    await queue.remove("stage.finish", "f");

    expect(await queue.standing("stage.finish", "f")).toBe("missing");
    expect(await queue.standing("agent.run", "a")).toBe("missing");
    expect(await take("agent.run")).toBeUndefined();
  });

  test("what runs is not removed, and what waits for it runs after it", async () => {
    const { queue, take, end } = await open();
    await queue.addFlow(inTurn);
    await take("agent.run");

    await queue.remove("stage.finish", "f").catch(() => undefined);
    await queue.remove("agent.run", "a").catch(() => undefined);

    expect(await queue.standing("agent.run", "a")).toBe("active");
    await end("agent.run", "a", "completed");
    expect(await take("agent.run")).toBe("b");
  });

  test("a removed agent is waited for no longer", async () => {
    const { queue, take, end } = await open();
    await queue.addFlow(parallel);

    await queue.remove("agent.run", "a");
    await take("agent.run");
    await end("agent.run", "b", "completed");

    expect(await take("stage.finish")).toBe("f");
  });

  test("jobs of a flow say that they wait", async () => {
    const { queue } = await open();

    await queue.addFlow(inTurn);

    expect(await queue.standing("agent.run", "a")).toBe("waiting");
    expect(await queue.standing("agent.run", "b")).toBe("waiting");
    expect(await queue.standing("stage.finish", "f")).toBe("waiting");
  });
}
