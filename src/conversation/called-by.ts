import type { Incoming } from "../chat/messages.ts";

/** What whoever says something is called, where their platform tells it; for what is remembered by their id. */
export function calledBy({ from }: Pick<Incoming, "from">): { readonly byName?: string } {
  return from.name === undefined ? {} : { byName: from.name };
}
