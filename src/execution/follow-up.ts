/** What somebody wrote in the thread of a task while it was open. */
export interface FollowUp {
  /** Of the message. */
  readonly key: string;
  /** Name of the person, or their id. */
  readonly from: string;
  readonly text: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}
