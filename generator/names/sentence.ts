/** A doc followed by its reference: `Unprotected record. RFC 9147 section 4.` */
export function sentence(doc: string | undefined, reference: string | undefined): string | undefined {
  const text = doc?.replaceAll(/\s+/g, ' ').trim();
  if (text === undefined || text === '') return reference === undefined ? undefined : `${reference}.`;
  const closed = /[.!?:]$/.test(text) ? text : `${text}.`;
  return reference === undefined ? closed : `${closed} ${reference}.`;
}
