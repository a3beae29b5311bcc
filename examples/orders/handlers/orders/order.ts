/** What an order is, and how one is read from a request. */
import { bodyText } from "okta-api-access/guard";
import type { HttpEvent } from "okta-api-access/service";

export interface Order {
  readonly id: string;
  readonly item: string;
  readonly sent: boolean;
}

/** The order that a body asks for; undefined where it is none. */
export function readOrder(event: HttpEvent, id: string): Order | undefined {
  try {
    const body: unknown = JSON.parse(bodyText(event));
    const item: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "item") : undefined;
    return typeof item === "string" && /^[\p{L}\p{N} ]{1,100}$/u.test(item) ? { id, item, sent: false } : undefined;
  } catch {
    return undefined;
  }
}
