/** Who calls, as the gateway's authorizer has verified it. */
import type { HttpEvent } from "../http/event";

export interface Caller {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Reads nothing but the authorizer's context, never a header. Undefined where no authorizer has run. */
export function callerOf(event: HttpEvent): Caller | undefined {
  const { jwt, lambda } = event.requestContext?.authorizer ?? {};
  if (lambda) return caller(lambda["sub"], lambda["cid"], words(lambda["scp"]));
  if (!jwt?.claims) return undefined;
  const { sub, cid, client_id, scp, scope } = jwt.claims;
  return caller(sub, cid ?? client_id, jwt.scopes ?? words(scp ?? scope));
}

function caller(subject: unknown, clientId: unknown, scopes: readonly string[]): Caller | undefined {
  if (typeof subject !== "string" || subject === "" || typeof clientId !== "string" || clientId === "")
    return undefined;
  return { subject, clientId, scopes };
}

/** HTTP APIs hand a claim that is a list on as one string, `[a b]`. */
function words(value: unknown): string[] {
  if (typeof value !== "string") return [];
  const list = value.startsWith("[") && value.endsWith("]") ? value.slice(1, -1) : value;
  return list.split(" ").filter((word) => word !== "");
}
