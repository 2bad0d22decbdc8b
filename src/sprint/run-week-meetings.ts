import { nameOfPerson } from "../standups/meetings-deps.ts";
import type { Occasion } from "../standups/occasion.ts";
import { projectWork } from "../standups/project-work.ts";
import { readHistories } from "../standups/read-team-work.ts";
import { teamPosts } from "../standups/run-daily-step.ts";
import { isIdle } from "../standups/team-work.ts";
import type { Changes } from "../store/store.ts";
import { countWeeks, goalStates } from "./read-week.ts";
import { renderRetrospective, renderReview } from "./render-meetings.ts";
import { weekOfOccasion } from "./run-planning.ts";
import type { SprintDeps, TeamAndBook } from "./sprint-deps.ts";

type Parts = Pick<Changes, "deliveries">;

/** The review at half-time; nothing where no goal and no work is open. */
export async function runReview(
  occasion: Occasion,
  { team, book }: TeamAndBook,
  deps: SprintDeps,
): Promise<Parts> {
  const week = weekOfOccasion(occasion);
  const [counted] = await countWeeks(week, 1, { team, deps });
  const { histories } = await readHistories(team.id, book.cursor, deps);
  const work = projectWork(histories, counted?.figures.fromMs ?? 0);
  const goals = counted === undefined ? undefined : await goalStates(week, counted.figures, { team, deps });
  if (isIdle(work) && goals === undefined) return {};
  const text = renderReview({
    teamName: team.name,
    date: occasion.date,
    goals,
    work,
    nameOf: (who) => nameOfPerson(deps, who),
    nowMs: deps.clock.now(),
  });
  return { deliveries: teamPosts(`review.${team.id}.${week}`, text, { team, deps }) };
}

/** The retrospective; nothing where nothing happened. */
export async function runRetrospective(
  occasion: Occasion,
  { team }: TeamAndBook,
  deps: SprintDeps,
): Promise<Parts> {
  const week = weekOfOccasion(occasion);
  const [counted] = await countWeeks(week, 1, { team, deps });
  if (counted === undefined) return {};
  const { figures } = counted;
  const goals = await goalStates(week, figures, { team, deps });
  if (figures.ended.size + figures.opened === 0 && goals === undefined) return {};
  const text = renderRetrospective({ teamName: team.name, date: occasion.date, figures, goals });
  return { deliveries: teamPosts(`retrospective.${team.id}.${week}`, text, { team, deps }) };
}
