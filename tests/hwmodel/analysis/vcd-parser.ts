/** A parsed value change dump. Times in units of its timescale. */
export interface Waveform {
  readonly timescale: string;
  /** Changes by hierarchical name, the value at time 0 first. */
  readonly changes: ReadonlyMap<string, readonly (readonly [time: number, value: number])[]>;
  readonly end: number;
}

/** Reads a value change dump (IEEE 1364-2005 section 18), and throws at anything that the standard does not define. */
export function parseVcd(text: string): Waveform {
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const scopes: string[] = [];
  const variables = new Map<string, { name: string; width: number }>();
  const changes = new Map<string, (readonly [number, number])[]>();
  let timescale = '';
  let time = -1;
  const command = (): readonly string[] => tokens.splice(0, tokens.indexOf('$end') + 1).slice(0, -1);
  const note = (id: string, digits: string): void => {
    const variable = variables.get(id);
    if (variable === undefined || time < 0) throw new Error(`a change of ${id} at ${time}`);
    if (!/^[01]+$/.test(digits) || digits.length > variable.width)
      throw new Error(`value ${digits} of ${variable.name}`);
    const list = changes.get(variable.name) ?? [];
    changes.set(variable.name, list);
    if (list.at(-1)?.[0] === time) throw new Error(`${variable.name} changes twice at ${time}`);
    list.push([time, Number.parseInt(digits, 2)]);
  };

  for (let ended = false; !ended; ) {
    const [name, ...words] = command();
    if (name === '$timescale') timescale = words.join(' ');
    else if (name === '$scope') scopes.push(words[1] ?? '');
    else if (name === '$upscope') scopes.pop();
    else if (name === '$var') {
      const [kind, width, id = '', reference = '', ...rest] = words;
      if (kind !== 'wire' || rest.length > 0 || !/^[!-~]+$/.test(id) || variables.has(id))
        throw new Error(words.join());
      variables.set(id, { name: [...scopes, reference].join('.'), width: Number(width) });
    } else if (name === '$enddefinitions') ended = true;
    else if (name !== '$version') throw new Error(`unknown command ${name}`);
  }
  if (scopes.length > 0) throw new Error('a scope is not closed');
  let dumping = false;
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (token === '$dumpvars') dumping = true;
    else if (token === '$end') {
      if (!dumping || changes.size !== variables.size) throw new Error('the first dump is not complete');
      dumping = false;
    } else if (/^#\d+$/.test(token)) {
      if (Number(token.slice(1)) <= time) throw new Error(`time goes from ${time} to ${token}`);
      time = Number(token.slice(1));
    } else if (token.startsWith('b')) note(tokens.shift() ?? '', token.slice(1));
    else note(token.slice(1), token.slice(0, 1));
  }
  return { timescale, changes, end: time };
}
