import { SparcPhase } from "../events/state-change.ts";
import type { ParsedHookInput } from "../hook-catalogue.ts";
import type { BuiltIn } from "./built-in.ts";
import { openCriteria, proposeChange } from "./roadmap-hook.ts";
import type { RoadmapPorts } from "./roadmap-hook.ts";

/** The next phase of a specification-first task begins when the last one left something behind and met its criteria. */
export function createPhaseTransition(ports: RoadmapPorts): BuiltIn<"SPARC_PHASE_TRANSITION"> {
  return async (input, key) => {
    const { phase, artifacts, item } = input;
    const nextPhase = SparcPhase.options[SparcPhase.options.indexOf(phase) + 1];
    const open = [
      ...(artifacts.length === 0 ? [`The phase ${phase} left nothing behind.`] : []),
      ...openCriteria(input.criteria),
    ];
    const goesOn = nextPhase !== undefined && open.length === 0;
    const text = `${phase} is through (${artifacts.join(", ")})${nextPhase === undefined ? "" : `; ${nextPhase} is next`}`;
    return proposeChange<"SPARC_PHASE_TRANSITION">(
      {
        key,
        title: `${input.taskId}: ${phase} is through`,
        open,
        changes: [{ kind: "note", ...(item === undefined ? {} : { item }), text }],
        more: goesOn ? { nextPhase } : {},
      },
      ports,
    );
  };
}

/** A milestone for customers is reached when its gate passed and its acceptance is shown; nothing is announced here. */
export function createCommercialMilestone(ports: RoadmapPorts): BuiltIn<"COMMERCIAL_MILESTONE"> {
  return async (input, key) => {
    const { milestone, readiness } = input;
    const gate = readiness === "passed" ? [] : [`The gate for customers is ${readiness.replace("_", " ")}.`];
    const open = [...gate, ...openCriteria(input.acceptance)];
    return proposeChange<"COMMERCIAL_MILESTONE">(
      {
        key,
        title: `the milestone ${milestone} is reached`,
        open,
        changes: [{ kind: "tick", item: milestone, because: "its gate passed and its acceptance is shown" }],
        next: ["PROJECT_STATUS_SYNCHRONIZATION"],
        more: { ready: open.length === 0 },
      },
      ports,
    );
  };
}

/** The highest score first; equal scores keep the order that they have. */
export function createRebalancing(ports: RoadmapPorts): BuiltIn<"BACKLOG_PRIORITY_REBALANCING"> {
  return async (input, key) => {
    const before = input.items.map(({ item }) => item);
    const ranking = input.items.toSorted((one, other) => other.score - one.score).map(({ item }) => item);
    const differs = ranking.some((item, place) => item !== before[place]);
    return proposeChange<"BACKLOG_PRIORITY_REBALANCING">(
      {
        key,
        title: `a new order now that ${input.completed} is complete`,
        open: [],
        changes: differs ? [{ kind: "reorder", items: ranking }] : [],
        next: differs ? ["PROJECT_STATUS_SYNCHRONIZATION"] : [],
        more: { ranking },
      },
      ports,
    );
  };
}

interface Contested {
  readonly subject: string;
  readonly says: string[];
}

/** Subjects about which two places say different things, measurements included. */
export function findContested(input: ParsedHookInput<"PROJECT_STATUS_SYNCHRONIZATION">): Contested[] {
  const said = [
    ...input.claims.map(({ subject, value, source }) => ({ subject, value, source })),
    ...input.measured.map(({ subject, value, at }) => ({ subject, value, source: `measured ${at}` })),
  ];
  const subjects = [...new Set(said.map(({ subject }) => subject))];
  return subjects.flatMap((subject) => {
    const about = said.filter((each) => each.subject === subject);
    if (new Set(about.map(({ value }) => value)).size < 2) return [];
    return [{ subject, says: about.map(({ value, source }) => `${value} (${source})`) }];
  });
}

/** Status is in step when no two places differ; where they do, a note says so side by side and nobody is believed. */
export function createStatusSync(ports: RoadmapPorts): BuiltIn<"PROJECT_STATUS_SYNCHRONIZATION"> {
  return async (input, key) => {
    const contested = findContested(input);
    const open = contested.map(({ subject, says }) => `${subject}: ${says.join(" against ")}.`);
    if (open.length > 0) {
      const changes = open.map((text) => ({ kind: "note" as const, text }));
      await ports.proposeRoadmapUpdate({ id: key, title: "claims that contradict each other", changes });
    }
    return {
      status: open.length === 0 ? "passed" : "failed",
      message: open.length === 0 ? "No two places contradict each other." : open.join(" "),
      output: {
        open,
        next: [],
        consistent: open.length === 0,
        contested,
        ...(open.length === 0 ? {} : { proposalId: key }),
      },
      retryable: false,
    };
  };
}
