/** Counts that keep people from being worn down, and codes from being guessed: for each client, and for all of them. */
import type { Caller, Table } from "okta-api-access/service";

export interface Limit {
  /** Names the count: `challenged#00u…`. */
  readonly id: string;
  /** Within `seconds`, whoever asks. */
  readonly inAll: number;
  /** Of these for one client: what one uses up, the others still have. */
  readonly perClient: number;
  readonly seconds: number;
}

/** Counts one more. Whether there have been at most `max` until the count begins anew at `expires` (seconds since the epoch). */
export async function isBelow(table: Table, id: string, max: number, expires: number): Promise<boolean> {
  return (await table.count(id, expires)) <= max;
}

/**
 * Whether the caller's client may once more. `now`: seconds since the epoch. What a client is refused counts for nobody else,
 * so that a partner cannot use up what support needs for the same person.
 */
export async function isWithin(
  table: Table,
  { clientId }: Caller,
  { id, inAll, perClient, seconds }: Limit,
  now: number,
): Promise<boolean> {
  return (
    (await isBelow(table, `${id}#${clientId}`, perClient, now + seconds)) &&
    (await isBelow(table, id, inAll, now + seconds))
  );
}
