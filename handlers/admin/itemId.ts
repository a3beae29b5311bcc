/** Ids of what this service keeps itself: challenges and approvals. Nobody guesses one. */
import { randomBytes } from "node:crypto";

export const ITEM_ID = /^[\w-]{22}$/;

export function newItemId(): string {
  return randomBytes(16).toString("base64url");
}
