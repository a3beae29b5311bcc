/** Counts that keep people from being worn down, and codes from being guessed. */
import type { Table } from "okta-api-access/service";

/** Counts one more. Whether there have been at most `max` until the count begins anew at `expires` (seconds since the epoch). */
export async function isBelow(table: Table, id: string, max: number, expires: number): Promise<boolean> {
  return (await table.count(id, expires)) <= max;
}
