import { BotError } from "../errors.ts";

export interface TextQueueOptions {
  /** One vector for each text, in order. Called again only when the last call has ended. */
  readonly run: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
  /** Texts in one run; 1 where batches bring nothing. */
  readonly batchSize: () => number;
  /** Texts that may wait besides those that run. */
  readonly maxWaiting: number;
}

/** Texts waiting for the encoder, first come, first served. */
export interface TextQueue {
  /** Throws `router.encoder_busy` at once when the queue is full. */
  push(text: string): Promise<Float32Array>;
  /** Waits for room instead of rejecting. */
  pushWhenRoom(text: string): Promise<Float32Array>;
  /** Takes no more texts, and resolves when those in it are done. What waits for room is refused. */
  close(): Promise<void>;
}

interface Waiting {
  readonly text: string;
  readonly resolve: (vector: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** The error of everything that comes after `close`. */
export function encoderClosed(): BotError {
  return new BotError("router.encoder_closed", "The router's encoder was closed while Switchyard stops.", {
    retryable: true,
  });
}

/** Gives every text of a batch its vector, or the error of the run. Never rejects. */
async function runBatch(batch: readonly Waiting[], run: TextQueueOptions["run"]): Promise<void> {
  try {
    const vectors = await run(batch.map(({ text }) => text));
    batch.forEach(({ resolve, reject }, index) => {
      const vector = vectors[index];
      if (vector === undefined) reject(new Error(`a run of ${batch.length} gave ${vectors.length} vectors`));
      else resolve(vector);
    });
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}

/** Runs one batch at a time: whatever waits when a run ends goes into the next one, up to the size of a batch. */
export function createTextQueue({ run, batchSize, maxWaiting }: TextQueueOptions): TextQueue {
  const waiting: Waiting[] = [];
  const roomSeekers: (() => void)[] = [];
  let running: Promise<void> | undefined;
  let isClosed = false;

  function mustWait(): boolean {
    return !isClosed && waiting.length >= maxWaiting;
  }

  async function drain(): Promise<void> {
    // Texts that are pushed in one go share the first batch already.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize());
      for (const wake of roomSeekers.splice(0)) wake();
      await runBatch(batch, run);
    }
    running = undefined;
  }

  async function enqueue(text: string): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      waiting.push({ text, resolve, reject });
      running ??= drain();
    });
  }

  return {
    push(text) {
      if (isClosed) throw encoderClosed();
      if (waiting.length >= maxWaiting) {
        throw new BotError(
          "router.encoder_busy",
          `${waiting.length} texts wait to be understood already. Try again in a moment.`,
          { retryable: true },
        );
      }
      return enqueue(text);
    },
    async pushWhenRoom(text) {
      while (mustWait()) {
        await new Promise<void>((resolve) => roomSeekers.push(resolve));
      }
      if (isClosed) throw encoderClosed();
      return enqueue(text);
    },
    async close() {
      isClosed = true;
      for (const wake of roomSeekers.splice(0)) wake();
      await running;
    },
  };
}
