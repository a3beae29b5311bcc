/**
 * Does a request once, however often it is sent: the first answer is kept under the caller's idempotency key.
 *
 * Not by the idempotency of Powertools for AWS Lambda: it forgets a request whose function throws, whatever had been done by
 * then, and keeps whole answers. Here the next attempt is told that an earlier one may have had its effect, and what is kept
 * is a status and an id.
 */
import { createHash, randomUUID } from "node:crypto";
import { unused, type Item, type Table } from "./table";

export interface OnceArgs {
  readonly table: Table;
  /** Whose key it is: two callers may choose the same one. */
  readonly caller: string;
  /** The caller's own, unguessable to others or not: it opens nothing. */
  readonly key: string;
  /** What is asked for. The same key for something else is a mistake of the caller's. */
  readonly request: string;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** What came of the request, as it is kept: a status, and the id of what was made. */
export interface Outcome {
  readonly status: number;
  readonly result: string;
}

/** `again`: an earlier attempt with this key may have had its effect, without anybody knowing. */
export type Attempt = (again: boolean) => Promise<Outcome>;

export type Once =
  | { readonly kind: "done"; readonly outcome: Outcome; readonly replayed: boolean }
  /** The same request is being done right now. */
  | { readonly kind: "busy" }
  /** The key was used for another request. */
  | { readonly kind: "other" };

/** Seconds for which an outcome is kept, and for which an attempt keeps others out: longer than a function lives. */
export const KEPT_SECONDS = 86_400;
export const LEASE_SECONDS = 30;

/**
 * An attempt that throws gives the key free, for the caller to try again; `isAmbiguous` says whether that next attempt has
 * to reckon with an effect of this one.
 */
export async function once(args: OnceArgs, attempt: Attempt, isAmbiguous: (error: unknown) => boolean): Promise<Once> {
  const { table, now } = args;
  const id = `once#${digest([args.caller, args.key])}`;
  const fingerprint = digest([args.request]);
  const mine = {
    id,
    expires: now + KEPT_SECONDS,
    fingerprint,
    owner: randomUUID(),
    lease: now + LEASE_SECONDS,
    status: 0,
    result: "",
  };
  if (await table.put(mine, unused(now))) return run({ table, mine, again: false }, attempt, isAmbiguous);
  const kept = await table.get(id);
  if (kept === undefined) return { kind: "busy" };
  if (kept["fingerprint"] !== fingerprint) return { kind: "other" };
  if (Number(kept["status"]) > 0) {
    return {
      kind: "done",
      replayed: true,
      outcome: { status: Number(kept["status"]), result: String(kept["result"]) },
    };
  }
  if (Number(kept["lease"]) >= now) return { kind: "busy" };
  const taken = { expression: "#owner = :before", values: { ":before": String(kept["owner"]) } };
  return (await table.put(mine, taken)) ? run({ table, mine, again: true }, attempt, isAmbiguous) : { kind: "busy" };
}

/** A key that is this attempt's own. */
interface Owned {
  readonly table: Table;
  readonly mine: Item;
  /** Whether an earlier attempt has had it. */
  readonly again: boolean;
}

async function run(
  { table, mine, again }: Owned,
  attempt: Attempt,
  isAmbiguous: (error: unknown) => boolean,
): Promise<Once> {
  const own = { expression: "#owner = :owner", values: { ":owner": String(mine["owner"]) } };
  const outcome = await attempt(again).catch(async (error: unknown) => {
    // With a lease that is over, the next attempt takes the key over and knows of this one.
    const free = again || isAmbiguous(error) ? table.update(mine.id, { lease: 0 }, own) : table.delete(mine.id, own);
    // Where the key cannot be given free its lease runs out; what went wrong first is what matters.
    await free.catch(() => undefined);
    throw error;
  });
  // It is done, whether or not that can be written down: without it, the next attempt takes over and knows of this one.
  await table.update(mine.id, { ...outcome }, own).catch(() => undefined);
  return { kind: "done", outcome, replayed: false };
}

function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
