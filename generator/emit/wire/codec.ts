import { ExpressionError } from '../../diagnostics/expression-error.ts';
import { GeneratorError } from '../../diagnostics/generator-error.ts';
import {
  type CaseContent,
  type ChoiceType,
  type Field,
  isVisible,
  type Message,
  type MessageFunction,
  type Param,
} from '../../model/message.ts';
import { isUsed, localName, quote } from '../../names/identifier.ts';
import { commentLines } from '../comment.ts';
import { block, chain, controlStatement, group, hardline, type Layout, list, nest, print } from '../layout.ts';
import { reflow } from '../reflow.ts';
import type { CodecContext } from './codec-context.ts';
import { decodeBody, isEmpty } from './decode.ts';
import { encodeBody } from './encode.ts';
import { totalBytes } from './measure.ts';
import type { Operand } from './operand.ts';
import { ValueScope } from './scope.ts';
import { caseBytes, dataSizeName } from './size.ts';
import { NO_ASSUMPTIONS } from './translate.ts';
import { measuredChecks, shallowChecks } from './value-check.ts';
import { elementType } from './value-type.ts';

/** The generated text of one codec, without its interface. */
export interface CodecText {
  /** The exported constant, with a type that lists members beyond encoding and decoding. */
  readonly codec: string;
  /** Functions above the codec that are not exported. */
  readonly functions: readonly string[];
  readonly encodeParams: readonly Param[];
}

/** A function or method before it is printed. */
interface Method {
  readonly name: string;
  readonly doc?: string | undefined;
  /** Name and type; unused ones are omitted at the end and start with an underscore elsewhere. */
  readonly params: readonly (readonly [string, string])[];
  readonly result: string;
  readonly body: readonly Layout[];
}

/** Writes the bodies of a message's codec. `needed` collects the params that encoding uses while bodies are written. */
export function codecText(context: CodecContext, needed: ReadonlySet<Param>): CodecText {
  const { message, file } = context;
  const type = message.typeName;
  const value = ['value', type] as const;
  const decodeParams = message.params.map((param) => paramPair(context, param));
  const reader = ['reader', 'Reader'] as const;
  const writer = ['writer', 'Writer'] as const;
  const decode: Method = {
    name: 'decode',
    params: [reader, ...decodeParams],
    result: type,
    body: decodeBody(context, 'literal'),
  };

  const shallow = shallowChecks(context);
  const encode = encodeBody(context);
  const size = sizeBody(context);
  const measured = measuredChecks(context);
  const nested = nestedValidation(context);
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  const functions = message.functions.map((each) => instanceMethod(context, each));

  const encodeParams = message.params.filter((param) => needed.has(param));
  if (message.choice !== undefined && encodeParams.length > 0) {
    const reason = `encoding the cases of "${message.choice.id}" needs a param: move the dependent field out of the union`;
    throw new ExpressionError(message.choice.offset, reason);
  }
  const extra = encodeParams.map((param) => paramPair(context, param));
  const callArgs = ['value', ...encodeParams.map((param) => localName(param.name))].join(', ');
  const checkName = `check${type}`;
  const check: Layout[] = shallow.length === 0 ? [] : [`${checkName}(${callArgs});`];
  const methods: Method[] = [
    decode,
    { name: 'encode', params: [writer, value, ...extra], result: 'void', body: [...check, ...encode] },
    { name: 'size', params: [value, ...extra], result: 'number', body: size },
    { name: 'validate', params: [value, ...extra], result: 'void', body: [...check, ...nested, ...measured] },
  ];
  const beyond: Method[] = [];
  if (message.reuse) {
    const target = ['target', `Mutable${type}`] as const;
    const doc =
      'Decodes into an object that the caller owns and overwrites its properties. Bytes that are equal to those of the property keep its array.';
    const params = [reader, target, ...decodeParams];
    beyond.push({ name: 'decodeInto', doc, params, result: 'void', body: decodeBody(context, 'target') });
  }
  if (tag !== undefined && message.choice !== undefined) {
    const result = file.registryType(message.choice.value.registry);
    const body = tagBody(message.choice.value, tag);
    const doc = 'The code point of the kind.';
    beyond.push({ name: tag.property, doc, params: [value], result, body });
  }
  beyond.push(...functions);
  const codec = codecType(context, message, encodeParams, beyond, decodeParams);
  const label: Layout = [`name: ${quote(message.label)},`];
  const entries: Layout[] = [label, ...[...methods, ...beyond].map((method) => [methodText(context, method), ','])];
  const privates: Method[] = [];
  if (shallow.length > 0) privates.push({ name: checkName, params: [value, ...extra], result: 'void', body: shallow });
  if (message.choice !== undefined) {
    privates.push({
      name: dataSizeName(message),
      params: [value, ...extra],
      result: 'number',
      body: dataSizeBody(context),
    });
  }
  return {
    codec: print([
      `export const ${type}: `,
      codec,
      ' = {',
      nest(entries.flatMap((entry) => [hardline, entry])),
      hardline,
      '};',
    ]),
    functions: privates.map((method) => print(['function ', methodText(context, method)])),
    encodeParams,
  };
}

const RESULTS: Readonly<Partial<Record<Operand['type'], string>>> = {
  number: 'number',
  bigint: 'bigint',
  boolean: 'boolean',
  bytes: 'Uint8Array',
};

