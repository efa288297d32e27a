import { packedBits } from '../lint/bit-groups.ts';
import type { Expression } from '../model/expression.ts';
import {
  type CaseContent,
  type ChoiceType,
  type Field,
  isVisible,
  type Message,
  type MessageType,
  type ValueType,
} from '../model/message.ts';
import type { RegistryLookup } from '../model/resolve.ts';
import { checkField } from './checks.ts';
import { meaningOf } from './code-points.ts';
import { addProblem, type Draft, draft } from './draft.ts';
import { evaluate, type Operand, Scope, sameValue } from './evaluate.ts';
import type { RawValue } from './node.ts';

const UNKNOWN = 'depends on something that could not be read';

/**
 * Reads bytes by walking the model, field after field, without generated code. A second implementation of the spec
 * language: it finds a problem exactly where a generated codec throws, but continues after it as far as lengths allow.
 *
 * Every `read` function returns whether reading can continue after the field, within the current range.
 */
export class Interpreter {
  readonly #bytes: Uint8Array;
  readonly #registry: RegistryLookup;
  #position: number;
  /** End of the range being read, exclusive. */
  #end: number;

  /** Reads `bytes[at, end)`. */
  constructor(bytes: Uint8Array, at: number, end: number, registry: RegistryLookup) {
    // A Buffer's views are Buffers, and not what generated codecs give.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = at;
    this.#end = end;
    this.#registry = registry;
  }

  /** One message; with `toEnd`, bytes after it are a problem. */
  read(message: Message, params: ReadonlyMap<string, RawValue>, toEnd: boolean): Draft {
    const node = draft(message.label, message.label, this.#position);
    const scope = new Scope(message);
    for (const [id, value] of params) scope.set(id, value);
    if (!this.#readMessage(node, message, scope)) this.#keepRest(node, '(not read)');
    else if (toEnd) this.#finish(node, message.label);
    node.doc = message.doc;
    return node;
  }

  #readMessage(node: Draft, message: Message, scope: Scope): boolean {
    node.kind = 'message';
    node.type = message.label;
    node.doc ??= message.doc;
    // Bits taken of the bytes that start at the position; a group of bit fields fills whole bytes.
    let taken = 0;
    for (const [index, field] of message.fields.entries()) {
      if (field.condition !== undefined) {
        const present = this.#evaluate(field.condition, scope);
        if (present === false) continue;
        if (present !== true) return this.#giveUp(node, field.label);
      }
      const child = draft(message.type.seq[index]?.originalName ?? field.id, '', this.#position);
      child.property = isVisible(field) ? field.property : undefined;
      child.doc = field.doc;
      node.children.push(child);
      const bits = packedBits(field);
      let goesOn: boolean;
      if (bits === undefined) {
        goesOn =
          field.value.kind === 'choice'
            ? this.#readChoice(node, child, field, field.value, scope)
            : this.#readField(child, field, scope);
        child.end = this.#position;
      } else {
        goesOn = this.#readBits(child, field, bits, taken, scope);
        taken += bits;
        if (taken % 8 === 0) {
          if (goesOn) this.#position += taken / 8;
          taken = 0;
        }
      }
      if (!goesOn) {
        node.end = this.#position;
        return false;
      }
    }
    node.end = this.#position;
    return true;
  }

  /** A field that shares its bytes with its neighbours. The position moves when the group is complete. */
  #readBits(node: Draft, field: Field, bits: number, taken: number, scope: Scope): boolean {
    const needed = Math.ceil((taken + bits) / 8);
    node.type = `b${bits}`;
    node.at = this.#position + Math.floor(taken / 8);
    node.end = this.#position + needed;
    if (taken % 8 !== 0 || bits % 8 !== 0) node.bits = { from: taken % 8, count: bits };
    if (needed > this.#end - this.#position) return this.#truncated(node, field.label, needed);
    const whole = this.#number(this.#position, this.#position + needed);
    const number = Math.floor(whole / 2 ** (needed * 8 - taken - bits)) % 2 ** bits;
    this.#keep(node, field, field.value.kind === 'boolean' ? number === 1 : number, bits, scope);
    return true;
  }

  /** Notes a value, what it means, and what is wrong with it. */
  #keep(node: Draft, field: Field, value: RawValue, bits: number, scope: Scope): void {
    node.value = value;
    scope.set(field.id, value);
    if (field.value.kind === 'integer') node.meaning = meaningOf(field.value.registry, value, bits);
    checkField(node, field, value, (expression) => this.#evaluate(expression, scope, value));
  }

  /** A field of whole bytes that is not selected by a tag. */
  #readField(node: Draft, field: Field, scope: Scope): boolean {
    const { value, extent, label } = field;
    if (field.list === undefined && (value.kind === 'integer' || value.kind === 'width')) {
      return this.#readNumber(node, field, value, scope);
    }
    if (field.list === undefined && value.kind === 'bytes') return this.#readBytes(node, field, scope);
    const content = (): boolean =>
      field.list === undefined
        ? this.#readElement(node, value, field, scope)
        : this.#readList(node, value, field, scope);
    // The size of a list of byte strings is that of each of them.
    if (value.kind === 'bytes' && extent.kind === 'fixed') return content();
    return this.#readExtent(node, field, scope, label, content);
  }

  #readExtent(node: Draft, { extent }: Field, scope: Scope, label: string, content: () => boolean): boolean {
    switch (extent.kind) {
      case 'own':
        return content();
      case 'rest':
        if (!content()) return false;
        this.#finish(node, label);
        return true;
      case 'fixed':
        return this.#within(node, extent.bytes, label, content);
      case 'sized':
        return this.#within(node, this.#evaluate(extent.size, scope), label, content);
    }
  }

