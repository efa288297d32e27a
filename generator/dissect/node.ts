import type { WireErrorCode } from '../../runtime/errors/wire-error.ts';

/** The value of a field without fields or elements. Bytes are views into the input. */
export type RawValue = number | bigint | boolean | Uint8Array;

/** A problem at one position, with the content of a generated codec's WireError. */
export interface Problem {
  readonly code: WireErrorCode;
  /** With its message, in the spelling of the RFC: `ClientHello.random`. */
  readonly field: string;
  readonly reason: string;
}

/** A code point of a registry. */
export interface Meaning {
  /** The number as the registry writes its numbers: `0x1301`, `22`. */
  readonly text: string;
  /** In the RFC's spelling; undefined if the registry does not list the number. */
  readonly name: string | undefined;
  readonly doc: string | undefined;
}

/** A piece of the input with its name in the spec. */
export interface SpecNode {
  /** `-orig-id` where there is one, otherwise the id in the spec; `0`, `1`, ... for elements of a list. */
  readonly name: string;
  readonly kind: 'message' | 'list' | 'value';
  /** `ClientHello`, `u2`, `b3`, `bytes`; of a list that of its elements. */
  readonly type: string;
  /** Property of the generated value; undefined for fields it omits: lengths, flags, constants, tags. */
  readonly property: string | undefined;
  /** Of a message that is a union: the `kind` of its value. */
  readonly variant: string | undefined;
  /** First byte, and the byte after the last; offsets into the input. */
  readonly at: number;
  readonly end: number;
  /** Of bit fields: first bit, counted from the highest of byte `at`, and how many. */
  readonly bits: { readonly from: number; readonly count: number } | undefined;
  /** Undefined for messages and lists, and where it could not be read. */
  readonly value: RawValue | undefined;
  readonly meaning: Meaning | undefined;
  readonly doc: string | undefined;
  readonly children: readonly SpecNode[];
  /** Problems of this node, without those of its children. */
  readonly problems: readonly Problem[];
}

/** All problems of a tree, in the order of the bytes. */
export function problemsIn(node: SpecNode): readonly Problem[] {
  const inner = node.children.flatMap(problemsIn);
  return inner.length === 0 ? node.problems : [...inner, ...node.problems];
}

/**
 * The value that the generated codec gives for the same bytes: messages become objects, lists arrays. Optional fields
 * that are absent are left out. Meaningful only for a tree without problems.
 */
export function generatedValue(node: SpecNode): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'list') return node.children.map(generatedValue);
  const shown = node.children.flatMap((child) =>
    child.property === undefined ? [] : [[child.property, generatedValue(child)] as const],
  );
  const value: Record<string, unknown> = Object.fromEntries(shown);
  return node.variant === undefined ? value : { kind: node.variant, ...value };
}
