import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type CaseContent, type ChoiceField, type Field, isVisible, type Param } from '../../model/message.ts';
import { isUsed, localName, propertyAccess, quote } from '../../names/identifier.ts';
import { block, call, hardline, type Layout, list, nest, print } from '../layout.ts';
import { isEmpty } from '../wire/decode.ts';
import { ValueScope } from '../wire/scope.ts';
import { elementType } from '../wire/value-type.ts';
import { MANY_BYTES, measuredRange } from './capacity.ts';
import { type Amount, ANY_AMOUNT, type ArbitraryWriter, arbitraryName } from './content.ts';
import { stagesOf } from './dependency.ts';
import { fieldArbitrary, needsValidation } from './field.ts';

/** The functions of one message: its arbitrary and, if it has params, the arbitrary of the params. */
export function messageArbitraries(writer: ArbitraryWriter): readonly string[] {
  const { message, file } = writer.context;
  const type = file.messageType(message);
  const params = message.params.map((param) => `${localName(param.name)}: ${elementType(file, param.value)}`);
  const content = body(writer);
  const text = print(content);
  const taken = params.map((each, index) => {
    return isUsed(localName(message.params[index]?.name ?? ''), text) ? each : `_${each}`;
  });
  const head = [`export function ${arbitraryName(message)}`, list('(', taken, ')'), `: fc.Arbitrary<${type}>`];
  const doc = params.length === 0 ? 'Valid values.' : `Valid values, given ${listed(message.params)}.`;
  const statements = [print([`/** ${doc} */`, hardline, block(head, content)])];
  if (params.length > 0) statements.push(paramsFunction(writer, params));
  return statements;
}

function listed(params: readonly Param[]): string {
  return params.map((param) => localName(param.name)).join(', ');
}

function paramsFunction(writer: ArbitraryWriter, params: readonly string[]): string {
  const { message } = writer.context;
  const values = message.params.map(({ value }): Layout => {
    if (value.kind === 'boolean') return 'fc.boolean()';
    if (value.kind === 'bytes') return writer.bytes({ kind: 'range', range: ANY_AMOUNT });
    const top = (1n << BigInt(value.bits)) - 1n;
    // A param often is a length: more than this would only cost time.
    return writer.number(value, 0n, value.registry === undefined && top > MANY_BYTES ? BigInt(MANY_BYTES) : top);
  });
  const head = `export function ${arbitraryName(message)}Params(): fc.Arbitrary<[${params.join(', ')}]>`;
  const doc = `/** What ${arbitraryName(message)} must be given. */`;
  return print([doc, hardline, block(head, [['return ', call('fc.tuple', ...values), ';']])]);
}

function body(writer: ArbitraryWriter): readonly Layout[] {
  const { message, file } = writer.context;
  if (message.fields.every((field) => !isVisible(field))) {
    return [`return fc.constant<${file.messageType(message)}>({});`];
  }
  const stages = stagesOf(message);
  const { choice } = message;
  if (choice !== undefined) return unionBody(writer, stages, choice);
  const statements = stageStatements(writer, stages);
  const last = statements.pop();
  if (last === undefined) throw new GeneratorError(`${message.label} has no visible field`);
  return [...statements.map((each) => each.statement), ['return ', validated(writer, last.value), ';']];
}

/** Filters by the codec's `validate` where the arbitrary alone cannot ensure validity. */
function validated(writer: ArbitraryWriter, value: Layout): Layout {
  const { message, file } = writer.context;
  return needsValidation(message) ? writer.make('accepted', value, file.codec(message)) : value;
}

interface Stage {
  readonly value: Layout;
  readonly statement: Layout;
}

const ORDINALS = ['first', 'second', 'third'];

/** `const first = make.record({...});`, each stage building on the one before. */
function stageStatements(writer: ArbitraryWriter, stages: readonly (readonly Field[])[]): Stage[] {
  return stages.map((fields, index): Stage => {
    const properties = fields.map((field): Layout => [`${field.property}: `, fieldArbitrary(writer, field), ',']);
    const object: Layout = ['{', nest(properties.flatMap((each) => [hardline, each])), hardline, '}'];
    const before = stageName(index - 1);
    const value: Layout =
      index === 0
        ? writer.hugArgument('record', object)
        : [blocksCall(writer, 'extended', before), ', (value) => (', object, '))'];
    return { value, statement: [`const ${stageName(index)} = `, value, ';'] };
  });
}

