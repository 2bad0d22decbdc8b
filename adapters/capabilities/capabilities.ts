import type { Capability } from "./capability.ts";
import { WHAT_COMES_IN } from "./what-comes-in.ts";
import { WHAT_GOES_OUT } from "./what-goes-out.ts";

/** What each platform can do, each with the test that shows it, or with the platform's reason. */
export const CAPABILITIES: readonly { readonly title: string; readonly rows: readonly Capability[] }[] = [
  { title: "What people can do", rows: WHAT_COMES_IN },
  { title: "What the bot can do", rows: WHAT_GOES_OUT },
];
