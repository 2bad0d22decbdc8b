import { expect, test } from "vitest";
import { createHeadsJudge } from "../../../src/router/heads/create-heads-judge.ts";
import { encodeMissing, toEmbeddedSet } from "../../../src/router/heads/embed-training-set.ts";
import { createEmbeddingStore } from "../../../src/router/heads/embedding-store.ts";
import { fitHeads } from "../../../src/router/heads/fit-heads.ts";
import type { Heads } from "../../../src/router/heads/heads.ts";
import { refitHeads } from "../../../src/router/heads/refit-heads.ts";
import type { TrainingExample, TrainingSet } from "../../../src/router/heads/training-set.ts";
import { createHashEncoder } from "../../fakes/hash-encoder.ts";
import { smallTrainingSet } from "./small-training-set.ts";

const encoder = createHashEncoder();
const store = createEmbeddingStore(encoder.id, encoder.width);
await encodeMissing(smallTrainingSet, encoder, store);
/** Five agents, since among fewer one that is new is too much of a change. */
const base: TrainingSet = {
  agents: [...smallTrainingSet.agents, "smith", "tailor"],
  examples: smallTrainingSet.examples,
};
const heads = await fitHeads(toEmbeddedSet(base, store), { isCalibrated: false });

function example(text: string, primary: string, kind: TrainingExample["kind"] = "example"): TrainingExample {
  return { text, kind, door: "work", primary, acceptable: [] };
}

async function refitTo(
  examples: readonly TrainingExample[],
  agents = base.agents,
): Promise<Heads | undefined> {
  const set = { agents, examples };
  await encodeMissing(set, encoder, store);
  return refitHeads({ known: { set: base, heads }, set, store });
}

async function bestOf(refitted: Heads | undefined, text: string): Promise<string | undefined> {
  if (refitted === undefined) throw new Error("it should have been refitted");
  return (await createHeadsJudge(refitted, encoder)(text)).agents[0]?.agent;
}

test("nothing new leaves the heads as they are, in whatever order", async () => {
  expect(await refitTo(base.examples.toReversed())).toEqual(heads);
});

test("a new agent is found with a handful of examples, and the others as before", async () => {
  const bees = ["bees swarm", "feed bees", "bees and hive", "empty hive", "hive for bees"];
  const agents = [...base.agents, "apiarist"].sort();

  const refitted = await refitTo(
    [...base.examples, ...bees.map((text) => example(text, "apiarist"))],
    agents,
  );

  expect(refitted?.agents).toEqual(agents);
  expect(await bestOf(refitted, "bees")).toBe("apiarist");
  expect(await bestOf(refitted, "the roses again")).toBe("gardener");
  expect(await bestOf(refitted, "look at the oven")).toBe("baker");
  expect(refitted?.complexity).toEqual(heads.complexity);
});

test("what users taught has effect, and its removal too", async () => {
  const taught = Array.from({ length: 4 }, (_, at) => example(`pergola ${at}`, "plumber", "local"));
  const set = { ...base, examples: [...base.examples, ...taught] };

  const learned = await refitTo(set.examples);
  const forgotten =
    learned === undefined
      ? undefined
      : await refitHeads({ known: { set, heads: learned }, set: base, store });

  expect(await bestOf(learned, "pergola")).toBe("plumber");
  const share = async (of: Heads | undefined): Promise<number> => {
    if (of === undefined) return Number.NaN;
    const { agents } = await createHeadsJudge(of, encoder)("pergola");
    return agents.find(({ agent }) => agent === "plumber")?.probability ?? 0;
  };
  expect(await share(forgotten)).toBeLessThan(await share(learned));
});

test("an agent that is gone has no row any more", async () => {
  const agents = base.agents.filter((agent) => agent !== "tailor");

  const refitted = await refitTo(base.examples, agents);

  expect(refitted?.agents).toEqual(agents);
  expect(await bestOf(refitted, "the roses again")).toBe("gardener");
});

test("what is too different, or of another encoder, is not gone on from", async () => {
  expect(await refitTo(base.examples.slice(0, 50))).toBeUndefined();
  const other = createEmbeddingStore("another", encoder.width);
  expect(await refitHeads({ known: { set: base, heads }, set: base, store: other })).toBeUndefined();
});
