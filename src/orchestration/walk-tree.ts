import type { TreeLeaf } from "../tasks/analysis.ts";
import { findPhrases, toPhraseText } from "./find-phrases.ts";
import type { DecisionTreeRules } from "./rules/decision-tree-rules.ts";
import type { Language } from "./rules.ts";
import { shownPhrase } from "./support-rule.ts";

export interface Walked {
  readonly text: string;
  /** Whose domain the request is; absent where nobody is sure. */
  readonly favourite?: string | undefined;
}

export interface Tree {
  readonly decisionTree: DecisionTreeRules;
  readonly language: Language;
}

interface Leaf {
  readonly branch: string;
  readonly title: string;
  readonly primary: string;
  readonly support: readonly string[];
  /** Those of its phrases that the request says. */
  readonly said: readonly string[];
}

function leavesOf(text: string, { decisionTree, language }: Tree): Leaf[] {
  const words = toPhraseText(text, language);
  return decisionTree.branches.flatMap(({ id: branch, title, primary, support, phrases, subRoutes = [] }) => [
    ...(primary === undefined
      ? []
      : [{ branch, title, primary, support, said: findPhrases(words, phrases) }]),
    ...subRoutes.map((route) => ({
      branch,
      title: `${title}: ${route.when}`,
      primary: route.primary,
      support,
      said: findPhrases(words, route.phrases),
    })),
  ]);
}

function found({ branch, title, primary, support, said }: Leaf, favourite: string | undefined): TreeLeaf {
  const isByWords = said.length > 0;
  const words = `says ${said.map(shownPhrase).join(", ")}`;
  const also = primary === favourite ? `leads to ${primary} as well` : `would lead to ${primary}`;
  const why = isByWords ? `${words}, and ${also}` : `${primary} leads this branch`;
  return { branch, title, primary, support: [...support], isByWords, decidedBy: `rule:${branch}`, why };
}

function none(why: string): TreeLeaf {
  return {
    branch: null,
    title: "none",
    primary: null,
    support: [],
    isByWords: false,
    decidedBy: "rules",
    why,
  };
}

/**
 * Where the tree of requests takes one: to the leaf that most of its words name; of several such, and where no words
 * do, to that of the agent whose domain it is. The tree overrules nobody; it explains, and settles what the router
 * leaves open. Pure. (seed: rules.yaml#decision_tree)
 */
export function walkTree({ text, favourite }: Walked, tree: Tree): TreeLeaf {
  const leaves = leavesOf(text, tree);
  const most = Math.max(0, ...leaves.map(({ said }) => said.length));
  const best = leaves.filter(({ said }) => said.length === most);
  const own = leaves.find(({ primary }) => primary === favourite);
  if (own !== undefined && best.includes(own)) return found(own, favourite);
  const [first, second] = best;
  if (most > 0 && first !== undefined && second === undefined) return found(first, favourite);
  if (own !== undefined) return found({ ...own, said: [] }, favourite);
  if (most > 0) return none(`its words fit ${best.map(({ title }) => title).join(" and ")} alike`);
  return none(`no branch leads to ${favourite ?? "anybody"}, and no word of it takes one`);
}
