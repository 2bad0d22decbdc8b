import type { Choices, Conversation } from "../chat/messages.ts";
import type { Action } from "../permissions/permissions.ts";

/** A task as the board shows it. */
export interface BoardTask {
  readonly id: string;
  readonly title: string;
  readonly thread: Conversation;
  /** Who asked for it, by their id. */
  readonly requester: string;
  /** The person who answers for it. */
  readonly owner?: { readonly person: string; readonly name: string };
  /** Why it cannot go on, where a person said so. */
  readonly blocked?: string;
  /** Who works on it, or will. */
  readonly agents: readonly string[];
  /** Since when it is where it is, milliseconds since the epoch. */
  readonly sinceMs: number;
}

export interface RunningTask extends BoardTask {
  /** "2 of 4: Review"; absent for a plan of one stage. */
  readonly step?: string;
}

export interface QueuedTask extends BoardTask {
  /** 1 is next; absent where it waits for something other than its turn. */
  readonly position?: number;
}

/** Who has to do something: one person, or whoever may. */
export type Asked =
  | { readonly kind: "person"; readonly person: string }
  | { readonly kind: "permitted"; readonly action: Action };

/** Something that does not go on until a person decides. */
export interface WaitingMatter {
  readonly kind: "plan" | "approval" | "effect" | "question" | "proposal";
  readonly taskId?: string;
  /** What is to be decided, in a few words. */
  readonly text: string;
  /** How to decide it by command, for platforms without buttons; absent where its thread says so. */
  readonly how?: string;
  readonly choices?: Choices;
  readonly asked: Asked;
  readonly sinceMs: number;
}

export interface EscalatedMatter {
  readonly id: string;
  readonly taskId: string;
  readonly problem: string;
  readonly askedOf: readonly string[];
  readonly sinceMs: number;
}

export interface EndedTask {
  readonly taskId: string;
  readonly state: "done" | "failed" | "dead" | "cancelled";
  readonly atMs: number;
}

/** Everything that is open at one moment, and what has ended lately. Each list has what is first first. */
export interface Board {
  readonly atMs: number;
  readonly waiting: readonly WaitingMatter[];
  readonly escalated: readonly EscalatedMatter[];
  readonly running: readonly RunningTask[];
  readonly queued: readonly QueuedTask[];
  /** Tasks that do nothing until a person decides. */
  readonly held: readonly BoardTask[];
  /** Of the last two days, the newest last. */
  readonly ended: readonly EndedTask[];
}
