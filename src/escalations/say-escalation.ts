import type { Places } from "../chat/places.ts";
import type { Conversation, MentionTarget, OutgoingMessage } from "../chat/messages.ts";
import { threadKey } from "../chat/message-key.ts";
import type { Config } from "../config/config.ts";
import { accountsOf } from "../people/accounts-of.ts";
import type { KnownPerson } from "../permissions/create-permissions.ts";
import type { NewDelivery } from "../outbox/delivery.ts";
import type { Changes, DocumentChange, Store } from "../store/store.ts";
import { digestId, leaveDigest, LISTED, planPage, renderDigest } from "./digest.ts";
import { nameOfEscalation, readEscalation } from "./escalation.ts";
import type { Card, Escalation } from "./escalation.ts";
import type { LadderEffect } from "./ladder-event.ts";
import type { OpenedLadder } from "./open-ladder.ts";
import { escalationCard } from "./render-escalation.ts";

export interface SayDeps {
  readonly store: Pick<Store, "documents">;
  /** Where this process can say something unasked; nowhere in one that only works. */
  readonly places: Pick<Places, "for" | "direct">;
  readonly config: Pick<Config, "escalation" | "people">;
  /** Everybody who is known, with the accounts that they linked; absent: those of the configuration. */
  readonly people?: () => readonly KnownPerson[];
}

/** What is written together with a step of the ladder. */
export type Said = Required<Pick<Changes, "deliveries" | "events" | "documents">> & {
  readonly next: Escalation;
  /** Direct messages that call people now. */
  readonly called: readonly string[];
};

export interface Saying {
  readonly next: Escalation;
  readonly effects: readonly LadderEffect[];
  readonly ladder: OpenedLadder;
  readonly nowMs: number;
  /** It should have been said long ago, as after nobody was up: such pages come together. */
  readonly isLate: boolean;
}

/** So many of its messages are kept up to date. */
const CARDS = 20;

function messageOf({ next, ladder, nowMs }: Saying): OutgoingMessage {
  const zone = ladder.clock.zoneOf({ kind: "organisation" });
  return escalationCard(next, { ladder, zone, nowMs });
}

function live({ id, to }: Card, saying: Saying, mentions: readonly MentionTarget[] = []): NewDelivery {
  const message = messageOf(saying);
  const { taskId } = saying.next;
  return {
    id,
    content: {
      kind: "live",
      to,
      message: mentions.length === 0 ? message : { ...message, mentions: [...mentions] },
    },
    isUrgent: true,
    ...(taskId === undefined ? {} : { taskId }),
  };
}

/** Bells that ring in a channel: only where that is configured, and of those who do not mind. */
function mentionsAt(
  to: Conversation,
  whom: readonly string[],
  { ladder }: Saying,
  deps: SayDeps,
): MentionTarget[] {
  if (!deps.config.escalation.mention) return [];
  return whom.flatMap((person) => {
    if (ladder.settingsOf(person)?.mentions === false) return [];
    const accounts = accountsOf(person, deps.people?.() ?? deps.config.people);
    const here = accounts.find(({ platform }) => platform === to.platform);
    return here === undefined ? [] : [{ kind: "person" as const, id: here.userId }];
  });
}

function pagedOf(effects: readonly LadderEffect[]): string[] {
  return effects.flatMap((effect) =>
    effect.type === "page" ? effect.whom : effect.type === "remind" ? [effect.whom] : [],
  );
}

function channelsOf({ ladder }: Saying, { places }: SayDeps): Conversation[] {
  const own = places.for("escalations", ladder.team);
  return own.length > 0 ? own : places.for("alerts", ladder.team);
}

interface NewCard {
  readonly card: Card;
  readonly mentions: readonly MentionTarget[];
  /** What is said once in place of a card, where one stands already. */
  readonly call?: string;
}

/** Cards that this step adds: one in each channel at first, and one to each person that hears of it now. */
function newCards(saying: Saying, deps: SayDeps): NewCard[] {
  const { next, effects } = saying;
  const paged = pagedOf(effects);
  const hasChannels = next.cards.some(({ person }) => person === undefined);
  const base = `escalation.${next.id}`;
  const inChannels = hasChannels || next.state === "settled" ? [] : channelsOf(saying, deps);
  return [
    ...callsInChannels(saying, paged, deps),
    ...inChannels.map((to) => ({
      card: { id: `${base}.${threadKey(to)}`, to },
      mentions: mentionsAt(to, paged, saying, deps),
    })),
    ...paged.flatMap((person) =>
      deps.places.direct(person, saying.ladder.task?.thread ?? next.thread).map((to) => ({
        card: { id: `${base}.${next.step}.${threadKey(to)}`, to, person },
        mentions: [],
      })),
    ),
  ];
}

/** What climbing looks like where a message that only changes would ring nobody's bell. */
function callsInChannels(saying: Saying, paged: readonly string[], deps: SayDeps): NewCard[] {
  const { next, effects } = saying;
  const climbed = effects.find((effect) => effect.type === "log" && effect.event === "escalation.climbed");
  if (climbed?.type !== "log" || next.cards.every(({ person }) => person !== undefined)) return [];
  const call = `**${nameOfEscalation(next)}** ${climbed.says ?? ""}`;
  return channelsOf(saying, deps).map((to) => ({
    card: { id: `escalation.${next.id}.call.${next.step}.${threadKey(to)}`, to },
    mentions: mentionsAt(to, paged, saying, deps),
    call,
  }));
}