function stageName(index: number): string {
  return ORDINALS[index] ?? `stage${index + 1}`;
}

/** `make.extended(first`, without the last argument. */
function blocksCall(writer: ArbitraryWriter, name: string, first: string): string {
  return print(writer.make(name, first)).replace(/\)$/, '');
}

function unionBody(
  writer: ArbitraryWriter,
  stages: readonly (readonly Field[])[],
  choice: ChoiceField,
): readonly Layout[] {
  const { message, file } = writer.context;
  const { registry, cases, otherwise } = choice.value;
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  const simple = stages.length <= 1;
  const shared = simple ? (stages[0] ?? []) : [];
  const before = simple ? [] : stageStatements(writer, stages);
  const option = (kind: string, content: CaseContent | undefined, more: readonly Layout[]): Layout => {
    const properties: Layout[] = [`kind: fc.constant(${quote(kind)})`, ...more];
    for (const field of shared) properties.push([`${field.property}: `, fieldArbitrary(writer, field)]);
    if (content !== undefined && !isEmpty(content)) {
      properties.push([`${choice.property}: `, caseArbitrary(writer, choice, content)]);
    }
    return writer.hugArgument('record', list('{', properties, '}', true));
  };
  const statements: Layout[] = before.map((each) => each.statement);
  if (tag === undefined) {
    const param = message.params.find((each) => each.id === choice.value.tag);
    const branches = cases.map(({ point, content }): Layout => {
      const head = `case ${file.registry(registry)}${propertyAccess(point.name)}:`;
      return [head, nest(hardline, 'return ', option(point.name, content, []), ';')];
    });
    const rest: Layout = ['default:', nest(hardline, 'return ', option('unknown', otherwise, []), ';')];
    const chosen = block(`switch (${localName(param?.name ?? choice.value.tag)})`, [...branches, rest]);
    if (before.length === 0) return [chosen];
    return [...statements, ['return ', joined(writer, before.length, [chosen]), ';']];
  }
  const options = cases.map(({ point, content }) => option(point.name, content, []));
  const bits = tag.value.kind === 'integer' ? tag.value.bits : 0;
  if (cases.length < 2 ** bits) {
    const known = cases.map(({ point }) => `${file.registry(registry)}${propertyAccess(point.name)}`);
    if (known.length > 0) statements.push(['const listed: readonly number[] = ', list('[', known, ']'), ';']);
    const others = writer.make(
      'codePoints',
      file.registry(registry),
      String(2 ** bits - 1),
      ...(known.length > 0 ? ['listed'] : []),
    );
    options.push(option('unknown', otherwise, [[`${tag.property}: `, others]]));
  }
  const union = call('fc.oneof', ...options);
  if (before.length === 0) return [...statements, ['return ', validated(writer, union), ';']];
  const all = joined(writer, before.length, [['return ', union, ';']]);
  if (!needsValidation(message)) return [...statements, ['return ', all, ';']];
  return [...statements, ['const all = ', all, ';'], ['return ', validated(writer, 'all'), ';']];
}

function joined(writer: ArbitraryWriter, stages: number, statements: readonly Layout[]): Layout {
  const head = `${blocksCall(writer, 'joined', stageName(stages - 1))}, (value) =>`;
  return [block(head, statements), ')'];
}

function caseArbitrary(writer: ArbitraryWriter, choice: ChoiceField, content: CaseContent): Layout {
  const { message } = writer.context;
  const { extent } = choice;
  const range = measuredRange(message, choice);
  const wanted: Amount = {
    kind: 'range',
    range: range ?? (extent.kind === 'fixed' ? { min: extent.bytes, max: extent.bytes, step: 1 } : ANY_AMOUNT),
  };
  return writer.content(content, wanted, new ValueScope(writer.context, message, 'value'));
}
