import { ModelError } from '../kernel/index.ts';

/** A variable of a waveform. Made by `VcdWriter.declare`. */
export interface VcdVariable {
  readonly id: string;
  readonly widthBits: number;
}

interface Scope {
  readonly scopes: Map<string, Scope>;
  readonly variables: { readonly name: string; readonly variable: VcdVariable }[];
}

/**
 * Writes a value change dump (IEEE 1364 section 18) with a time unit of one picosecond. Several changes of one variable
 * at one time leave only the last, and a value that stays is not written. Nothing in it depends on the day it was made.
 */
export class VcdWriter {
  readonly #top: Scope = { scopes: new Map(), variables: [] };
  readonly #values = new Map<VcdVariable, number>();
  readonly #changed = new Map<VcdVariable, number>();
  readonly #body: string[] = [];
  #timePs = 0;
  #dumped = false;

  /** `scope`: hierarchical name with dots, or empty. The value before the first change is 0. */
  declare(scope: string, name: string, widthBits: number): VcdVariable {
    if (this.#dumped) throw misuse(name, 'declared after time has advanced');
    if (!Number.isSafeInteger(widthBits) || widthBits < 1 || widthBits > 53) {
      throw misuse(name, `${widthBits} bits are not from 1 to 53`);
    }
    const { variables } = this.#scope(scope);
    if (variables.some((each) => each.name === name)) throw misuse(name, `declared twice in "${scope}"`);
    const variable = { id: identifier(this.#values.size), widthBits };
    this.#values.set(variable, 0);
    variables.push({ name: reference(name), variable });
    return variable;
  }

  /** `value`: a whole number that fits the width. Throws ModelError when it does not, or time goes back. */
  change(timePs: number, variable: VcdVariable, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** variable.widthBits) {
      throw misuse(variable.id, `${value} does not fit ${variable.widthBits} bits`);
    }
    this.#advance(timePs);
    this.#changed.set(variable, value);
  }

  /** The whole file; `endPs` is where the waveform ends. Throws ModelError when it lies before the last change. */
  finish(endPs: number): string {
    this.#advance(endPs);
    this.#flush();
    const stamp = `#${endPs}`;
    // An identifier may begin with the sign of a time, but not a line.
    if (this.#body.findLast((line) => line.startsWith('#')) !== stamp) this.#body.push(stamp);
    const declarations = ['$version wirechart $end', '$timescale 1 ps $end', ...declared(this.#top)];
    return [...declarations, '$enddefinitions $end', ...this.#body, ''].join('\n');
  }

  #advance(timePs: number): void {
    if (!Number.isSafeInteger(timePs) || timePs < this.#timePs) {
      throw new ModelError('ERR_WIRECHART_MODEL_TIME', 'vcd', `time goes from ${this.#timePs} ps to ${timePs} ps`);
    }
    if (timePs > this.#timePs) this.#flush();
    this.#timePs = timePs;
  }

  /** Writes what has changed at the current time. The first call comes while that is 0, and writes everything. */
  #flush(): void {
    const news = [...this.#changed].filter(([variable, value]) => this.#values.get(variable) !== value);
    for (const [variable, value] of news) this.#values.set(variable, value);
    this.#changed.clear();
    if (!this.#dumped) {
      this.#dumped = true;
      this.#body.push('#0', '$dumpvars', ...[...this.#values].map(([v, value]) => text(v, value)), '$end');
    } else if (news.length > 0) {
      this.#body.push(`#${this.#timePs}`, ...news.map(([v, value]) => text(v, value)));
    }
  }

  #scope(path: string): Scope {
    let scope = this.#top;
    for (const name of path.split('.').filter((part) => part !== '')) {
      const known = scope.scopes.get(name);
      const inner: Scope = known ?? { scopes: new Map(), variables: [] };
      if (known === undefined) scope.scopes.set(reference(name), inner);
      scope = inner;
    }
    return scope;
  }
}

function declared(scope: Scope): readonly string[] {
  return [
    ...scope.variables.map(({ name, variable: { id, widthBits } }) => `$var wire ${widthBits} ${id} ${name} $end`),
    ...[...scope.scopes].flatMap(([name, inner]) => [
      `$scope module ${name} $end`,
      ...declared(inner),
      '$upscope $end',
    ]),
  ];
}

/** Printable ASCII from `!` to `~`, as a number to the base 94. */
function identifier(index: number): string {
  const last = String.fromCharCode(33 + (index % 94));
  return index < 94 ? last : identifier(Math.floor(index / 94) - 1) + last;
}

/** White space would end the name, and viewers take other characters for something else. */
function reference(name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) throw misuse(name, 'not a name for a waveform');
  return name;
}

function text({ id, widthBits }: VcdVariable, value: number): string {
  return widthBits === 1 ? `${value}${id}` : `b${value.toString(2)} ${id}`;
}

function misuse(where: string, reason: string): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_STATE', `vcd ${where}`, reason);
}
