/** Who calls, as the gateway's authorizer has verified it. */
import type { HttpEvent } from "../../guard";

export interface Caller {
  readonly subject: string;
  readonly clientId: string;
  /** The Okta id of the person who is signed in; undefined for a service. */
  readonly userId?: string;
  readonly scopes: readonly string[];
  /** Whether the guard has looked at the token, which checks a step-up, and not only API Gateway's own JWT authorizer. */
  readonly guarded: boolean;
}

/** Reads nothing but the authorizer's context, never a header. Undefined where no authorizer has run. */
export function callerOf(event: HttpEvent): Caller | undefined {
  const { jwt, lambda } = event.requestContext?.authorizer ?? {};
  if (lambda) return caller({ ...lambda, scopes: words(lambda["scp"]), guarded: true });
  if (!jwt?.claims) return undefined;
  // API Gateway's own authorizer takes a token that is bound to a key from whoever has it.
  if (jwt.claims["cnf"] !== undefined) return undefined;
  const { sub, cid, client_id, uid, scp, scope } = jwt.claims;
  return caller({ sub, cid: cid ?? client_id, uid, scopes: jwt.scopes ?? words(scp ?? scope), guarded: false });
}

interface Given {
  readonly sub?: unknown;
  readonly cid?: unknown;
  readonly uid?: unknown;
  readonly scopes: readonly string[];
  readonly guarded: boolean;
}

function caller({ sub, cid, uid, scopes, guarded }: Given): Caller | undefined {
  if (typeof sub !== "string" || sub === "" || typeof cid !== "string" || cid === "") return undefined;
  const person = typeof uid === "string" && uid !== "" ? { userId: uid } : {};
  return { subject: sub, clientId: cid, ...person, scopes, guarded };
}

/** HTTP APIs hand a claim that is a list on as one string, `[a b]`. */
function words(value: unknown): string[] {
  if (typeof value !== "string") return [];
  const list = value.startsWith("[") && value.endsWith("]") ? value.slice(1, -1) : value;
  return list.split(" ").filter((word) => word !== "");
}
