/** Code points that are not allowed, not even as references; XML 1.0 section 2.2. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text that is safe between tags and inside quoted attributes. */
export function escapeXml(text: string): string {
  return (
    text
      .replace(FORBIDDEN, '\uFFFD')
      .replaceAll('&', '&amp;')
      // Written plainly, a reader takes it for a line feed.
      .replaceAll('\r', '&#13;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}
