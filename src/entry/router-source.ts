import type { RouterKind } from "../config/config.ts";
import type { SentenceEncoder } from "../encoder/sentence-encoder.ts";
import { BotError, messageOf } from "../errors.ts";
import type { Logger } from "../log/logger.ts";
import { assessComplexity } from "../orchestration/assess-complexity.ts";
import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import { selectSupport } from "../orchestration/select-support.ts";
import { createRouter } from "../router/create-router.ts";
import { toAgentNames } from "../router/explicit-agent.ts";
import type { Bands, Judging, NamedJudge } from "../router/judging.ts";
import type { LabelledRequest } from "../router/labelled-set.ts";
import { withRecall } from "../router/learning/with-recall.ts";
import type { Router } from "../router/route.ts";
import type { GuardedTieBreak } from "../router/tie-break.ts";

/** How each part of a router is come by; open-router-source.ts has the real ones. */
export interface RouterParts {
  /** Rejects with `router.model_missing` and the like. */
  readonly openEncoder: () => Promise<SentenceEncoder & { readonly fallback?: string | undefined }>;
  readonly openBitnet: (
    set: DefinitionSet,
    encoder: SentenceEncoder,
    learned: readonly LabelledRequest[],
  ) => Promise<NamedJudge>;
  readonly openLinear: (set: DefinitionSet, learned: readonly LabelledRequest[]) => Promise<NamedJudge>;
  readonly tieBreak?: GuardedTieBreak;
  /** What the installation's users taught it, as it is in force; absent: nothing. */
  readonly learned?: () => Promise<readonly LabelledRequest[]>;
}

export interface RouterSourceOptions {
  readonly kind: RouterKind;
  readonly parts: RouterParts;
  /** What the installation sets for itself. */
  readonly bands?: Partial<Bands>;
  readonly log: Logger;
}

/** Why something is not as it was asked for. */
export interface Shortfall {
  readonly code: string;
  readonly message: string;
}

/** Makes routers for definitions as they come and go; what they share, above all the encoder, is opened once. */
export interface RouterSource {
  /** What routes now. */
  readonly kind: RouterKind;
  /** Set when the linear router stands in for a model that cannot be used. */
  readonly standsIn: Shortfall | undefined;
  /** Set when the encoder runs elsewhere than it was asked to. */
  readonly providerFallback: string | undefined;
  /**
   * `learned` stands in for what is in force of what users taught it. Rejects with `router.bad_examples` when what it
   * learns from is broken; then the last router stays good.
   */
  routerFor(set: DefinitionSet, learned?: readonly LabelledRequest[]): Promise<Router>;
  /** No router of it may be in use any more. */
  close(): Promise<void>;
}

/** Never rejects for a model that is missing or broken: the linear router takes over, and the log says so. */
export async function createRouterSource(options: RouterSourceOptions): Promise<RouterSource> {
  const { kind, parts, log } = options;
  let standsIn: Shortfall | undefined;

  function standIn(error: unknown): void {
    const code = error instanceof BotError ? error.code : "router.model_unavailable";
    standsIn = { code, message: messageOf(error) };
    log.warn(
      { code, error: messageOf(error) },
      "the BitNet model cannot be used, the linear router stands in",
    );
  }

  const encoder =
    kind === "linear"
      ? undefined
      : await parts.openEncoder().catch((error: unknown) => {
          standIn(error);
          return undefined;
        });

  async function judgingFor(set: DefinitionSet, given?: readonly LabelledRequest[]): Promise<Judging> {
    const learned = given ?? (await parts.learned?.()) ?? [];
    const linear = async (): Promise<NamedJudge> =>
      recalling(await parts.openLinear(set, learned), learned, set);
    if (encoder === undefined) return { first: await linear() };
    try {
      const first = recalling(await parts.openBitnet(set, encoder, learned), learned, set);
      standsIn = undefined;
      const onFailure = (error: unknown): void =>
        log.error({ error: messageOf(error) }, "the BitNet model failed, the linear router judges this text");
      return { first, standIn: linear, onFailure };
    } catch (error) {
      if (isForPeople(error)) throw error;
      standIn(error);
      return { first: await linear() };
    }
  }

  return {
    get kind() {
      return standsIn === undefined ? kind : "linear";
    },
    get standsIn() {
      return standsIn;
    },
    get providerFallback() {
      return encoder?.fallback;
    },
    async routerFor(set, learned) {
      return toRouter(set, await judgingFor(set, learned), options);
    },
    async close() {
      await encoder?.close();
    },
  };
}

const FOR_PEOPLE = ["router.bad_examples", "router.not_fitted"];

/** What was taught word for word holds, whatever a model makes of it. */
function recalling(
  judge: NamedJudge,
  learned: readonly LabelledRequest[],
  { agents }: DefinitionSet,
): NamedJudge {
  if (learned.length === 0) return judge;
  return { ...judge, judge: withRecall(judge.judge, learned, toAgentNames(agents.agents)) };
}

/** Broken lines in files that people edit are theirs to mend, and who may not fit hears it: another judge changes neither. */
function isForPeople(error: unknown): boolean {
  return error instanceof BotError && FOR_PEOPLE.includes(error.code);
}

function toRouter(set: DefinitionSet, judging: Judging, { parts, bands }: RouterSourceOptions): Router {
  const { agents, rules } = set;
  return createRouter({
    agents,
    judging,
    rules: rules.routing,
    assessComplexity: (request) => assessComplexity(request, rules),
    selectSupport: (request) => selectSupport(request, rules, agents),
    components: rules.components,
    now: () => performance.now(),
    ...(bands === undefined ? {} : { bands }),
    ...(parts.tieBreak === undefined ? {} : { tieBreak: parts.tieBreak }),
  });
}
