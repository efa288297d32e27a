export type UnaryOperator = '-' | '~' | 'not';
export type BinaryOperator =
  | 'or'
  | 'and'
  | '<'
  | '<='
  | '>'
  | '>='
  | '=='
  | '!='
  | '|'
  | '^'
  | '&'
  | '<<'
  | '>>'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

/** Kaitai's expression language as a tree. `offset` is the place in the file. */
export type Expression =
  | { readonly kind: 'integer'; readonly offset: number; readonly value: bigint; readonly text: string }
  | { readonly kind: 'boolean'; readonly offset: number; readonly value: boolean }
  | { readonly kind: 'string'; readonly offset: number; readonly value: string }
  | { readonly kind: 'array'; readonly offset: number; readonly items: readonly Expression[] }
  /** `path` holds type and enum: `['content_type', 'content_type']`. */
  | { readonly kind: 'enum'; readonly offset: number; readonly path: readonly string[]; readonly member: string }
  | { readonly kind: 'name'; readonly offset: number; readonly name: string }
  | { readonly kind: 'member'; readonly offset: number; readonly of: Expression; readonly name: string }
  | { readonly kind: 'unary'; readonly offset: number; readonly operator: UnaryOperator; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly offset: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'ternary';
      readonly offset: number;
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    };

/** Everything directly inside an expression. */
function operands(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'array':
      return expression.items;
    case 'member':
    case 'unary':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'ternary':
      return [expression.condition, expression.then, expression.otherwise];
    default:
      return [];
  }
}

/** Every name an expression refers to, with repetitions: fields, params and instances of its own type. */
export function namesIn(expression: Expression): readonly string[] {
  return expression.kind === 'name' ? [expression.name] : operands(expression).flatMap(namesIn);
}

/** Whether the value depends on the end of the stream. */
export function dependsOnStream(expression: Expression): boolean {
  return namesIn(expression).includes('_io');
}

/** Whether two expressions are equal, apart from spaces and positions. */
export function sameExpression(a: Expression | undefined, b: Expression | undefined): boolean {
  return a === undefined || b === undefined ? a === b : shape(a) === shape(b);
}

function shape(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) =>
    key === 'offset' || key === 'text' ? undefined : typeof value === 'bigint' ? value.toString() : value,
  );
}
