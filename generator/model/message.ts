import type { Expression } from './expression.ts';
import type { Schema, SchemaType, SchemaValid } from './schema.ts';

/** A schema with every name resolved: the input of the emitters. */
export interface WireModule {
  readonly schema: Schema;
  /** Of the generated file: `generated/dtls13/wire/client-hello.ts`. */
  readonly path: string;
  readonly messages: readonly Message[];
  readonly registries: readonly Registry[];
}

/** An enum: named code points of an open set. */
export interface Registry {
  readonly schema: Schema;
  readonly path: string;
  /** `ContentType`. */
  readonly typeName: string;
  readonly doc: string;
  readonly members: readonly CodePoint[];
}

export interface CodePoint {
  readonly id: string;
  /** As the RFC spells it; the property of the generated constant. */
  readonly name: string;
  readonly value: number;
  /** The number as the spec writes it. */
  readonly text: string;
  readonly doc: string | undefined;
  /** Names in camel case. */
  readonly attributes: ReadonlyMap<string, string | number | boolean>;
}

/** A struct type that becomes an interface and a codec. */
export interface Message {
  readonly schema: Schema;
  readonly type: SchemaType;
  readonly path: string;
  /** `ClientHello`. */
  readonly typeName: string;
  /** `ClientHello`, `unified_hdr`: in errors. */
  readonly label: string;
  readonly doc: string;
  readonly params: readonly Param[];
  /** In wire order, hidden ones included. */
  readonly fields: readonly Field[];
  readonly functions: readonly MessageFunction[];
  /** The field whose type the tag decides: the message is then a union. Always the last visible field. */
  readonly choice: ChoiceField | undefined;
  readonly reuse: boolean;
  /** Whether it reads to the end of the stream. */
  readonly toEnd: boolean;
  readonly minSize: number;
  /** Undefined: depends on the value. */
  readonly fixedSize: number | undefined;
}

export interface Param {
  readonly id: string;
  readonly offset: number;
  /** Local name, camel case. */
  readonly name: string;
  readonly doc: string | undefined;
  readonly value: IntegerType | BooleanType | BytesType;
}

/** A value instance: computed from a message, not stored in it. */
export interface MessageFunction {
  readonly id: string;
  readonly offset: number;
  readonly name: string;
  readonly doc: string | undefined;
  readonly value: Expression;
}

export interface Field {
  readonly id: string;
  readonly offset: number;
  /** `legacySessionId`. */
  readonly property: string;
  /** `ClientHello.legacy_session_id`. */
  readonly label: string;
  readonly doc: string | undefined;
  /** Present only if this holds. */
  readonly condition: Expression | undefined;
  readonly value: ValueType;
  /** Elements up to the end of the extent, or as many as are counted. */
  readonly list: { readonly kind: 'rest' } | { readonly kind: 'count'; readonly count: Expression } | undefined;
  readonly extent: Extent;
  readonly valid: SchemaValid | undefined;
  /** Inclusive; of the number itself. Undefined: the field is not a number. */
  readonly bounds: { readonly min: bigint; readonly max: bigint } | undefined;
  readonly unique: Field | undefined;
  /** `contents` of a repeated field: the bytes that every element must be. */
  readonly itemContents: readonly number[] | undefined;
  readonly role: FieldRole;
  /** `HELLO_RETRY_REQUEST_RANDOM`: the name under which the bytes of a constant are exported. */
  readonly exportName: string | undefined;
}

export type ChoiceField = Field & { readonly value: ChoiceType };

/** How far a field reaches. */
export type Extent =
  /** The extent of its type. */
  | { readonly kind: 'own' }
  | { readonly kind: 'fixed'; readonly bytes: number }
  | { readonly kind: 'sized'; readonly size: Expression }
  /** To the end of the range being read. */
  | { readonly kind: 'rest' };

export type FieldRole =
  | { readonly kind: 'visible' }
  /** Always the same; not part of the value. */
  | { readonly kind: 'constant'; readonly value: bigint | readonly number[]; readonly text: string }
  /** `measure = scale * length + add`, where `measure` counts bytes or elements of field `of`. */
  | { readonly kind: 'length'; readonly of: string; readonly scale: number; readonly add: number }
  /** True when field `of` is present. */
  | { readonly kind: 'flag'; readonly of: string }
  /** Says which alternative of the choice follows. */
  | { readonly kind: 'tag' };

export interface IntegerType {
  readonly kind: 'integer';
  readonly bits: number;
  /** A Kaitai `b` type: shares its bytes with its neighbours. */
  readonly packed: boolean;
  readonly bigint: boolean;
  readonly registry: Registry | undefined;
}

export interface BooleanType {
  readonly kind: 'boolean';
}

export interface BytesType {
  readonly kind: 'bytes';
}

export interface MessageType {
  readonly kind: 'message';
  readonly message: Message;
  readonly args: readonly Expression[];
}

/** One of two widths of the same number, selected by a flag. */
export interface WidthType {
  readonly kind: 'width';
  readonly on: Expression;
  readonly whenTrue: IntegerType;
  readonly whenFalse: IntegerType;
}

export interface ChoiceType {
  readonly kind: 'choice';
  /** Id of the field or param that decides. */
  readonly tag: string;
  readonly registry: Registry;
  readonly cases: readonly ChoiceCase[];
  /** The content for an unlisted tag; undefined: none. */
  readonly otherwise: CaseContent | undefined;
}

export interface ChoiceCase {
  readonly point: CodePoint;
  readonly content: CaseContent;
}

/** The content of a case. `list`: elements to the end of the field. */
export interface CaseContent {
  readonly value: IntegerType | BytesType | MessageType;
  readonly list: boolean;
}

export type ValueType = IntegerType | BooleanType | BytesType | MessageType | WidthType | ChoiceType;

/** Whether a field is a property of the generated interface. */
export function isVisible(field: Field): boolean {
  return field.role.kind === 'visible';
}
