import type { TraceRecord } from '../model/trace-record.ts';
import type { Inspector } from './inspector.ts';

/** Indices of the records that a list shows, extended as records arrive. */
export class RecordList {
  readonly #inspector: Inspector;
  readonly #shows: (record: TraceRecord, index: number) => boolean;
  #indices: number[] = [];
  #seen = 0;
  #generation = -1;

  constructor(inspector: Inspector, shows: (record: TraceRecord, index: number) => boolean) {
    this.#inspector = inspector;
    this.#shows = shows;
  }

  /** Starts again: what is shown has changed. */
  reset(): void {
    this.#generation = -1;
  }

  /** Takes new records into account. Returns true when the rows before have changed. */
  update(): boolean {
    const { model, generation } = this.#inspector;
    const isOther = generation !== this.#generation;
    if (isOther) {
      this.#indices = [];
      this.#seen = 0;
      this.#generation = generation;
    }
    for (; this.#seen < model.recordCount; this.#seen++) {
      const record = model.record(this.#seen);
      if (record !== undefined && this.#shows(record, this.#seen)) this.#indices.push(this.#seen);
    }
    return isOther;
  }

  get length(): number {
    return this.#indices.length;
  }

  /** Index of the record in a row. */
  at(row: number): number {
    return this.#indices[row] ?? -1;
  }

  /** The last row whose record is not after `index`; -1 when there is none. */
  rowOf(index: number): number {
    let low = 0;
    let high = this.#indices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indices[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
