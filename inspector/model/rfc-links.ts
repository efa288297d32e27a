// Sections of RFCs in a text, with the addresses that a reader can open.

/** A piece of text, with an address when it names a section of an RFC. */
export interface LinkedText {
  readonly text: string;
  readonly href?: string;
}

/** `RFC 9147 section 5.8.1`, `RFC 9147 sections 5.5, 5.8 and 7.2`, `RFC 9846 appendix A.1`, `RFC 8446`. */
const REFERENCE =
  /\bRFC (\d{1,5})(?:( sections? )((?:\d[\d.]*\d|\d)(?:(?:, | and )(?:\d[\d.]*\d|\d))*)|( appendix )([A-Z](?:\.\d+)*))?/g;

/** Cuts a text at its references to RFCs. */
export function linkReferences(text: string): readonly LinkedText[] {
  const pieces: LinkedText[] = [];
  let end = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, rfc = '', word, sections, , appendix] = match;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    const page = `https://www.rfc-editor.org/rfc/rfc${rfc}`;
    if (sections !== undefined && word !== undefined) {
      const [first = '', ...others] = sections.split(/(, | and )/);
      pieces.push({ text: `RFC ${rfc}${word}${first}`, href: `${page}#section-${first}` });
      for (const [place, part] of others.entries())
        pieces.push(place % 2 === 0 ? { text: part } : { text: part, href: `${page}#section-${part}` });
    } else {
      pieces.push({ text: whole, href: appendix === undefined ? page : `${page}#appendix-${appendix}` });
    }
    end = match.index + whole.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
