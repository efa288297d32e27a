import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type ChoiceType, type Field, isVisible, type ValueType } from '../../model/message.ts';
import { localName, quote } from '../../names/identifier.ts';
import { block, call, controlStatement, group, hardline, type Layout, line, list, nest } from '../layout.ts';
import { refuse } from './check.ts';
import type { CodecContext } from './codec-context.ts';
import { isEmpty } from './decode.ts';
import { isListed, isSingle, plus, writeInteger } from './integer.ts';
import { isDirect, lengthFrom, type Measured, measuredFields } from './measure.ts';
import { LEVEL, number, type Operand, operand } from './operand.ts';
import { isBigint, tagCall, ValueScope } from './scope.ts';
import { type Part, segmentsOf, shifts } from './segment.ts';
import { fieldSize } from './size.ts';
import { parenthesize, translate } from './translate.ts';

/** The statements of `encode` after the checks. */
export function encodeBody(context: CodecContext): readonly Layout[] {
  return new Encoder(context).body();
}

class Encoder {
  readonly #context: CodecContext;
  readonly #measured: ReadonlyMap<string, Measured>;
  /** Positions of lengths that are known only after their content is written. */
  readonly #open = new Map<string, { readonly at: string; readonly offset: number }>();
  readonly #statements: Layout[] = [];
  /** Position of the tag of a union: each case writes its own tag, so that one `switch` suffices. */
  #tag: { readonly field: Field; readonly at: string; readonly offset: number } | undefined;
  #runs = 0;

  constructor(context: CodecContext) {
    this.#context = context;
    this.#measured = measuredFields(context.message);
  }

