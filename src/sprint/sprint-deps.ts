import type { Measurement } from "../facts/measurements.ts";
import type { KpiRules } from "../orchestration/rules/kpi-rules.ts";
import type { ChartRenderer } from "../reports/chart.ts";
import type { RoadmapItem } from "../roadmap/roadmap.ts";
import type { MeetingBook } from "../standups/meeting-book.ts";
import type { MeetingTeam } from "../standups/meeting-team.ts";
import type { MeetingsDeps } from "../standups/meetings-deps.ts";

/** What the week of a team needs beyond its days. */
export interface SprintDeps extends MeetingsDeps {
  /** As the roadmap is now; empty where there is none. */
  readonly roadmap: () => readonly RoadmapItem[];
  readonly kpis: () => KpiRules;
  readonly measurements: () => Promise<readonly Measurement[]>;
  readonly domainOf: (agent: string) => string;
  /** Absent: reports have no pictures. Loaded when it is used. */
  readonly charts?: () => Promise<ChartRenderer>;
  /** Hears of a chart that could not be drawn; the report goes out without it. */
  readonly onChartFailure: (error: unknown) => void;
}

export interface TeamAndBook {
  readonly team: MeetingTeam;
  readonly book: MeetingBook;
}
