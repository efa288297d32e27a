import { isIPv6 } from 'node:net';

/** `host:port`, with brackets around an IPv6 address; RFC 3986 section 3.2.2. */
export function remoteName(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Adds the peer to the message of an error: `... (localhost:4433)`. It changes the error, so the error must belong to one
 * connection. An error that cannot be changed, or that names the peer already, stays as it is.
 */
export function nameRemote<E extends Error>(error: E, remote: string): E {
  try {
    const { message, stack } = error;
    if (message.includes(remote) || Object.isFrozen(error)) return error;
    error.message = `${message} (${remote})`;
    // V8 writes the message into the stack when the error is made, and Node prints the stack.
    if (stack?.includes(message)) error.stack = stack.replace(message, () => error.message);
  } catch {
    // An error of the application that cannot be changed, or not an error.
  }
  return error;
}
