import { GeneratorError } from '../../diagnostics/generator-error.ts';
import type { CaseContent, Field, IntegerType, Message, ValueType } from '../../model/message.ts';
import { arbitrariesPath } from '../../names/arbitraries-path.ts';
import { call, type Layout } from '../layout.ts';
import type { CodecContext } from '../wire/codec-context.ts';
import { literal } from '../wire/integer.ts';
import { fixedBytes } from '../wire/size.ts';
import type { Scope } from '../wire/translate.ts';
import { translate } from '../wire/translate.ts';
import { BLOCKS, blocksPath } from './building-blocks.ts';
import { byteRange, capacity, itemRange, type Range } from './capacity.ts';

/** How much of something is wanted. `exact`: code of a number known only when the value is generated. */
export type Amount =
  | { readonly kind: 'range'; readonly range: Range }
  | { readonly kind: 'exact'; readonly min: string; readonly max: string };

export const ANY_AMOUNT: Range = { min: 0, max: Number.MAX_SAFE_INTEGER, step: 1 };

/** Writes the arbitraries of one message and records the imports of its file. */
export class ArbitraryWriter {
  readonly context: CodecContext;
  readonly #protocol: string;

  constructor(context: CodecContext, protocol: string) {
    this.context = context;
    this.#protocol = protocol;
  }

  /** `make.bytes(0, 300)`. */
  make(name: string, ...args: readonly Layout[]): Layout {
    this.context.file.useOf(blocksPath(this.#protocol), BLOCKS);
    return call(`${BLOCKS}.${name}`, ...args);
  }

  /** A call whose only argument keeps the parentheses on its own first and last line. */
  hugArgument(name: string, argument: Layout): Layout {
    this.context.file.useOf(blocksPath(this.#protocol), BLOCKS);
    return [`${BLOCKS}.${name}(`, argument, ')'];
  }

  /** `make.integer(0, 255)`. */
  number({ registry, bigint }: IntegerType, min: bigint, max: bigint): Layout {
    const { file } = this.context;
    if (registry !== undefined && min === 0n) return this.make('codePoints', file.registry(registry), literal(max));
    if (bigint && max > BigInt(Number.MAX_SAFE_INTEGER)) return this.make('bigint', `${min}n`, `${max}n`);
    return this.make('integer', literal(min), literal(max));
  }

  /** The arbitrary of a message with the arguments its params get. */
  message({ value }: { readonly value: Extract<ValueType, { kind: 'message' }> }, scope: Scope): Layout {
    const args = value.args.map((each) => translate(each, scope).code);
    return call(this.context.file.useOf(arbitraryPath(value.message), arbitraryName(value.message)), ...args);
  }

  /** One number, message or some bytes, as the element of a list is. */
  #element(value: ValueType, scope: Scope, bytes: Amount): Layout {
    switch (value.kind) {
      case 'integer':
        return this.number(value, 0n, (1n << BigInt(value.bits)) - 1n);
      case 'message':
        return this.message({ value }, scope);
      case 'bytes':
        return this.bytes(bytes);
      default:
        throw new GeneratorError(`a ${value.kind} is not an element`);
    }
  }

  /** The element of a list whose elements are always the same. */
  #item(field: Field | undefined): Layout | undefined {
    if (field?.itemContents === undefined) return undefined;
    this.context.file.constantName = field.property;
    return call('fc.constant', this.context.file.bytes(field.itemContents));
  }

  bytes(amount: Amount): Layout {
    if (amount.kind === 'exact') return this.make('bytes', amount.min, amount.max);
    const { min, max, step } = byteRange(amount.range);
    return this.make('bytes', String(min), String(max), ...(step === 1 ? [] : [String(step)]));
  }

  /** What fills a field or a case of a union: bytes, a list or a single message, of the size that is wanted. */
  content(content: CaseContent | { value: ValueType; list: boolean }, amount: Amount, scope: Scope): Layout {
    const { value } = content;
    if (content.list) return this.items(value, amount, scope, undefined, undefined);
    if (value.kind !== 'message') return this.#element(value, scope, amount);
    const element = this.message({ value }, scope);
    const { fixedSize, minSize } = value.message;
    if (amount.kind === 'exact') {
      return this.make('fitting', element, this.context.file.codec(value.message), `[${amount.min}, ${amount.max}, 1]`);
    }
    const { min, max, step } = amount.range;
    const fits = minSize >= min && capacity(value.message) <= max && step === 1;
    if (fits || (fixedSize === min && min === max)) return element;
    return this.make('fitting', element, this.context.file.codec(value.message), `[${min}, ${max}, ${step}]`);
  }

  /** A list that takes a number of bytes. `elementBytes`: of each element, where its type does not say it. */
  items(
    value: ValueType,
    amount: Amount,
    scope: Scope,
    key: Layout | undefined,
    elementBytes: number | undefined,
    field?: Field,
  ): Layout {
    const keys = key === undefined ? [] : [key];
    const fixed = elementBytes ?? fixedBytes(value);
    const exactly: Amount = { kind: 'range', range: { min: fixed ?? 0, max: fixed ?? 0, step: 1 } };
    const element = this.#item(field) ?? this.#element(value, scope, exactly);
    if (amount.kind === 'exact' && fixed !== undefined) {
      const count = (code: string): string => (fixed === 1 ? code : `Math.floor((${code}) / ${fixed})`);
      return this.make('list', element, count(amount.min), count(amount.max), ...keys);
    }
    const range = amount.kind === 'range' ? itemRange(value, elementBytes, amount.range) : undefined;
    if (range !== undefined) return this.make('list', element, String(range.min), String(range.max), ...keys);
    const [min, max, step] =
      amount.kind === 'range' ? [amount.range.min, amount.range.max, amount.range.step] : [amount.min, amount.max, 1];
    const codec = value.kind === 'message' ? this.context.file.codec(value.message) : `{ size: () => ${fixed} }`;
    return this.make('fittingList', element, codec, `[${min}, ${max}, ${step}]`, ...keys);
  }

  /** A list of a number of elements. */
  counted(field: Field, amount: Amount, scope: Scope): Layout {
    const { value, extent, unique } = field;
    const bytes = extent.kind === 'fixed' ? extent.bytes : 0;
    const exactly: Amount = { kind: 'range', range: { min: bytes, max: bytes, step: 1 } };
    const element = this.#item(field) ?? this.#element(value, scope, exactly);
    const keys = unique === undefined ? [] : [distinctKey(this, field, unique)];
    if (amount.kind === 'exact') return this.make('list', element, amount.min, amount.max, ...keys);
    const { min, max } = amount.range;
    return this.make('list', element, String(min), String(Math.min(max, Math.max(min, 150))), ...keys);
  }
}

/** What must differ between the elements of a list. */
export function distinctKey({ context }: ArbitraryWriter, { value, label }: Field, unique: Field): Layout {
  if (value.kind !== 'message') throw new GeneratorError(`${label} is not a list of messages`);
  return unique.role.kind === 'tag'
    ? `${context.file.codec(value.message)}.${unique.property}`
    : `(item) => item.${unique.property}`;
}

/** `arbitraryClientHello`. */
export function arbitraryName(message: Message): string {
  return `arbitrary${message.typeName}`;
}

/** The arbitraries file for the file of the wire type. */
function arbitraryPath(message: Message): string {
  return arbitrariesPath(message.path);
}
