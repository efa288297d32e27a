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

/** `client_hello` to `client-hello`, for file names. */
export function kebabCase(id: string): string {
  return id.replaceAll('_', '-');
}

/** A property name as it stands in a literal: quoted when it must be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quote(name);
}

/** `.name` or `['na-me']`. */
export function propertyAccess(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`;
}

/** A string literal in single quotes, unless double quotes save an escape: as the formatter has it. */
export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return escaped.includes("'") && !escaped.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

/** Names that a generated function uses itself, and words of the language. */
const TAKEN = new Set(
  (
    'reader writer value target item itemAt i ' +
    'nameOf requireDistinct requireDistinctTags equalBytes illegalValue outOfRange wrongLength totalSize ' +
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield ' +
    'at bits'
  ).split(' '),
);

/** The local variable that holds a field: its property name unless that is taken. */
export function localName(property: string): string {
  return TAKEN.has(property) || /^(at|bits)\d+$/.test(property) ? `${property}Field` : property;
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
