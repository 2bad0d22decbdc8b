import type { AgentNames } from "../explicit-agent.ts";
import type { Judge, Judgement } from "../judgement.ts";
import type { LabelledRequest } from "../labelled-set.ts";
import { textKey } from "./text-key.ts";

/** What is left for everything else once a request was taught word for word. */
const DOUBT = 0.03;

/**
 * A judge that answers as it was taught where it was taught the very request, whatever its model makes of it: one
 * example among thousands moves a model by little, and people expect a correction to hold for what they corrected.
 */
export function withRecall(judge: Judge, learned: readonly LabelledRequest[], names: AgentNames): Judge {
  const taught = new Map(learned.map(({ text, primary }) => [textKey(text, names), primary]));
  if (taught.size === 0) return judge;
  return async (text) => {
    const judgement = await judge(text);
    const agent = taught.get(textKey(text, names));
    return agent === undefined || agent === null ? judgement : recall(judgement, agent);
  };
}

function recall(judgement: Judgement, agent: string): Judgement {
  const others = judgement.agents.filter((each) => each.agent !== agent);
  const sum = others.reduce((total, { probability }) => total + probability, 0);
  return {
    ...judgement,
    isReadable: true,
    agents: [
      { agent, probability: others.length === 0 ? 1 : 1 - DOUBT },
      ...others.map((each) => ({
        agent: each.agent,
        probability: sum === 0 ? DOUBT / others.length : (each.probability / sum) * DOUBT,
      })),
    ],
    frontDoor: new Map([...judgement.frontDoor, ["work", workLogit(judgement)]]),
  };
}

/** So that work gets all but the doubt, whatever the front door makes of the words. */
function workLogit({ frontDoor }: Judgement): number {
  const others = [...frontDoor].filter(([label]) => label !== "work").map(([, logit]) => logit);
  const most = Math.max(...others, 0);
  const sum = others.reduce((total, logit) => total + Math.exp(logit - most), 0);
  return most + Math.log(Math.max(sum, 1e-9)) + Math.log((1 - DOUBT) / DOUBT);
}