  body(): readonly Layout[] {
    for (const segment of segmentsOf(this.#context.message.fields)) {
      if (segment.kind === 'run') this.#run(segment.bytes, segment.parts);
      else this.#single(segment.field);
    }
    return this.#statements;
  }

  #run(bytes: number, parts: readonly Part[]): void {
    const [first] = parts;
    if (first === undefined) return;
    const alone = parts.length === 1 && first.fields.length === 1 ? first.fields[0] : undefined;
    const label = quote(alone?.label ?? this.#context.message.label);
    if (alone?.value.kind === 'bytes' && isVisible(alone)) {
      this.#statements.push(`writer.put(value.${alone.property}, ${label});`);
      return;
    }
    const single = alone !== undefined && this.#writeAlone(alone, `writer.reserve(${bytes}, ${label})`);
    if (single) return;
    this.#runs += 1;
    const at = this.#runs === 1 ? 'at' : `at${this.#runs}`;
    this.#statements.push(`const ${at} = writer.reserve(${bytes}, ${label});`);
    for (const part of parts) this.#writePart(part, at);
  }

  /** A number that one call writes needs no variable for its place. */
  #writeAlone(field: Field, reserve: string): boolean {
    const { value, role } = field;
    if (value.kind !== 'integer' || role.kind === 'tag' || !(isBigint(field) || isSingle(value.bits))) return false;
    const measured = role.kind === 'length' ? this.#measured.get(role.of) : undefined;
    if (measured !== undefined && !isDirect(this.#context, measured)) return false;
    this.#statements.push(...this.#writeNumber(field, reserve, 0, this.#numberOf(field)));
    return true;
  }

  #writePart(part: Part, at: string): void {
    const [field] = part.fields;
    if (field === undefined) return;
    const { role, value } = field;
    if (value.kind === 'bytes') {
      const source = this.#bytesOf(field);
      this.#statements.push(`writer.set(${plus(at, part.offset)}, ${source});`);
      return;
    }
    if (part.fields.length === 1 && value.kind === 'integer') {
      if (role.kind === 'tag' && isSingle(value.bits)) {
        this.#tag = { field, at, offset: part.offset };
        return;
      }
      const measured = role.kind === 'length' ? this.#measured.get(role.of) : undefined;
      if (measured !== undefined && !isDirect(this.#context, measured)) {
        this.#open.set(measured.target.id, { at, offset: part.offset });
        return;
      }
      this.#statements.push(...this.#writeNumber(field, at, part.offset, this.#numberOf(field)));
      return;
    }
    for (const each of part.fields) this.#checkAhead(each, this.#statements);
    const terms = shifts(part).map(({ field: each, shift }) => this.#bits(each, shift));
    const present = terms.filter((term) => term.code !== '0').map((term) => parenthesize(term, LEVEL.unary));
    if (isSingle(part.bytes * 8)) {
      const [first = '0', ...others] = present;
      const sum: Layout = others.length === 0 ? first : [first, nest(others.map((term) => [' |', line, term]))];
      const place = plus(at, part.offset);
      this.#statements.push([`writer.uint${part.bytes * 8}`, list('(', [place, group(sum)], ')'), ';']);
      return;
    }
    const code = number(present.join(' | ') || '0', 0, 0, LEVEL.bitOr);
    this.#statements.push(...writeInteger(part.bytes * 8, at, part.offset, code));
  }

  /** A length that is written before its content is checked before, too. */
  #checkAhead({ role }: Field, out: Layout[]): void {
    const measured = role.kind === 'length' ? this.#measured.get(role.of) : undefined;
    if (measured === undefined || isDirect(this.#context, measured)) return;
    const size = fieldSize(this.#context, this.#context.message, measured.target, 'value');
    out.push(...lengthChecks(this.#context, measured, size));
  }

  #writeNumber(field: Field, at: string, offset: number, code: Operand): readonly Layout[] {
    if (field.value.kind !== 'integer') throw new GeneratorError(`${field.label} is not a number`);
    if (isBigint(field)) return [`writer.uint64(${plus(at, offset)}, ${code.code});`];
    return writeInteger(field.value.bits, at, offset, code);
  }

  #bytesOf(field: Field): string {
    const { role, property } = field;
    if (role.kind !== 'constant' || typeof role.value === 'bigint') return `value.${property}`;
    this.#context.file.constantName = property;
    return this.#context.file.bytes(role.value);
  }

  /** The number that a field writes. */
  #numberOf(field: Field): Operand {
    const { role, property } = field;
    if (role.kind === 'constant') return operand(`${role.text}${isBigint(field) ? 'n' : ''}`, 'number');
    if (role.kind === 'tag') return operand(tagCall(this.#context, this.#context.message, 'value'), 'number');
    const measured = role.kind === 'length' ? this.#measured.get(role.of) : undefined;
    if (measured === undefined) return operand(`value.${property}`, 'number');
    return lengthFrom(measured, fieldSize(this.#context, this.#context.message, measured.target, 'value'));
  }

  #bits(field: Field, shift: number): Operand {
    const { role, property, value } = field;
    const shifted = (code: Operand): Operand =>
      shift === 0 ? code : number(`${parenthesize(code, LEVEL.unary)} << ${shift}`, 0, 0, LEVEL.shift);
    if (role.kind === 'constant') {
      const bits = Number(role.value) * 2 ** shift;
      return number(bits === 0 ? '0' : `0x${bits.toString(16)}`, 0, 0);
    }
    if (value.kind === 'boolean') {
      const condition =
        role.kind === 'flag'
          ? new ValueScope(this.#context, this.#context.message, 'value').name(field.id, field.offset, {
              conditions: [],
              present: [],
            })
          : operand(`value.${property}`, 'boolean');
      const flag = `0x${(2 ** shift).toString(16)}`;
      return number(`${parenthesize(condition, LEVEL.or)} ? ${flag} : 0`, 0, 0, LEVEL.conditional);
    }
    return shifted(this.#numberOf(field));
  }

  #single(field: Field): void {
    const { condition, property, role } = field;
    if (condition === undefined) {
      this.#write(field, this.#statements);
      return;
    }
    const inner: Layout[] = [];
    this.#write(field, inner);
    const present = role.kind === 'length' ? (this.#measured.get(role.of)?.target.property ?? property) : property;
    this.#statements.push(block(`if (value.${present} !== undefined)`, inner));
  }

  #write(field: Field, out: Layout[]): void {
    const { value, label, property, role } = field;
    const measured = this.#measured.get(field.id);
    const patch = this.#open.get(field.id);
    const start = `${localName(property)}At`;
    if (measured !== undefined && patch !== undefined) out.push(`const ${start} = writer.position;`);
    if (role.kind === 'length' || (value.kind === 'integer' && field.list === undefined)) {
      this.#checkAhead(field, out);
      const bytes = value.kind === 'integer' ? value.bits / 8 : 0;
      const at = `${localName(property)}At`;
      const single = value.kind === 'integer' && (isBigint(field) || isSingle(value.bits));
      const reserve = `writer.reserve(${bytes}, ${quote(label)})`;
      if (!single) out.push(`const ${at} = ${reserve};`);
      out.push(...this.#writeNumber(field, single ? reserve : at, 0, this.#numberOf(field)));
    } else if (value.kind === 'width') {
      const test = translate(value.on, new ValueScope(this.#context, this.#context.message, 'value'));
      const write = (bits: number): readonly Layout[] =>
        writeInteger(bits, `writer.reserve(${bits / 8}, ${quote(label)})`, 0, operand(`value.${property}`, 'number'));
      const [yes = '', no = ''] = [write(value.whenTrue.bits)[0], write(value.whenFalse.bits)[0]];
      out.push([`if (${test.code}) `, yes], ['else ', no]);
    } else if (value.kind === 'choice') out.push(this.#choice(field, value));
    else if (field.list === undefined && value.kind === 'bytes') {
      const source = this.#bytesOf(field);
      out.push(`writer.put(${source}, ${quote(label)});`);
    } else if (field.list === undefined) out.push(...this.#element(value, label, `value.${property}`));
    else out.push(this.#list(value, label, `value.${property}`));
    if (measured !== undefined && patch !== undefined) out.push(...this.#patch(measured, patch, start));
  }

  /** Fills in a length once it is known, and holds it to its bounds. */
  #patch(measured: Measured, { at, offset }: { at: string; offset: number }, start: string): readonly Layout[] {
    const { target, length } = measured;
    const name = `${localName(target.property)}Size`;
    return [
      `const ${name} = writer.position - ${start};`,
      ...lengthChecks(this.#context, measured, number(name, 0, 0)),
      ...this.#writeNumber(length, at, offset, lengthFrom(measured, number(name, 0, 0))),
    ];
  }

  #list(value: ValueType, label: string, code: string): Layout {
    if (value.kind !== 'integer' || !isListed(value)) {
      return controlStatement(`for (const item of ${code})`, this.#element(value, label, 'item'));
    }
    return [call(`writer.uint${value.bits}List`, code, quote(label)), ';'];
  }

  #element(value: ValueType, label: string, code: string): readonly Layout[] {
    switch (value.kind) {
      case 'integer': {
        const reserve = `writer.reserve(${value.bits / 8}, ${quote(label)})`;
        if (value.bigint) return [`writer.uint64(${reserve}, ${code});`];
        if (isSingle(value.bits)) return writeInteger(value.bits, reserve, 0, operand(code, 'number'));
        return [`const itemAt = ${reserve};`, ...writeInteger(value.bits, 'itemAt', 0, operand(code, 'number'))];
      }
      case 'bytes':
        return [`writer.put(${code}, ${quote(label)});`];
      case 'message': {
        const args = this.#context.encodeArguments(value.message, value.args, 'value');
        return [`${this.#context.file.codec(value.message)}.encode(${['writer', code, ...args].join(', ')});`];
      }
      default:
        throw new GeneratorError(`${label}: a ${value.kind} is not allowed here`);
    }
  }

  #choice({ property, label }: Field, { cases, otherwise }: ChoiceType): Layout {
    const branches: Layout[] = [];
    const tag = this.#tag;
    const listed = [
      ...cases.map(({ point, content }) => ({ kind: point.name, tag: point.text, content })),
      { kind: 'unknown', tag: `value.${tag?.field.property ?? ''}`, content: otherwise },
    ];
    for (const { kind, tag: number, content } of listed) {
      const head = `case ${quote(kind)}:`;
      const before =
        tag === undefined ? [] : this.#writeNumber(tag.field, tag.at, tag.offset, operand(number, 'number'));
      let statements: readonly Layout[] = [];
      if (content?.list === true) statements = [this.#list(content.value, label, `value.${property}`)];
      else if (content !== undefined && !isEmpty(content)) {
        statements = this.#element(content.value, label, `value.${property}`);
      }
      const scoped = statements.length > 1;
      const body = [...before, ...statements, 'break;'].flatMap((each) => [hardline, each]);
      branches.push(scoped ? [`${head} {`, nest(body), hardline, '}'] : [head, nest(body)]);
    }
    return block('switch (value.kind)', branches);
  }
}

/** Checks the measure of a hidden length against the bounds of the length. */
export function lengthChecks(context: CodecContext, measured: Measured, size: Operand): readonly Layout[] {
  const { min, max, scale, add, target, length } = measured;
  const checks: Layout[] = [];
  const conditions = [...(min > 0 ? [`${size.code} < ${min}`] : []), `${size.code} > ${max}`];
  const bounds = [quote(target.label), size.code, String(min), String(max)];
  checks.push(refuse(conditions, call(context.file.use('outOfRange'), ...bounds)));
  if (scale > 1) {
    const rest = `${add === 0 && size.level > LEVEL.product ? size.code : `(${lengthFrom({ ...measured, scale: 1 }, size).code})`} % ${scale} !== 0`;
    const reason = quote(`has a length its field ${length.id} cannot express`);
    checks.push(refuse([rest], call(context.file.use('illegalValue'), quote(target.label), reason)));
  }
  return checks;
}
