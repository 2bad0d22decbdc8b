/** What a program may use; whatever is not enforced here is said by `Sandbox.describe`. */
export interface SandboxLimits {
  /** Memory that each process may fill, in MiB; 0 leaves it open. Address space that is only reserved does not count. */
  readonly memoryMb: number;
  /** Largest file that it may write, in MiB. */
  readonly fileMb: number;
}

export interface SandboxSpec {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Absolute; the program begins here. */
  readonly cwd: string;
  /** The only folders that it may write to, absolute. */
  readonly writable: readonly string[];
  /** Existing paths that it may read although something around them is hidden, or that stay read-only in `writable`. */
  readonly readable?: readonly string[];
  /** Existing folders and files that it does not see at all: secrets of the installation and of this user. */
  readonly hidden?: { readonly folders: readonly string[]; readonly files: readonly string[] };
  /** Existing device files that it may use, absolute. */
  readonly devices?: readonly string[];
  readonly network: boolean;
  readonly limits: SandboxLimits;
}

/** `bubblewrap`: own namespaces, read-only system, no network. `none`: the program runs as any other of this user. */
export type SandboxKind = "bubblewrap" | "none";

/** Turns a program into one that runs with less. */
export interface Sandbox {
  readonly kind: SandboxKind;
  /** What is in force, in one or two sentences for people. */
  readonly describe: string;
  /** The whole command line to run instead. */
  wrap(spec: SandboxSpec): readonly string[];
}
