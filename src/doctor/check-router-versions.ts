import type { LoadedVersion } from "../router/learning/router-version.ts";
import type { RouterVersions } from "../router/learning/router-versions.ts";
import type { DoctorCheck, DoctorLine } from "./doctor.ts";

const NAME = "learning";

function standing({ version, examples }: LoadedVersion): string {
  if (version === 0) return "The shipped router is in force; nothing has been learned here.";
  const count = examples.length === 1 ? "1 request" : `${examples.length} requests`;
  return `Version ${version} of the router is in force; it has learned ${count} here.`;
}

/** Which version of the router is in force, and whether a newer one is damaged. */
export function checkRouterVersions(versions: Pick<RouterVersions, "current" | "isHeld">): DoctorCheck {
  return {
    name: NAME,
    async run(): Promise<readonly DoctorLine[]> {
      const [current, isHeld] = await Promise.all([versions.current(), versions.isHeld()]);
      const message = standing(current);
      if (current.problems.length > 0) {
        const remedy = "Run `switchyard route refit`, or restore router/versions/ of the data folder.";
        return [
          { name: NAME, verdict: "warning", message: [...current.problems, message].join(" "), remedy },
        ];
      }
      const held = " Nightly refits wait since a rollback, until `switchyard route refit` by hand.";
      return [{ name: NAME, verdict: "ok", message: isHeld ? `${message}${held}` : message }];
    },
  };
}
