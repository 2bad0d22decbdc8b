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

export async function createReloadingRouter(
  set: DefinitionSet,
  source: Pick<RouterSource, "routerFor">,
): Promise<ReloadingRouter> {
  let current = await source.routerFor(set);
  let asked = 0;
  let inForce = 0;
  return {
    route: async (text, context) => current.route(text, context),
    async reload(next) {
      asked += 1;
      const turn = asked;
      const router = await source.routerFor(next);
      // Fitting takes as long as it takes: an older one may be ready later.
      if (turn < inForce) return;
      inForce = turn;
      current = router;
    },
  };
}