  /**
   * Reads inside the next `size` bytes. A problem there does not stop the fields after them. If there are
   * fewer, those are read.
   */
  #within(node: Draft, size: Operand | undefined, label: string, content: () => boolean): boolean {
    if (typeof size !== 'number') return this.#giveUp(node, label);
    const left = this.#end - this.#position;
    if (!(size >= 0 && size <= left)) {
      addProblem(node, 'ERR_WIRE_TRUNCATED', label, `needs ${size} bytes, ${left} are left`);
      if (size > left) content();
      return false;
    }
    const outer = this.#end;
    this.#end = this.#position + size;
    if (content()) this.#finish(node, label);
    else this.#keepRest(node, '(not read)');
    this.#end = outer;
    return true;
  }

  #readNumber(
    node: Draft,
    field: Field,
    value: Extract<ValueType, { kind: 'integer' | 'width' }>,
    scope: Scope,
  ): boolean {
    let bits: number;
    if (value.kind === 'integer') bits = value.bits;
    else {
      const wide = this.#evaluate(value.on, scope);
      if (typeof wide !== 'boolean') return this.#giveUp(node, field.label);
      bits = wide ? value.whenTrue.bits : value.whenFalse.bits;
    }
    node.type = `u${bits / 8}`;
    const at = this.#take(node, bits / 8, field.label);
    if (at === undefined) return false;
    // A 64-bit field is a number where its range keeps it exact.
    const exact = bits < 64 || (field.bounds?.max ?? 2n ** 64n) <= BigInt(Number.MAX_SAFE_INTEGER);
    const number = exact ? this.#number(at, this.#position) : this.#bigNumber(at, this.#position);
    this.#keep(node, field, number, bits, scope);
    return true;
  }

  #readBytes(node: Draft, field: Field, scope: Scope): boolean {
    const { extent, label } = field;
    node.type = 'bytes';
    let size: Operand | undefined = this.#end - this.#position;
    if (extent.kind === 'fixed') size = extent.bytes;
    if (extent.kind === 'sized') size = this.#evaluate(extent.size, scope);
    if (typeof size !== 'number') return this.#giveUp(node, label);
    const at = this.#take(node, size, label);
    if (at === undefined) return false;
    this.#keep(node, field, this.#bytes.subarray(at, this.#position), 0, scope);
    return true;
  }

  #readList(node: Draft, value: ValueType, field: Field, scope: Scope): boolean {
    node.kind = 'list';
    node.type = typeOf(value);
    let count = Number.POSITIVE_INFINITY;
    if (field.list?.kind === 'count') {
      const told = this.#evaluate(field.list.count, scope);
      if (typeof told !== 'number') return this.#giveUp(node, field.label);
      count = told;
    }
    const tags = new Set<Operand>();
    const more = (): boolean => field.list?.kind === 'count' || this.#position < this.#end;
    for (let index = 0; index < count && more(); index++) {
      const item = draft(String(index), node.type, this.#position);
      node.children.push(item);
      const inner = value.kind === 'message' ? new Scope(value.message) : undefined;
      const goesOn = this.#readElement(item, value, field, scope, inner);
      item.end = this.#position;
      // The spec guarantees that an element takes at least one byte; this prevents an endless loop otherwise.
      if (!goesOn || item.end === item.at) return goesOn;
      if (field.itemContents !== undefined && !sameValue(item.value ?? false, Uint8Array.from(field.itemContents))) {
        addProblem(item, 'ERR_WIRE_ILLEGAL_VALUE', field.label, 'is not the constant it must be');
      }
      const tag = field.unique === undefined ? undefined : inner?.get(field.unique.id);
      if (tag === undefined) continue;
      if (tags.has(tag))
        addProblem(item, 'ERR_WIRE_ILLEGAL_VALUE', field.label, `${String(tag)} occurs more than once`);
      tags.add(tag);
    }
    return true;
  }

  /** One value without checks of its own: a message, an element of a list, the content of a case. */
  #readElement(
    node: Draft,
    value: ValueType,
    { label, extent, id }: Field,
    scope: Scope,
    inner = value.kind === 'message' ? new Scope(value.message) : undefined,
  ): boolean {
    node.type = typeOf(value);
    switch (value.kind) {
      case 'message': {
        if (inner === undefined || !this.#pass(value, scope, inner)) return this.#giveUp(node, label);
        scope.set(id, inner);
        return this.#readMessage(node, value.message, inner);
      }
      case 'integer': {
        const at = this.#take(node, value.bits / 8, label);
        if (at === undefined) return false;
        node.value = value.bigint ? this.#bigNumber(at, this.#position) : this.#number(at, this.#position);
        node.meaning = meaningOf(value.registry, node.value, value.bits);
        return true;
      }
      default: {
        const size = extent.kind === 'fixed' ? extent.bytes : this.#end - this.#position;
        const at = this.#take(node, size, label);
        if (at !== undefined) node.value = this.#bytes.subarray(at, this.#position);
        return at !== undefined;
      }
    }
  }

  /** Passes arguments to the params of a message. False: one of them is not known. */
  #pass({ message, args }: MessageType, scope: Scope, inner: Scope): boolean {
    return message.params.every(({ id }, index) => {
      const arg = args[index];
      const value = arg === undefined ? undefined : this.#evaluate(arg, scope);
      if (value !== undefined) inner.set(id, value);
      return value !== undefined;
    });
  }

  #readChoice(parent: Draft, node: Draft, field: Field, value: ChoiceType, scope: Scope): boolean {
    const tag = scope.get(value.tag);
    if (typeof tag !== 'number') return this.#giveUp(node, field.label);
    const found = value.cases.find(({ point }) => point.value === tag);
    const content = found === undefined ? value.otherwise : found.content;
    parent.variant = found?.point.name ?? 'unknown';
    if (found === undefined) {
      // What has no kind of its own shows its number.
      const index = scope.message.fields.findIndex(({ role }) => role.kind === 'tag');
      const shown = parent.children.find((each) => each.name === nameOf(scope.message, index));
      if (shown !== undefined) shown.property = scope.message.fields[index]?.property;
    }
    if (content === undefined) {
      parent.children.pop();
      return true;
    }
    if (isEmpty(content)) node.property = undefined;
    const read = (): boolean => this.#readContent(node, content, field, scope);
    return this.#readExtent(node, field, scope, field.label, read);
  }

  #readContent(node: Draft, content: CaseContent, field: Field, scope: Scope): boolean {
    if (content.list) return this.#readList(node, content.value, { ...field, list: { kind: 'rest' } }, scope);
    // The extent has been entered already: bytes go to its end.
    return this.#readElement(node, content.value, { ...field, extent: { kind: 'rest' } }, scope);
  }

  #evaluate(expression: Expression, scope: Scope, self?: Operand): Operand | undefined {
    return evaluate(expression, { scope, self, remaining: this.#end - this.#position, registry: this.#registry });
  }

  /** Moves over `count` bytes and returns their start; undefined if there are fewer. */
  #take(node: Draft, count: number, label: string): number | undefined {
    const at = this.#position;
    if (!(count >= 0 && count <= this.#end - at)) {
      this.#truncated(node, label, count);
      return undefined;
    }
    this.#position = at + count;
    return at;
  }

  /** What is there of the field is part of it. */
  #truncated(node: Draft, label: string, count: number): false {
    addProblem(node, 'ERR_WIRE_TRUNCATED', label, `needs ${count} bytes, ${this.#end - this.#position} are left`);
    if (count > 0) this.#position = this.#end;
    node.end = this.#position;
    return false;
  }

  #giveUp(node: Draft, label: string): false {
    addProblem(node, 'ERR_WIRE_ILLEGAL_VALUE', label, UNKNOWN);
    node.end = this.#position;
    return false;
  }

  #finish(node: Draft, label: string): void {
    if (this.#position === this.#end) return;
    addProblem(node, 'ERR_WIRE_TRAILING', label, `${this.#end - this.#position} bytes are left over`);
    this.#keepRest(node, '(left over)');
  }

  /** Shows the bytes up to the end of the range that nothing was read from. */
  #keepRest(node: Draft, name: string): void {
    if (this.#position === this.#end) return;
    const rest = draft(name, 'bytes', this.#position);
    rest.value = this.#bytes.subarray(this.#position, this.#end);
    rest.end = this.#end;
    this.#position = this.#end;
    node.children.push(rest);
    node.end = this.#end;
  }

  #number(at: number, end: number): number {
    let number = 0;
    for (let index = at; index < end; index++) number = number * 256 + (this.#bytes[index] as number);
    return number;
  }

  #bigNumber(at: number, end: number): bigint {
    let number = 0n;
    for (let index = at; index < end; index++) number = (number << 8n) | BigInt(this.#bytes[index] as number);
    return number;
  }
}

function nameOf(message: Message, index: number): string | undefined {
  return message.type.seq[index]?.originalName ?? message.type.seq[index]?.id;
}

function typeOf(value: ValueType): string {
  switch (value.kind) {
    case 'integer':
      return value.packed ? `b${value.bits}` : `u${value.bits / 8}`;
    case 'message':
      return value.message.label;
    default:
      return value.kind;
  }
}

/** A case that holds nothing: a generated value does not show it. */
function isEmpty({ value, list }: CaseContent): boolean {
  return value.kind === 'message' && value.message.fields.length === 0 && !list;
}
