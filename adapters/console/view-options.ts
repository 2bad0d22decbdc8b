import type { ConsoleRoom } from "./console-room.ts";
import type { ConsoleTheme } from "./console-theme.ts";
import type { Terminal } from "./terminal.ts";

/** What the parts of the view share. */
export interface ViewOptions {
  readonly room: ConsoleRoom;
  readonly terminal: Terminal;
  readonly theme: ConsoleTheme;
  readonly columns: () => number;
  /** This terminal's own id; what others send is shown with the sender's name. */
  readonly session: string;
  /** The channel that people type in; posts elsewhere are shown with their channel's name. */
  readonly channel: string;
  /** Whether a person sits here, and so sees private posts. */
  readonly isPresent: (userId: string) => boolean;
  readonly botName: string;
  readonly now: () => Date;
  /** Whether a thread is shown here; absent: all are. */
  readonly isShown?: (channel: string, root: string) => boolean;
}

/** Prints rows above the prompt; rows under a `header` continue the block that has the same one. */
export type Print = (rows: readonly string[], header?: string) => void;
