import type { Choice, MentionTarget, OutgoingMessage } from "../chat/messages.ts";
import { formatDate } from "../calendar/dates.ts";
import type { CadenceRules } from "../orchestration/rules/cadence-rules.ts";
import { shorten, toLine } from "../text/shorten.ts";
import { formatBlocked, formatList, formatTask, plainTitle } from "./format-lines.ts";
import type { StandupAnswer, StandupSession } from "./standup-session.ts";
import type { TeamWork } from "./team-work.ts";
import { capitalise } from "../text/capitalise.ts";

/** What a post is made of; the same makes the same post. */
export interface StandupPost {
  readonly session: StandupSession;
  readonly work: TeamWork;
  readonly teamName: string;
  readonly fields: CadenceRules["standup"]["fields"];
  readonly members: readonly string[];
  readonly nameOf: (who: string) => string;
  readonly nowMs: number;
  readonly mentions?: readonly MentionTarget[];
}

const LONGEST_FIELD = 240;
const MOST_CHOICES = 5;
const LONGEST_LABEL = 75;

/** Comes back with a press on the post. */
export function standupPrompt({ team, date }: Pick<StandupSession, "team" | "date">): string {
  return `standup/${team}/${date}`;
}

export function parseStandupPrompt(prompt: string): { team: string; date: string } | undefined {
  const [, team, date] = /^standup\/([^/]+)\/(\d{4}-\d{2}-\d{2})$/u.exec(prompt) ?? [];
  return team === undefined || date === undefined ? undefined : { team, date };
}

/** A blocker of the post: of a task, or what somebody said. */
export interface PostedBlocker {
  readonly key: string;
  readonly label: string;
  readonly problem: string;
  /** Absent where no task is named. */
  readonly taskId?: string;
  readonly person?: string;
  readonly sinceMs: number;
}

const SAYS_NONE = /^(?:none|nothing|no|nope|n\/?a|-+|–|all clear|no blockers?)[.!]?$/iu;

export function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== "" && !SAYS_NONE.test(text.trim());
}

/** What can be escalated from the post by one tap. */
export function blockersOf({ session, work, nameOf }: StandupPost): PostedBlocker[] {
  const ofTasks = work.blocked
    .filter(({ isEscalated }) => !isEscalated)
    .map(({ key, taskId, title, what, since }): PostedBlocker => {
      const problem = `${plainTitle(title)}: ${what}`;
      return { key, label: `${taskId}: ${what}`, problem, taskId, sinceMs: Date.parse(since) };
    });
  const ofPeople = Object.entries(session.answers).flatMap(([person, answer]): PostedBlocker[] => {
    const said = answer.fields["blockers"];
    if (!isSaid(said)) return [];
    const [taskId] = /\bT\d+\b/u.exec(said) ?? [];
    const problem = shorten(toLine(said), LONGEST_FIELD);
    const named = taskId === undefined ? {} : { taskId };
    const label = `${nameOf(person)}: ${problem}`;
    return [{ key: `said.${person}`, label, problem, person, ...named, sinceMs: Date.parse(answer.at) }];
  });
  return [...ofTasks, ...ofPeople].filter(({ key }) => !session.escalated.includes(key));
}

function choicesOf(post: StandupPost): Choice[] {
  const blockers = blockersOf(post).slice(0, MOST_CHOICES);
  return [
    ...blockers.map(({ key, label }) => ({
      value: `escalate/${key}`,
      label: shorten(`Escalate ${label}`, LONGEST_LABEL),
    })),
    { value: "answer", label: "Add or change mine" },
  ];
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ["", `**${title}**`, ...formatList(items)];
}

function ofPerson(answer: StandupAnswer, post: StandupPost): string[] {
  return post.fields.flatMap(({ id, title }) => {
    const said = answer.fields[id];
    if (!isSaid(said)) return [];
    const mark = id === "blockers" && post.session.escalated.length > 0 ? escalatedMark(answer, post) : "";
    return [`- ${shortTitle(id, title)}: ${shorten(toLine(said), LONGEST_FIELD)}${mark}`];
  });
}

function escalatedMark(answer: StandupAnswer, { session }: StandupPost): string {
  const person = Object.entries(session.answers).find(([, each]) => each === answer)?.[0];
  return session.escalated.includes(`said.${person ?? ""}`) ? " (escalated)" : "";
}

/** The name of a field as a word in front of what was said. */
function shortTitle(id: string, title: string): string {
  const word = id.replaceAll("_", " ");
  return word === "" ? title : capitalise(word);
}

function names(people: readonly string[], { nameOf }: StandupPost): string {
  return people.map(nameOf).join(", ");
}

function footer(post: StandupPost): string[] {
  const { session, members } = post;
  const answered = new Set([...Object.keys(session.answers), ...session.passed, ...session.away]);
  const silent = members.filter((id) => !answered.has(id));
  const parts = [
    ...(silent.length === 0 ? [] : [`No answer yet: ${names(silent, post)}.`]),
    ...(session.passed.length === 0 ? [] : [`Nothing to add: ${names(session.passed, post)}.`]),
    ...(session.away.length === 0 ? [] : [`Away: ${names(session.away, post)}.`]),
  ];
  return parts.length === 0 ? [] : ["", parts.join(" ")];
}

/** Whether there is anything to say: silence is no news. */
export function isEmptyPost({ session, work }: Pick<StandupPost, "session" | "work">): boolean {
  const said = Object.values(session.answers).some(({ fields }) => Object.values(fields).some(isSaid));
  return !said && work.done.length + work.doing.length + work.blocked.length === 0;
}

/** The standup as one post: what agents did, do and cannot go on with, then what people said. */
export function renderStandup(post: StandupPost): OutgoingMessage {
  const { session, work, nameOf, nowMs, mentions = [] } = post;
  const blocked = work.blocked.map((line) =>
    formatBlocked(session.escalated.includes(line.key) ? { ...line, isEscalated: true } : line, {
      nowMs,
      nameOf,
    }),
  );
  const people = Object.entries(session.answers).flatMap(([person, answer]) => {
    const lines = ofPerson(answer, post);
    return lines.length === 0 ? [] : ["", `**${nameOf(person)}**`, ...lines];
  });
  const text = [
    `**Standup of ${post.teamName}**, ${formatDate(session.date)}`,
    ...section("Blocked", blocked),
    ...section("Done", work.done.map(formatTask)),
    ...section("In hand", work.doing.map(formatTask)),
    ...people,
    ...footer(post),
  ].join("\n");
  const choices = { prompt: standupPrompt(session), options: choicesOf(post) };
  return { text, choices, ...(mentions.length === 0 ? {} : { mentions: [...mentions] }) };
}
