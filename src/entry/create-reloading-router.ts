import type { DefinitionSet } from "../orchestration/read-definitions.ts";
import type { Router } from "../router/route.ts";
import type { RouterSource } from "./router-source.ts";

export interface ReloadingRouter extends Router {
  /**
   * Makes the router anew for changed definitions; the old one answers until the new one is ready, and for good when
   * that cannot be made. Of several at once the last one asked for counts.
   */
  reload(set: DefinitionSet): Promise<void>;
}

/** Any text serves: the first one costs a second, since what it needs is prepared with it. */
const SAMPLE = "Please find out why the nightly build fails since yesterday and fix it.";

async function warmed(router: Router): Promise<Router> {
  // One that cannot read it says so to whoever writes.
  await router.route(SAMPLE).catch(() => undefined);
  return router;
}

/** A router that is ready for its first message, and that is made anew while it serves. */
export async function createReloadingRouter(
  set: DefinitionSet,
  source: Pick<RouterSource, "routerFor">,
): Promise<ReloadingRouter> {
  let current = await warmed(await source.routerFor(set));
  let asked = 0;
  let inForce = 0;
  return {
    route: async (text, context) => current.route(text, context),
    async reload(next) {
      asked += 1;
      const turn = asked;
      const router = await warmed(await source.routerFor(next));
      // Fitting takes as long as it takes: an older one may be ready later.
      if (turn < inForce) return;
      inForce = turn;
      current = router;
    },
  };
}
