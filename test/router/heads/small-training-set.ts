import type { TrainingExample, TrainingSet } from "../../../src/router/heads/training-set.ts";

const TOPICS: Readonly<Record<string, readonly string[]>> = {
  baker: ["bread", "oven", "flour", "dough", "crust"],
  gardener: ["roses", "soil", "hedge", "seeds", "lawn"],
  plumber: ["pipe", "leak", "drain", "boiler", "tap"],
};
const FRAMES = [
  "the %s again",
  "look at the %s",
  "%s in the morning",
  "who sees to the %s",
  "a word about %s",
];
const CHATTER = [
  "good day friend",
  "lovely weather friend",
  "cheers friend",
  "nice day friend",
  "bye friend",
];

/** Three agents that words tell apart, a little small talk, and heavy requests that are about "urgent" things. */
export const smallTrainingSet: TrainingSet = {
  agents: Object.keys(TOPICS).sort(),
  examples: [
    ...Object.entries(TOPICS).flatMap(([primary, words]) =>
      words.flatMap((word) =>
        FRAMES.flatMap((frame): TrainingExample[] => {
          const text = frame.replace("%s", word);
          const base = { kind: "request", door: "work", primary, acceptable: [] } as const;
          return [
            { ...base, text, support: [], complexity: "simple", urgency: 1, risk: 1 },
            {
              ...base,
              text: `${text} urgent disaster`,
              support: primary === "plumber" ? ["baker"] : ["plumber"],
              complexity: "critical",
              urgency: 5,
              risk: 5,
            },
          ];
        }),
      ),
    ),
    ...CHATTER.flatMap((text): TrainingExample[] =>
      ["", " dear", " my", " oh"].map((more) => ({
        text: `${text}${more}`,
        kind: "front_door",
        door: "social",
        acceptable: [],
      })),
    ),
  ],
};
