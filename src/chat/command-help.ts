/** A command as the help of a platform shows it; `name` without the slash. */
export interface CommandHelp {
  readonly name: string;
  /** The arguments as people write them, such as `<task>`; empty when it takes none. */
  readonly args: string;
  /** What it does, in one short sentence. */
  readonly summary: string;
}
