/** YAML as plain data in which everything knows its place in the file. Offsets are UTF-16 code units. */
export type YamlValue = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  readonly offset: number;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  /** As written: `0x1301` stays `0x1301`. */
  readonly key: string;
  readonly keyOffset: number;
  readonly value: YamlValue;
}

export interface YamlList {
  readonly kind: 'list';
  readonly offset: number;
  readonly items: readonly YamlValue[];
}

export interface YamlScalar {
  readonly kind: 'scalar';
  /** Of the first character of the text, after an opening quote. */
  readonly offset: number;
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly text: string;
}
