/** Reports a diagnostic of one file. `offset` counts UTF-16 code units from the start of its text. */
export type Report = (offset: number, reason: string) => void;
