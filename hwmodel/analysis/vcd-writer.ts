// Writes value change dump files (VCD, IEEE 1364-2005 section 18).
import { ModelError } from '../kernel/index.ts';

/** A variable of a waveform, created by `VcdWriter.declare`. */
export interface VcdVariable {
  readonly id: string;
  readonly widthBits: number;
}

interface Scope {
  readonly scopes: Map<string, Scope>;
  readonly variables: { readonly name: string; readonly variable: VcdVariable }[];
}

/**
 * Writes a value change dump (IEEE 1364-2005 section 18) with a timescale of one picosecond. Of several changes of a
 * variable at one time only the last is written, and an unchanged value is not written. The file contains no date.
 */
export class VcdWriter {
  readonly #top: Scope = { scopes: new Map(), variables: [] };
  readonly #values = new Map<VcdVariable, number>();
  readonly #changed = new Map<VcdVariable, number>();
  readonly #body: string[] = [];
  #timePs = 0;
  #isDumpWritten = false;

  /**
   * Declares a variable of 1 to 53 bits, with the initial value 0. `scope`: hierarchical name with dots, or empty.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_STATE` when the name or the width is invalid, or time has advanced.
   */
  declare(scope: string, name: string, widthBits: number): VcdVariable {
    if (this.#isDumpWritten) throw vcdError(name, 'is declared after time has advanced');
    if (!Number.isSafeInteger(widthBits) || widthBits < 1 || widthBits > 53) {
      throw vcdError(name, `width ${widthBits} is not from 1 to 53 bits`);
    }
    const { variables } = this.#scope(scope);
    if (variables.some((each) => each.name === name)) throw vcdError(name, `is declared twice in "${scope}"`);
    const variable = { id: identifier(this.#values.size), widthBits };
    this.#values.set(variable, 0);
    variables.push({ name: reference(name), variable });
    return variable;
  }

  /**
   * Sets the value at `timePs`: a whole number from 0 that fits the width.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_STATE` when it does not, `ERR_WIRECHART_MODEL_TIME` when time decreases.
   */
  change(timePs: number, variable: VcdVariable, value: number): void {
    if (!Number.isSafeInteger(value) || value < 0 || value >= 2 ** variable.widthBits) {
      throw vcdError(variable.id, `${value} does not fit ${variable.widthBits} bits`);
    }
    this.#advance(timePs);
    this.#changed.set(variable, value);
  }

  /**
   * Returns the complete file. `endPs`: the end of the waveform.
   *
   * @throws {ModelError} `ERR_WIRECHART_MODEL_TIME` when the end is before the last change.
   */
  finish(endPs: number): string {
    this.#advance(endPs);
    this.#flush();
    const stamp = `#${endPs}`;
    // Identifiers can begin with `#` too, but only a timestamp begins a line with it.
    if (this.#body.findLast((line) => line.startsWith('#')) !== stamp) this.#body.push(stamp);
    const declarations = ['$version wirechart $end', '$timescale 1 ps $end', ...declared(this.#top)];
    return [...declarations, '$enddefinitions $end', ...this.#body, ''].join('\n');
  }

  #advance(timePs: number): void {
    if (!Number.isSafeInteger(timePs) || timePs < this.#timePs) {
      throw new ModelError('ERR_WIRECHART_MODEL_TIME', 'vcd', `time decreases from ${this.#timePs} ps to ${timePs} ps`);
    }
    if (timePs > this.#timePs) this.#flush();
    this.#timePs = timePs;
  }

  /** Writes the changes at the current time. The first call is at time 0 and writes all variables. */
  #flush(): void {
    const changes = [...this.#changed].filter(([variable, value]) => this.#values.get(variable) !== value);
    for (const [variable, value] of changes) this.#values.set(variable, value);
    this.#changed.clear();
    if (!this.#isDumpWritten) {
      this.#isDumpWritten = true;
      this.#body.push('#0', '$dumpvars', ...[...this.#values].map(([v, value]) => text(v, value)), '$end');
    } else if (changes.length > 0) {
      this.#body.push(`#${this.#timePs}`, ...changes.map(([v, value]) => text(v, value)));
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

/** An identifier code: printable ASCII from `!` to `~`, as digits to the base 94. */
function identifier(index: number): string {
  const last = String.fromCharCode(33 + (index % 94));
  return index < 94 ? last : identifier(Math.floor(index / 94) - 1) + last;
}

/** Checks a reference name: white space ends a name, and viewers interpret other characters. */
function reference(name: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(name)) throw vcdError(name, 'is not a valid name for a variable');
  return name;
}

function text({ id, widthBits }: VcdVariable, value: number): string {
  return widthBits === 1 ? `${value}${id}` : `b${value.toString(2)} ${id}`;
}

function vcdError(where: string, reason: string): ModelError {
  return new ModelError('ERR_WIRECHART_MODEL_STATE', `vcd ${where}`, reason);
}
