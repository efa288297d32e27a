/** `client_hello` to `ClientHello`. */
export function pascalCase(id: string): string {
  return id.split('_').map(capitalize).join('');
}

/** `legacy_session_id` to `legacySessionId`. */
export function camelCase(id: string): string {
  const [first = '', ...others] = id.split('_');
  return first + others.map(capitalize).join('');
}

/** `ContentType` to `contentType`. */
export function camelCaseOf(typeName: string): string {
  return typeName.charAt(0).toLowerCase() + typeName.slice(1);
}

/** `helloRetryRandom` to `HELLO_RETRY_RANDOM`, for constants. */
export function upperCase(property: string): string {
  return property.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase();
}

/** `x86-node` to `x86Node`. */
export function profileConstant(id: string): string {
  return camelCase(id.replaceAll('-', '_'));
}

/** `client_hello` to `client-hello`, for file names. */
export function kebabCase(id: string): string {
  return id.replaceAll('_', '-');
}

/**
 * A property name in a literal, quoted if necessary. `__proto__` is computed, because written plainly or in
 * quotes it would set the prototype and the object would lose the member.
 */
export function propertyKey(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

/** `.name` or `['na-me']`. */
export function propertyAccess(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`;
}

/** What a reader of generated code cannot see, or what would end a string: control and format characters, half surrogates. */
const INVISIBLE = /[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** A string literal in the quotes that need fewer escapes, single ones when it makes no difference: as the formatter has it. */
export function quote(text: string): string {
  const mark = text.split("'").length > text.split('"').length ? '"' : "'";
  return mark + text.replace(INVISIBLE, escapeSequence).replaceAll(mark, `\\${mark}`) + mark;
}

function escapeSequence(character: string): string {
  const short = SHORT_ESCAPES.get(character);
  if (short !== undefined) return short;
  const digits = (character.codePointAt(0) ?? 0).toString(16);
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
}

/** Reserved words of the language, which cannot be names of constants. */
const RESERVED_WORDS = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** Whether the language keeps a name for itself. */
export function isReserved(name: string): boolean {
  return RESERVED_WORDS.has(name);
}

/** Names that a generated function uses itself. */
const LOCAL_NAMES = new Set(
  (
    'reader writer value target item itemAt i ' +
    'nameOf requireDistinct requireDistinctTags equalBytes illegalValue outOfRange wrongLength totalSize ' +
    'at bits'
  ).split(' '),
);

/** The local variable that holds a field: its property name unless that is taken. */
export function localName(property: string): string {
  return LOCAL_NAMES.has(property) || RESERVED_WORDS.has(property) || /^(at|bits)\d+$/.test(property)
    ? `${property}Field`
    : property;
}

/** Type names that generated files need for something else. */
export const RESERVED_TYPE_NAMES: ReadonlySet<string> = new Set([
  'Codec',
  'Reader',
  'Writer',
  'WireError',
  'Uint8Array',
  'Number',
  'Record',
  'Object',
  'Math',
]);

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The first of `name`, `name2`, `name3`... that is not taken. */
export function freshName(name: string, taken: ReadonlySet<string>): string {
  let fresh = name;
  for (let n = 2; taken.has(fresh); n++) fresh = `${name}${n}`;
  return fresh;
}

/** Whether statements use a variable. Text inside strings does not count. */
export function isUsed(name: string, statements: string): boolean {
  const code = statements.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, '');
  return new RegExp(`\\b${name}\\b`).test(code);
}
