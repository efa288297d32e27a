import { GeneratorError } from '../../diagnostics/generator-error.ts';
import { type CaseContent, type Field, isVisible, type Message } from '../../model/message.ts';
import { quote } from '../../names/identifier.ts';
import { group, hardline, type Layout, line, nest } from '../layout.ts';
import { isEmpty } from './decode.ts';
import type { FileContext } from './file-context.ts';
import { contentType, elementType, fieldType } from './value-type.ts';

/** A property of a generated interface. */
export interface PropertyText {
  readonly name: string;
  readonly type: string;
  readonly optional: boolean;
  readonly doc: string | undefined;
}

/** Properties of a message that is not a union. Absent values may also be given as undefined. */
export function propertiesOf(file: FileContext, message: Message): readonly PropertyText[] {
  return message.fields.filter(isVisible).map((field) => property(file, field));
}

/** Of the object that `decodeInto` fills: every property is always present, so that its shape does not change. */
export function mutableProperties(file: FileContext, message: Message): readonly PropertyText[] {
  return propertiesOf(file, message).map((each) => ({ ...each, optional: false }));
}

function property(file: FileContext, field: Field): PropertyText {
  const optional = field.condition !== undefined;
  const type = fieldType(file, field);
  return { name: field.property, type: optional ? `${type} | undefined` : type, optional, doc: field.doc };
}

/** The right-hand side of a union's type alias, one member for each kind. */
export function unionText(file: FileContext, message: Message): Layout {
  const { choice } = message;
  if (choice === undefined) throw new GeneratorError(`${message.label} is not a union`);
  const shared = message.fields
    .filter((field) => isVisible(field) && field !== choice)
    .map((field) => property(file, field));
  const tag = message.fields.find((field) => field.role.kind === 'tag');
  const member = (kind: string, content: CaseContent | undefined, more: readonly string[]): Layout => {
    const parts = [`readonly kind: ${quote(kind)}`];
    for (const { name, type, optional } of shared) parts.push(`readonly ${name}${optional ? '?' : ''}: ${type}`);
    parts.push(...more);
    if (content !== undefined && !isEmpty(content)) {
      parts.push(`readonly ${choice.property}: ${contentType(file, content)}`);
    }
    const inner = parts.map((part, index): Layout => (index === parts.length - 1 ? part : [part, ';', line]));
    const end: Layout = { kind: 'break', flat: ' ', broken: ';', always: false };
    return ['| ', nest(group('{', nest(line, inner), end, '}'))];
  };
  const members = choice.value.cases.map(({ point, content }) => member(point.name, content, []));
  const tagProperty = tag === undefined ? [] : [`readonly ${tag.property}: ${elementType(file, tag.value)}`];
  members.push(member('unknown', choice.value.otherwise, tagProperty));
  return [nest(members.flatMap((each) => [hardline, each])), ';'];
}
