/** The path of the arbitraries for a generated file of codecs. */
export function arbitrariesPath(path: string): string {
  return path.replace(/^(generated\/[^/]+)\/[^/]+\//, '$1/arbitraries/');
}