interface Placed {
  readonly cards: Card[];
  readonly deliveries: NewDelivery[];
  readonly documents: DocumentChange[];
}

/** The digest of a place as it reads after this step. */
async function liveDigest(
  {
    to,
    startMs,
    ids,
  }: { readonly to: Conversation; readonly startMs: number; readonly ids: readonly string[] },
  { next }: Saying,
  { store }: SayDeps,
): Promise<NewDelivery> {
  const first = ids.slice(0, LISTED);
  const all = await Promise.all(first.map(async (id) => (id === next.id ? next : readEscalation(id, store))));
  const shown = all.flatMap((one) => one ?? []);
  const message = renderDigest(shown, { to, startMs, count: ids.length });
  return { id: digestId(to, startMs), isUrgent: true, content: { kind: "live", to, message } };
}

/** Each new card as a message of its own, or within the digest of a place that hears of many. */
async function place(added: readonly NewCard[], saying: Saying, deps: SayDeps): Promise<Placed> {
  const { next, nowMs, isLate } = saying;
  const placed: Placed = { cards: [], deliveries: [], documents: [] };
  const places = new Set<string>();
  for (const { card, mentions, call } of added) {
    if (places.has(threadKey(card.to))) continue;
    places.add(threadKey(card.to));
    const page = { id: next.id, to: card.to, nowMs, isLate };
    const plan = await planPage(page, deps.config.escalation.digest, deps.store);
    placed.documents.push(plan.change);
    if (plan.digest === undefined && call !== undefined) {
      const message = { text: call, mentions: [...mentions] };
      placed.deliveries.push({
        id: card.id,
        isUrgent: true,
        content: { kind: "post", to: card.to, message },
      });
      continue;
    }
    if (plan.digest === undefined) {
      placed.cards.push(card);
      placed.deliveries.push(live(card, saying, mentions));
      continue;
    }
    const { startMs } = plan.digest;
    placed.cards.push({ ...card, id: digestId(card.to, startMs), digestMs: startMs });
    placed.deliveries.push(await liveDigest({ to: card.to, ...plan.digest }, saying, deps));
  }
  return placed;
}

interface Changed {
  readonly deliveries: readonly NewDelivery[];
  readonly documents: readonly DocumentChange[];
}

/** What was shown before, as it is now: one that is taken leaves its digest, unless another has followed that. */
async function changedCards(saying: Saying, deps: SayDeps): Promise<Changed> {
  const { next } = saying;
  const deliveries: NewDelivery[] = [];
  const documents: DocumentChange[] = [];
  for (const card of next.cards.slice(-CARDS)) {
    if (card.digestMs === undefined) {
      deliveries.push(live(card, saying));
      continue;
    }
    if (next.state === "open" || deliveries.some(({ id }) => id === card.id)) continue;
    const left = await leaveDigest({ to: card.to, startMs: card.digestMs, id: next.id }, deps.store);
    if (left?.digest === undefined) continue;
    documents.push(left.change);
    deliveries.push(await liveDigest({ to: card.to, ...left.digest }, saying, deps));
  }
  return { deliveries, documents };
}

/** One line for each transition, where the task is talked about. */
function threadLines({ next, effects, ladder }: Saying): NewDelivery[] {
  const to = ladder.task?.thread ?? next.thread;
  if (to === undefined) return [];
  return effects.flatMap((effect, at) => {
    if (effect.type !== "log" || effect.says === undefined) return [];
    const text = `**${nameOfEscalation(next)}** ${effect.says}`;
    return [
      {
        id: `escalation.${next.id}.line.${next.step}.${at}`,
        content: { kind: "post" as const, to, message: { text } },
        ...(next.taskId === undefined ? {} : { taskId: next.taskId }),
      },
    ];
  });
}

/** Everything that people see of a step, and its entries in the log. */
export async function sayStep(saying: Saying, deps: SayDeps): Promise<Said> {
  const { next, effects } = saying;
  const old = await changedCards(saying, deps);
  const { cards, deliveries, documents } = await place(newCards(saying, deps), saying, deps);
  const events = effects.flatMap((effect) =>
    effect.type === "log"
      ? [
          {
            type: effect.event,
            ...(next.taskId === undefined ? {} : { taskId: next.taskId }),
            data: { id: next.id, no: next.no, ...effect.data },
          },
        ]
      : [],
  );
  return {
    called: cards.flatMap(({ id, person }) => (person === undefined ? [] : [id])),
    next: { ...next, cards: [...next.cards, ...cards].slice(-CARDS) },
    // Of two with one id, as in a digest that changes and grows at once, the newer counts.
    deliveries: [
      ...old.deliveries.filter(({ id }) => !deliveries.some((one) => one.id === id)),
      ...deliveries,
      ...threadLines(saying),
    ],
    events,
    documents: [...old.documents, ...documents],
  };
}
