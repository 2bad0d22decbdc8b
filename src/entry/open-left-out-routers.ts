import { join } from "node:path";
import type { Settings } from "../config/settings.ts";
import { createSentenceEncoder } from "../encoder/create-sentence-encoder.ts";
import { BotError } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import type { AddedAgentRouters } from "../router/evaluation/leave-one-agent-out.ts";
import { solveLinearModels } from "../router/evaluation/linear-models-without.ts";
import { withNewAgent, withoutAgent } from "../router/evaluation/without-agent.ts";
import { createBlendedJudge } from "../router/heads/create-blended-judge.ts";
import { createHeadsJudge } from "../router/heads/create-heads-judge.ts";
import { encodeMissing, toEmbeddedSet } from "../router/heads/embed-training-set.ts";
import { fitHeads } from "../router/heads/fit-heads.ts";
import type { Heads } from "../router/heads/heads.ts";
import { loadOrFitHeads } from "../router/heads/load-or-fit-heads.ts";
import { refitHeads } from "../router/heads/refit-heads.ts";
import { DEFAULT_BLEND } from "../router/heads/tune-heads.ts";
import { createJudge, fitLinearModel, type LinearModel } from "../router/linear-model.ts";
import { loadOrFitModel } from "../router/model-cache.ts";
import { refitLinearModel } from "../router/refit-linear-model.ts";
import type { Router } from "../router/route.ts";
import { toTrainingLines } from "../router/training-lines.ts";
import { shippedModelDir } from "./open-router-source.ts";
import { openTrainingSet } from "./open-training-set.ts";
import { createRouterSource } from "./router-source.ts";

export interface LeftOutOptions {
  readonly settings: Settings;
  readonly agentDir: string;
  readonly definitions: DefinitionSet;
  readonly log: Logger;
}

export interface LeftOutRouters {
  /** Fitted on everything. */
  readonly known: Router;
  /** Fits both, in seconds. */
  routersFor(agent: string): Promise<AddedAgentRouters>;
  close(): Promise<void>;
}

/** The same requests are judged again for each agent. */
const REMEMBERED = 100_000;
/** Near enough to the best heads that what the start knew of the agent is gone. */
const TO_CONVERGENCE = { tolerance: 1e-4 };

/** Routers for agents that come anew; see docs/routing.md for what is done. Rejects when the model cannot be used. */
export async function openLeftOutRouters(options: LeftOutOptions): Promise<LeftOutRouters> {
  const { settings, agentDir, definitions, log } = options;
  const places = { shippedDir: shippedModelDir(), cacheDir: join(settings.dataDir, "router") };
  const { project, router } = settings.config;
  const set = await openTrainingSet(definitions, { agentDir, project, learned: [], ...places });
  const lines = toTrainingLines(set);
  const encoder = await createSentenceEncoder({
    ...router.encoder,
    cacheSize: REMEMBERED,
    dir: places.shippedDir,
    logger: log,
  });
  const { heads, store, tuning } = await loadOrFitHeads(set, encoder, places);
  await encodeMissing(set, encoder, store);
  const linear = await loadOrFitModel(lines, { ...places, fit: fitLinearModel });
  const modelWithout = await solveLinearModels(lines, linear.calibration);

  async function routerOf(own: Heads, words: LinearModel): Promise<Router> {
    const read = createJudge(words);
    const judges = { heads: createHeadsJudge(own, encoder), linear: async (text: string) => read(text) };
    const judge = createBlendedJudge(judges, tuning ?? DEFAULT_BLEND);
    const bands = tuning === undefined ? {} : { bands: tuning.bands };
    const source = await createRouterSource({
      kind: "bitnet",
      log,
      parts: {
        openEncoder: async () => encoder,
        openBitnet: async () => ({ name: "bitnet", judge, ...bands }),
        openLinear: async () => ({ name: "linear", judge: judges.linear }),
      },
    });
    return source.routerFor(definitions, []);
  }

  return {
    known: await routerOf(heads, linear),
    async routersFor(agent) {
      const [earlier, later] = [withoutAgent(set, agent), withNewAgent(set, agent)];
      const embedded = toEmbeddedSet(earlier, store);
      const before = await fitHeads(embedded, { heads: "route", from: heads, precision: TO_CONVERGENCE });
      const words = await modelWithout(agent);
      const [after, moreWords] = [
        await refitHeads({ known: { set: earlier, heads: before }, set: later, store }),
        await refitLinearModel({ lines: toTrainingLines(earlier), model: words }, toTrainingLines(later)),
      ];
      if (after === undefined || moreWords === undefined) {
        throw new BotError(
          "router.bad_examples",
          `Without the requests of ${agent} too few are left to measure what it is like as a new agent.`,
        );
      }
      return { before: await routerOf(before, words), after: await routerOf(after, moreWords) };
    },
    close: async () => encoder.close(),
  };
}
