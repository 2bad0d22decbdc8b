import { expect, test } from "vitest";
import { scorePriority } from "../../src/orchestration/score-priority.ts";
import { shipped } from "./shipped.ts";

const { rules } = shipped;

function score(text: string, complexity: "simple" | "medium" | "high" | "critical" = "simple", teamSize = 1) {
  return scorePriority({ text, complexity, teamSize }, rules);
}

test("the score is impact times urgency times dependencies over resources times risk", () => {
  const { score: result, terms } = score("asap: this blocks me", "medium", 3);

  expect(terms).toEqual({ impact: 3, urgency: 4, dependencies: 2, resources: 2, risk: 2 });
  expect(result).toBe((3 * 4 * 2) / (2 * 2));
});

test.each([
  ["urgent", "simple", 1, "prod is failing, we need it fixed asap"],
  ["urgent", "critical", 5, "production is down"],
  ["high", "simple", 1, "please fix the parser asap"],
  ["normal", "simple", 1, "add a --top-k option to the generate subcommand"],
  ["normal", "medium", 2, "add a --top-k option to the generate subcommand"],
  ["normal", "high", 4, "add a --top-k option to the generate subcommand"],
  ["low", "simple", 1, "no rush: nicer colours in the help text"],
  ["low", "simple", 1, "would be nice to have a shorter name"],
] as const)("%s for a %s task of %i: %s", (band, complexity, teamSize, text) => {
  expect(score(text, complexity, teamSize).band).toBe(band);
});

test.each([
  ["impact", "a customer is waiting", 4],
  ["impact", "a cosmetic thing", 1],
  ["impact", "cosmetic, but prod is broken by it", 5],
  ["urgency", "emergency!", 5],
  ["urgency", "whenever you have a minute", 1],
  ["urgency", "not urgent at all", 1],
  ["dependencies", "this blocks me", 2],
  ["dependencies", "nobody can merge", 3],
  ["risk", "delete the old store, cannot be undone", 5],
  ["risk", "docs only", 1],
] as const)("%s of %j is %i", (term, text, value) => {
  expect(score(text).terms[term]).toBe(value);
});

test("a term never drops below what the complexity demands", () => {
  expect(score("cosmetic, no rush", "critical").terms).toMatchObject({
    impact: 5,
    urgency: 5,
    dependencies: 3,
  });
});

test.each([
  [1, 1],
  [2, 1.5],
  [5, 3],
  [50, 5],
])("a team of %i counts %d as resources", (teamSize, resources) => {
  expect(score("anything", "high", teamSize).terms.resources).toBe(resources);
});

test("bands go first in the queue in the order of their score", () => {
  const bands = rules.priority.bands.map((band) => [band.name, band.queuePriority]);

  expect(bands).toEqual([
    ["urgent", 10],
    ["high", 100],
    ["normal", 1000],
    ["low", 10_000],
  ]);
});

test("every priority signal can be heard", () => {
  const { impact, urgency, dependencies, risk } = rules.priority.terms;
  for (const [name, term] of Object.entries({ impact, urgency, dependencies, risk })) {
    for (const signal of term.signals) {
      for (const phrase of signal.phrases) {
        const alone = structuredClone(rules);
        alone.priority.terms[name as "impact"] = { ...term, byComplexity: {}, signals: [signal] };
        const text = `zzz ${phrase.replace(/\*$/u, "")} zzz`;
        const { terms } = scorePriority({ text, complexity: "simple", teamSize: 1 }, alone);
        expect(terms[name as "impact"], `${name}: ${phrase}`).toBe(signal.value);
      }
    }
  }
});

const ESTIMATE = { urgency: 5, impact: 4, dependencies: 3, risk: 3 };

test("an estimate of the router's model counts as much as the rules let it", () => {
  const from = structuredClone(rules);
  from.priority.estimates = { besideSignal: 0.5, withoutSignal: 1 };

  const { terms } = scorePriority(
    { text: "no rush", complexity: "simple", teamSize: 1, estimate: ESTIMATE },
    from,
  );

  expect(terms).toEqual({ impact: 4, urgency: 3, dependencies: 3, resources: 1, risk: 3 });
});

test("an estimate changes nothing where the rules give it no weight", () => {
  const from = structuredClone(rules);
  from.priority.estimates = { besideSignal: 0, withoutSignal: 0 };
  const request = { text: "please fix the parser asap", complexity: "medium", teamSize: 2 } as const;

  expect(scorePriority({ ...request, estimate: ESTIMATE }, from)).toEqual(scorePriority(request, from));
});

test("an estimate cannot take a term below what the complexity demands, nor out of its range", () => {
  const low = { urgency: 1, impact: 1, dependencies: 1, risk: 1 };
  const wild = { urgency: 9, impact: 0, dependencies: 9, risk: -3 };
  const of = (complexity: "critical" | "simple", estimate: typeof low) =>
    scorePriority({ text: "do it", complexity, teamSize: 1, estimate }, rules).terms;

  expect(of("critical", low)).toMatchObject({ impact: 5, urgency: 5, dependencies: 3 });
  expect(of("simple", wild)).toMatchObject({ impact: 1, urgency: 5, dependencies: 3, risk: 1 });
});
