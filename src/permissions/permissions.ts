/** What somebody may be allowed to do; who may is set in the configuration. */
export type Action = "use" | "command" | "retry" | "bump" | "teach" | "approve" | "effects" | "configure";

export interface Actor {
  readonly platform: string;
  readonly userId: string;
}

/** Asked at every entry: message, choice, form and command alike. */
export interface Permissions {
  may(actor: Actor, action: Action): boolean;
}
