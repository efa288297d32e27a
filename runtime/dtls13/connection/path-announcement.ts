/** What announcements need from the path validation. */
export interface PathAnnouncementContext {
  /** The time of the current input, in the host's milliseconds. */
  now(): number;
  /** The last measured round trip in milliseconds; undefined: none was measured. */
  roundTrip(): number | undefined;
  /** Sends a path_challenge on the current path. */
  challenge(): void;
}

/** Time before the first repetition in round trips, and its minimum in milliseconds: the peer checks two paths in it. */
const FIRST_ROUND_TRIPS = 6;
const MIN_FIRST_TIME = 1000;
/** Repetitions, each after twice the time of the one before: about a minute in total. */
const MAX_REPETITIONS = 6;
const NEVER = Number.POSITIVE_INFINITY;

/**
 * Repeats a path_challenge on the path to which we moved, until the peer sends there. The peer learns of our move only by
 * a record from there: it may have missed it, lost all of its own challenges, or been checking another path at that time,
 * as its check handles one change of the path at a time; RFC 9853 section 5.
 */
export class PathAnnouncement {
  readonly #context: PathAnnouncementContext;
  #deadline = NEVER;
  #time = 0;
  #repetitions = 0;

  constructor(context: PathAnnouncementContext) {
    this.#context = context;
  }

  /** When `expire` is due; Infinity: nothing is repeated. */
  get deadline(): number {
    return this.#deadline;
  }

  /** We use another path from now on. */
  start(): void {
    this.#time = Math.max(FIRST_ROUND_TRIPS * (this.#context.roundTrip() ?? 0), MIN_FIRST_TIME);
    this.#repetitions = 0;
    this.#deadline = this.#context.now() + this.#time;
  }

  /** The peer sends on the path, or the path is not in use any more. */
  stop(): void {
    this.#deadline = NEVER;
  }

  expire(now: number): void {
    if (now < this.#deadline) return;
    this.#repetitions += 1;
    this.#time *= 2;
    this.#deadline = this.#repetitions === MAX_REPETITIONS ? NEVER : now + this.#time;
    this.#context.challenge();
  }
}
