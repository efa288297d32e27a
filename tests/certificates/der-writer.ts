/** One element of DER: its tag and its contents, shorter than 65536 bytes. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(contents);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  if (body.length >= 128 && body.length < 256) length.splice(0, 2, 0x81);
  return Uint8Array.from([tag, ...length, ...body]);
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

export function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(0x30, ...contents);
}

/** An INTEGER of at most four bytes, not negative. */
export function integer(value: number): Uint8Array {
  const bytes = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
  while (bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80) bytes.shift();
  return der(0x02, Uint8Array.from((bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : bytes));
}

/** An OBJECT IDENTIFIER from dotted decimal. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...arcs].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
      groups.unshift((rest & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Uint8Array.from(bytes));
}

/** A BIT STRING of whole bytes. */
export function bits(bytes: Uint8Array): Uint8Array {
  return der(0x03, Uint8Array.of(0), bytes);
}

/** A Name of common names, each in a RelativeDistinguishedName of its own. */
export function directoryName(...commonNames: readonly string[]): Uint8Array {
  return sequence(...commonNames.map((name) => der(0x31, sequence(oid('2.5.4.3'), der(0x13, ascii(name))))));
}

/** GeneralNames of the forms in constraints and alternative names. */
export const generalName = {
  host: (name: string): Uint8Array => der(0x82, ascii(name)),
  address: (...bytes: readonly number[]): Uint8Array => der(0x87, Uint8Array.from(bytes)),
  mail: (address: string): Uint8Array => der(0x81, ascii(address)),
  uri: (address: string): Uint8Array => der(0x86, ascii(address)),
  directory: (...commonNames: readonly string[]): Uint8Array => der(0xa4, directoryName(...commonNames)),
};
