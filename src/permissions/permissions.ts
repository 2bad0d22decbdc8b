/** What somebody may be allowed to do; who may is set in the configuration. */
export type Action = "use" | "command" | "retry" | "bump" | "teach" | "approve" | "effects" | "configure";

export interface Actor {
  readonly platform: string;
  readonly userId: string;
  /** Platform ids of the user groups or roles that they belong to; absent: none is known. */
  readonly groups?: readonly string[];
  /** Where they act; absent: nowhere in particular. */
  readonly channel?: string;
  /** Has limited access to the workspace. */
  readonly isGuest?: boolean;
  /** Belongs to another organisation. */
  readonly isExternal?: boolean;
}

/** Asked at every entry: message, choice, form, command, edit and reaction alike. */
export interface Permissions {
  may(actor: Actor, action: Action): boolean;
}
