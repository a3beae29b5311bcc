/** Which addresses may be asked for keys or tokens, or be given one. A file of its own, since the guard needs nothing beside it. */

/**
 * By `https:`, and with `allowInsecure` by `http:` on this very machine, where nobody is in between.
 */
export function isSecureUrl({ protocol, hostname }: URL, allowInsecure: boolean): boolean {
  if (protocol === "https:") return true;
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
  return protocol === "http:" && allowInsecure && isLoopback;
}
