/** What the module of the workers needs, as the query of its URL. */
export interface EchoSettings {
  readonly native: boolean;
  /** The file of the key log; undefined: $SSLKEYLOGFILE, if there is one. */
  readonly keylog: string | undefined;
}

/** The URL of the module that serves in the workers. */
export function echoHandler({ native, keylog }: EchoSettings): URL {
  const url = new URL('./echo-handler.js', import.meta.url);
  if (native) url.searchParams.set('native', '');
  if (keylog !== undefined) url.searchParams.set('keylog', keylog);
  return url;
}

/** The settings in the URL of the module. */
export function echoSettings(url: string): EchoSettings {
  const { searchParams } = new URL(url);
  return { native: searchParams.has('native'), keylog: searchParams.get('keylog') ?? undefined };
}
