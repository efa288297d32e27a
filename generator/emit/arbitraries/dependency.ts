import { dependsOnStream, type Expression, namesIn } from '../../model/expression.ts';
import { type Field, isVisible, type Message } from '../../model/message.ts';
import { measuredFields } from '../wire/measure.ts';

/**
 * Visible fields in the order in which they can be generated: a field is in a later stage than its dependencies. A
 * field that depends on the tag of its union, which is generated last, is in the first stage and validated afterwards.
 */
export function stagesOf(message: Message): readonly (readonly Field[])[] {
  const known = new Map<Field, number>();
  const stageOf = (field: Field): number => {
    const found = known.get(field);
    if (found !== undefined) return found;
    // Expressions refer to earlier fields only; a cycle through a hidden field counts as independent.
    known.set(field, 0);
    const before = dependencies(message, field).map((each) => stageOf(each));
    const stage = before.length === 0 ? 0 : 1 + Math.max(...before);
    known.set(field, stage);
    return stage;
  };
  const fields = message.fields.filter((field) => isVisible(field) && field !== message.choice);
  const count = Math.max(0, ...fields.map((field) => stageOf(field) + 1));
  return Array.from({ length: count }, (_, stage) => fields.filter((field) => stageOf(field) === stage));
}

/** Visible fields of the message that a field's content or presence follows from. */
function dependencies(message: Message, field: Field): readonly Field[] {
  const found = new Set(expressionsOf(message, field).flatMap((each) => fieldsIn(message, each)));
  found.delete(field);
  return [...found];
}

/** Whether a field's presence or content follows from the tag of the union it is shared by. */
export function dependsOnTag(message: Message, field: Field): boolean {
  const tag = message.fields.find((each) => each.role.kind === 'tag');
  return tag !== undefined && expressionsOf(message, field).some((each) => idsIn(message, each).has(tag.id));
}

/** Whether the number in a field determines the size or count of another field. */
export function determinesSize(message: Message, field: Field): boolean {
  return message.fields.some((other) => {
    if (measuredFields(message).has(other.id)) return false;
    const size = other.extent.kind === 'sized' ? [other.extent.size] : [];
    const count = other.list?.kind === 'count' ? [other.list.count] : [];
    return [...size, ...count].some((each) => fieldsIn(message, each).includes(field));
  });
}

/** Whether the presence of a field depends on no other field: it has a flag of its own, or ends with the input. */
export function isIndependent(message: Message, field: Field): boolean {
  const { condition } = field;
  if (condition === undefined) return false;
  if (dependsOnStream(condition)) return true;
  return (
    condition.kind === 'name' &&
    message.fields.some(({ id, role }) => id === condition.name && role.kind === 'flag' && role.of === field.id)
  );
}

function expressionsOf(message: Message, field: Field): readonly Expression[] {
  const { condition, extent, list, valid, value } = field;
  const found: Expression[] = [];
  if (condition !== undefined && !isIndependent(message, field)) found.push(condition);
  if (!measuredFields(message).has(field.id)) {
    if (extent.kind === 'sized') found.push(extent.size);
    if (list?.kind === 'count') found.push(list.count);
  }
  for (const each of [valid?.equal, valid?.expression, ...(valid?.anyOf ?? [])])
    if (each !== undefined) found.push(each);
  if (value.kind === 'message') found.push(...value.args);
  if (value.kind === 'width') found.push(value.on);
  if (value.kind === 'choice') {
    for (const { content } of value.cases) if (content.value.kind === 'message') found.push(...content.value.args);
    if (value.otherwise?.value.kind === 'message') found.push(...value.otherwise.value.args);
  }
  return found;
}

function fieldsIn(message: Message, expression: Expression): readonly Field[] {
  return [...idsIn(message, expression)].flatMap((id) => {
    const field = message.fields.find((each) => each.id === id);
    if (field === undefined || field.role.kind === 'constant' || field.role.kind === 'tag') return [];
    const { role } = field;
    return role.kind === 'visible' ? [field] : message.fields.filter((each) => each.id === role.of);
  });
}

/** Ids an expression refers to, directly or through instances. */
function idsIn(message: Message, expression: Expression, seen = new Set<string>()): ReadonlySet<string> {
  for (const name of namesIn(expression)) {
    if (seen.has(name)) continue;
    seen.add(name);
    const instance = message.functions.find((each) => each.id === name);
    if (instance !== undefined) idsIn(message, instance.value, seen);
  }
  return seen;
}
