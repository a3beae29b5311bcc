/** Binds what a caller has begun to that caller: nobody else finds it, whatever their scopes. */
import type { Caller, Item } from "okta-api-access/service";

/** Kept with an item. */
export function ownerOf({ clientId, subject }: Caller): { readonly client: string; readonly subject: string } {
  return { client: clientId, subject };
}

/** The same client, and the same person at it. */
export function isOwn(item: Item, { clientId, subject }: Caller): boolean {
  return item["client"] === clientId && item["subject"] === subject;
}
