import type { SourceFile } from '../diagnostics/source-file.ts';
import type { Expression } from './expression.ts';

/** A `.ksy` file as written, with unresolved names. Offsets are those of the names. */
export interface Schema {
  readonly file: SourceFile;
  readonly id: string;
  readonly imports: readonly SchemaImport[];
  /** The file's own type; its `types` and `enums` are those of the file. */
  readonly root: SchemaType;
  /** True: the file has `meta/endian: be`, which Kaitai requires for numbers of several bytes. */
  readonly bigEndian: boolean;
  /** True: the file describes no bytes, only enums. */
  readonly registry: boolean;
  /** Of a registry: the source of its numbers, and the date they were copied. */
  readonly source: string | undefined;
  readonly date: string | undefined;
}

export interface SchemaImport {
  /** Project path without extension: `spec/dtls13/registries/content_type`. */
  readonly path: string;
  /** The name under which the importing file knows it: its last part. */
  readonly name: string;
  readonly offset: number;
}

export interface SchemaType {
  readonly id: string;
  readonly offset: number;
  /** As the RFC spells it. */
  readonly originalName: string | undefined;
  readonly doc: string | undefined;
  readonly reference: string | undefined;
  readonly parent: SchemaType | undefined;
  readonly params: readonly SchemaParam[];
  readonly seq: readonly SchemaField[];
  readonly instances: readonly SchemaInstance[];
  readonly types: readonly SchemaType[];
  readonly enums: readonly SchemaEnum[];
  /** A list wrapper: a field of this type becomes the list itself. */
  readonly inline: boolean;
  /** Big-endian digits of one number. */
  readonly scalar: boolean;
  /** Also decoded into an object of the caller's. */
  readonly reuse: boolean;
}

export interface SchemaParam {
  readonly id: string;
  readonly offset: number;
  readonly doc: string | undefined;
  readonly type: string;
  readonly enum: EnumReference | undefined;
}

export interface SchemaField {
  readonly id: string;
  readonly offset: number;
  readonly originalName: string | undefined;
  readonly doc: string | undefined;
  readonly reference: string | undefined;
  readonly type: TypeReference | SchemaSwitch | undefined;
  readonly enum: EnumReference | undefined;
  readonly size: Expression | undefined;
  readonly sizeEos: boolean;
  readonly contents: readonly number[] | undefined;
  readonly condition: Expression | undefined;
  readonly repeat: SchemaRepeat | undefined;
  readonly valid: SchemaValid | undefined;
  readonly uniqueBy: { readonly id: string; readonly offset: number } | undefined;
  /** The bytes of a constant are exported under a name of their own. */
  readonly exported: boolean;
}

export type SchemaRepeat = { readonly kind: 'eos' } | { readonly kind: 'count'; readonly count: Expression };

/** All given conditions must hold. */
export interface SchemaValid {
  readonly offset: number;
  readonly equal: Expression | undefined;
  readonly min: Expression | undefined;
  readonly max: Expression | undefined;
  readonly anyOf: readonly Expression[] | undefined;
  readonly expression: Expression | undefined;
  readonly inEnum: boolean;
}

export interface TypeReference {
  readonly kind: 'type';
  readonly offset: number;
  readonly path: readonly string[];
  readonly args: readonly Expression[];
}

export interface SchemaSwitch {
  readonly kind: 'switch';
  readonly offset: number;
  readonly on: Expression;
  readonly cases: readonly SchemaCase[];
}

export interface SchemaCase {
  /** Undefined: `_`, everything else. */
  readonly match: Expression | undefined;
  readonly offset: number;
  readonly type: TypeReference;
}

export interface SchemaInstance {
  readonly id: string;
  readonly offset: number;
  readonly doc: string | undefined;
  readonly reference: string | undefined;
  readonly value: Expression;
}

export interface EnumReference {
  readonly offset: number;
  readonly path: readonly string[];
}

export interface SchemaEnum {
  readonly id: string;
  readonly offset: number;
  /** From `-wc-enum-docs` next to the enums: Kaitai has no `doc` inside an enum. */
  readonly doc: string | undefined;
  readonly reference: string | undefined;
  readonly members: readonly SchemaEnumMember[];
}

export interface SchemaEnumMember {
  readonly id: string;
  readonly offset: number;
  readonly value: number;
  /** As the key was written, lower case: `0x1301`. */
  readonly text: string;
  readonly originalName: string | undefined;
  readonly doc: string | undefined;
  readonly reference: string | undefined;
  readonly attributes: ReadonlyMap<string, string | number | boolean>;
}
