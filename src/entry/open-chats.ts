import type { HttpHandler } from "../http/start-http-server.ts";
import type { Store } from "../store/store.ts";

/** What a platform's adapter may use of the process that it runs in. */
export interface ChatHost {
  readonly store: Pick<Store, "documents" | "commit">;
  /** Serves a path on the HTTP port from now on; without effect where no port is open. */
  readonly mount: (path: string, handler: HttpHandler) => void;
}
