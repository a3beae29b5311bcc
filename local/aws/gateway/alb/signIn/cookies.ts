/** Cookies of a load balancer: how they are set, and found in a request. */
import type { AlbExchange } from "../albExchange";

/**
 * For the load balancer's own place on the local AWS. AWS adds `Secure`, which plain HTTP cannot have. `maxAge` in seconds;
 * 0 takes the cookie away.
 */
export function cookie({ url }: AlbExchange, name: string, value: string, maxAge: number): string {
  return `${name}=${value}; Path=${new URL(url).pathname}; Max-Age=${maxAge}; HttpOnly`;
}

/** Of several cookies of one name the first counts: browsers send the one for the longest path first (RFC 6265 section 5.4). */
export function cookieOf({ request }: AlbExchange, name: string): string | undefined {
  return request.cookies.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}
