/** Takes the certificates of a local cloud that speaks TLS: in this process, and in the threads of its functions. */
import { join } from "node:path";

/** An authority that is made at a start, and the ports of this machine for which it is taken. */
export interface LocalTrust {
  /** Its certificate, in PEM. */
  readonly ca: string;
  readonly ports: readonly number[];
}

/** What a thread that has no loader for TypeScript loads to call `trustLocally`. */
export const TRUST_MODULE = join(__dirname, "node/trust.cjs");

/** Takes the authority's certificates at these ports from now on. @returns what ends it */
export function trustLocally(trust: LocalTrust): () => void {
  return (require(TRUST_MODULE) as { trustLocally: (trust: LocalTrust) => () => void }).trustLocally(trust);
}
