/** What a caller has begun here, such as a challenge: with an id that nobody guesses, and for that caller alone, whatever the scopes of others. */
import { randomBytes } from "node:crypto";
import type { Caller, Item } from "okta-api-access/service";

/** What the ids look like. */
export const ITEM_ID = /^[\w-]{22}$/;

export function newItemId(): string {
  return randomBytes(16).toString("base64url");
}

/** Kept with an item. */
export function ownerOf({ clientId, subject }: Caller): { readonly client: string; readonly subject: string } {
  return { client: clientId, subject };
}

/** The same client, and the same person at it. */
export function isOwn(item: Item, { clientId, subject }: Caller): boolean {
  return item["client"] === clientId && item["subject"] === subject;
}
