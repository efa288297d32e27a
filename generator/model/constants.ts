import type { SourceFile } from '../diagnostics/source-file.ts';

/** Numbers of a protocol that are neither code points nor sizes of fields. */
export interface Constants {
  readonly file: SourceFile;
  readonly constants: readonly Constant[];
}

export interface Constant {
  /** `MAX_PLAINTEXT_LENGTH`. */
  readonly name: string;
  readonly value: number;
  /** As written: `0x4000` stays so. */
  readonly text: string;
  readonly unit: string;
  readonly doc: string;
  readonly reference: string;
}