function instanceMethod(context: CodecContext, { id, name, doc, offset }: MessageFunction): Method {
  const { message } = context;
  const refuseParam = (param: Param): never => {
    throw new ExpressionError(offset, `instance "${id}" needs param "${param.id}", which a value does not have`);
  };
  context.file.constantName = name;
  const scope = new ValueScope({ ...context, needParam: refuseParam }, message, 'value');
  const result = scope.name(id, offset, NO_ASSUMPTIONS);
  const type = RESULTS[result.type];
  if (type === undefined) throw new ExpressionError(offset, `instance "${id}" must be a number, a boolean or bytes`);
  const body: Layout[] = [group('return ', result.layout ?? result.code, ';')];
  return { name, doc, params: [['value', message.typeName]], result: type, body };
}

function paramPair(context: CodecContext, param: Param): readonly [string, string] {
  return [localName(param.name), elementType(context.file, param.value)];
}

function codecType(
  context: CodecContext,
  message: Message,
  encodeParams: readonly Param[],
  beyond: readonly Method[],
  decodeParams: readonly (readonly [string, string])[],
): Layout {
  const tuple = (pairs: readonly (readonly [string, string])[]): string =>
    `[${pairs.map((pair) => pair.join(': ')).join(', ')}]`;
  const args: string[] = [message.typeName];
  if (decodeParams.length > 0) args.push(tuple(decodeParams));
  if (encodeParams.length > 0) args.push(tuple(encodeParams.map((param) => paramPair(context, param))));
  const codec = `${context.file.useType('Codec')}<${args.join(', ')}>`;
  if (beyond.length === 0) return codec;
  const members: Layout[] = beyond.flatMap(({ name, doc, params, result }) => {
    const signature: Layout = [
      name,
      list(
        '(',
        params.map((pair) => pair.join(': ')),
        ')',
      ),
      `: ${result};`,
    ];
    return doc === undefined ? [signature] : [[commentLines(doc, 1), signature]];
  });
  return [`${codec} & {`, nest(members.flatMap((member) => [hardline, member])), hardline, '}'];
}

function methodText({ file }: CodecContext, { name, params, result, body }: Method): Layout {
  const statements = body.map(reflow);
  const text = print(statements);
  const used = params.map(([param]) => isUsed(param, text));
  const kept = params.slice(0, used.lastIndexOf(true) + 1);
  for (const [, type] of kept) if (type === 'Reader' || type === 'Writer') file.useType(type);
  const signature = kept.map(([param, type], index) => `${used[index] === true ? '' : '_'}${param}: ${type}`);
  return block([name, list('(', signature, ')'), `: ${result}`], statements);
}

function sizeBody(context: CodecContext): readonly Layout[] {
  const summands = totalBytes(context).map((each) => each.code);
  return [['return ', chain('+', summands), ';']];
}

function dataSizeBody(context: CodecContext): readonly Layout[] {
  const { choice } = context.message;
  if (choice === undefined) return [];
  const { cases, otherwise } = choice.value;
  const size = (content: CaseContent | undefined): string =>
    content === undefined || isEmpty(content)
      ? '0'
      : caseBytes(context, content, `value.${choice.property}`, 'value').code;
  const branches: Layout[] = [
    ...cases.map(
      ({ point, content }): Layout => [`case ${quote(point.name)}:`, nest(hardline, `return ${size(content)};`)],
    ),
    [`case 'unknown':`, nest(hardline, `return ${size(otherwise)};`)],
  ];
  return [block('switch (value.kind)', branches)];
}

/** A switch, because looking up a name in the registry takes longer than comparing it with all kinds. */
function tagBody({ cases }: ChoiceType, tag: Field): readonly Layout[] {
  const branches = cases.map(
    ({ point }): Layout => [`case ${quote(point.name)}:`, nest(hardline, `return ${point.text};`)],
  );
  branches.push([`case 'unknown':`, nest(hardline, `return value.${tag.property};`)]);
  return [block('switch (value.kind)', branches)];
}

/** Calls of the nested codecs' `validate`. */
function nestedValidation(context: CodecContext): readonly Layout[] {
  const { message } = context;
  const statements: Layout[] = [];
  for (const field of message.fields) {
    if (!isVisible(field)) continue;
    if (field.value.kind === 'choice') {
      const branches = choiceValidation(context, field);
      if (branches.length > 0) statements.push(block('switch (value.kind)', branches));
      continue;
    }
    if (field.value.kind !== 'message') continue;
    const code = `value.${field.property}`;
    const inner = validateContent(context, { value: field.value, list: field.list !== undefined }, code);
    if (field.condition === undefined) statements.push(inner);
    else statements.push(block(`if (${code} !== undefined)`, [inner]));
  }
  return statements;
}

function choiceValidation(context: CodecContext, field: Field): readonly Layout[] {
  if (field.value.kind !== 'choice') return [];
  const { cases, otherwise } = field.value;
  const listed = [
    ...cases.map(({ point, content }) => ({ kind: point.name, content })),
    { kind: 'unknown', content: otherwise },
  ];
  return listed.flatMap(({ kind, content }): Layout[] => {
    if (content?.value.kind !== 'message' || isEmpty(content)) return [];
    const statement = validateContent(context, content, `value.${field.property}`);
    return [[`case ${quote(kind)}:`, nest(hardline, statement, hardline, 'break;')]];
  });
}

function validateContent(context: CodecContext, { value, list: isList }: CaseContent, code: string): Layout {
  if (value.kind !== 'message') throw new GeneratorError('only messages are validated on their own');
  const args = context.encodeArguments(value.message, value.args, 'value');
  const call = (item: string): string =>
    `${context.file.codec(value.message)}.validate(${[item, ...args].join(', ')});`;
  return isList ? controlStatement(`for (const item of ${code})`, [call('item')]) : call(code);
}
