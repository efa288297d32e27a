/** What one comparison measured; the first row is ours. */
export interface Result {
  readonly title: string;
  readonly rows: readonly {
    readonly name: string;
    /** Nanoseconds. */
    readonly median: number;
    readonly best: number;
  }[];
}
