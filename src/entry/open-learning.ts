import { join } from "node:path";
import { systemClock } from "../clock.ts";
import type { Settings } from "../config/settings.ts";
import type { Logger } from "../log/logger.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import { createPermissions } from "../permissions/create-permissions.ts";
import { createPersonOf } from "../permissions/create-person-of.ts";
import { toAgentNames } from "../router/explicit-agent.ts";
import { readLabelledSets } from "../router/evaluation/read-labelled-sets.ts";
import type { LabelledRequest } from "../router/labelled-set.ts";
import { judgeLabels, type JudgedLabel } from "../router/learning/judge-labels.ts";
import { refit, type RefitOptions } from "../router/learning/refit.ts";
import type { RefitReport } from "../router/learning/refit-report.ts";
import type { RouteLabel } from "../router/learning/route-label.ts";
import type { RouterVersions } from "../router/learning/router-versions.ts";
import { textKey } from "../router/learning/text-key.ts";
import { toLocalExamples, type LocalExamples } from "../router/learning/to-local-examples.ts";
import type { Store } from "../store/store.ts";
import { openTrialFolder, type TrialFolder } from "./open-trial-folder.ts";
import { openRouterSource } from "./open-router-source.ts";
import { toRequest } from "./open-versions.ts";

export interface LearningOptions {
  readonly settings: Settings;
  readonly agentDir: string;
  /** The agents and rules in force. */
  readonly set: () => DefinitionSet;
  readonly labels: Store["labels"];
  readonly versions: RouterVersions;
  readonly log: Logger;
  /** Everyone as they are known at each call. */
  readonly people: () => readonly KnownPerson[];
}

/** Learning by the rules of the configuration, for the agents as they are at each call. */
export interface Learning {
  /** See `refit`. */
  refit(run?: RefitOptions): Promise<RefitReport>;
  /** Every label, oldest first, and what becomes of it. */
  judged(): Promise<readonly JudgedLabel[]>;
}

const PAGE = 500;

export function openLearning(options: LearningOptions): Learning {
  const { settings } = options;
  return {
    async refit(run) {
      const trial = await openTrialFolder(join(settings.dataDir, "router"));
      try {
        return await refitIn(trial, options, run);
      } finally {
        await trial.close();
      }
    },
    async judged() {
      const { names, personOf, choose } = await prepare(options);
      const labels = await readLabels(options.labels);
      return judgeLabels(labels, choose(labels), { names, personOf });
    },
  };
}

async function refitIn(
  trial: TrialFolder,
  options: LearningOptions,
  run: RefitOptions | undefined,
): Promise<RefitReport> {
  const { settings, agentDir, versions, log } = options;
  const { set, validation, choose } = await prepare(options);
  const { model: inForce } = await versions.current();
  if (inForce !== undefined) await trial.add(inForce);
  // A source of its own: what is measured is what the router can do without a language model.
  const source = await openRouterSource({
    settings,
    agentDir,
    log,
    cacheDir: trial.dir,
    hasTieBreak: false,
  });
  try {
    return await refit(
      {
        readLabels: async () => readLabels(options.labels),
        choose,
        versions,
        async fit(examples) {
          const learned = examples.map(toRequest);
          const { result: router, model } = await trial.fit(async () => source.routerFor(set, learned));
          return { router, ...(model === undefined ? {} : { model }) };
        },
        validation,
        accept: settings.config.routing.learning.accept,
        now: () => systemClock.now(),
      },
      run,
    );
  } finally {
    await source.close();
  }
}

async function prepare({ settings, agentDir, set: current, ...options }: LearningOptions) {
  const { permissions, routing } = settings.config;
  const people = options.people();
  const rights = createPermissions(permissions, people);
  const personOf = createPersonOf(people);
  const set = current();
  const names = toAgentNames(set.agents.agents);
  const validation = await readValidation(agentDir, set);
  const choose = (labels: readonly RouteLabel[]): LocalExamples =>
    toLocalExamples(labels, {
      names,
      personOf,
      mayTeach: (actor) => rights.may(actor, "teach"),
      isMaintainer: (actor) => rights.may(actor, "configure"),
      frozen: new Set(validation.map(({ text }) => textKey(text, names))),
      rules: routing.learning,
      nowMs: systemClock.now(),
    });
  return { set, names, personOf, validation, choose };
}

async function readValidation(agentDir: string, { agents }: DefinitionSet): Promise<LabelledRequest[]> {
  const sets = await readLabelledSets(
    [join(agentDir, "routing", "validation")],
    agents.agents.map(({ id }) => id),
  );
  return sets.flatMap(({ items }) => items);
}

async function readLabels(labels: Store["labels"]): Promise<RouteLabel[]> {
  const all: RouteLabel[] = [];
  for (;;) {
    const page = await labels.since(all.at(-1)?.id ?? "0", PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}
