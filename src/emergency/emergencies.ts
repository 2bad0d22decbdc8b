import type { Conversation } from "../chat/messages.ts";
import type { Emergency, EmergencyRole } from "./emergency.ts";

export interface Declaration {
  readonly problem: string;
  readonly by: string;
  /** What they are called, where that is known. */
  readonly byName?: string;
  readonly thread: Conversation;
  readonly taskId?: string;
  /** Follows from what declares it: the same one twice is one emergency. */
  readonly key: string;
  /** The escalation that calls people already; absent: one is raised. */
  readonly escalationId?: string;
}

/** What may be done about an emergency. */
export type EmergencyWord = { readonly byName?: string } & (
  | { readonly type: "noted"; readonly by: string; readonly text: string }
  | { readonly type: "role_given"; readonly by: string; readonly role: EmergencyRole; readonly to: string }
  | { readonly type: "drafted"; readonly by: string; readonly text: string }
  | { readonly type: "draft_decided"; readonly by: string; readonly no: number; readonly isApproved: boolean }
  | { readonly type: "ended"; readonly by: string; readonly cause: string }
);

/** Whatever resolves is durable by then. */
export interface Emergencies {
  declare(declaration: Declaration): Promise<Emergency>;
  open(): Promise<readonly Emergency[]>;
  /** Undefined: there is none of that name, it has ended, or there is nothing like that to decide. */
  act(id: string, word: EmergencyWord): Promise<Emergency | undefined>;
}
