/** Who asks a service of the account, and whether they may. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { HonoRequest } from "hono";
import { ACCOUNT_ID } from "../arns";
import type { LambdaFunction } from "../lambda/types";
import type { World } from "../world";
import { decide } from "./decide";
import { commonError } from "./serviceError";

/** Whose keys they are. */
type Caller = { readonly kind: "admin" } | { readonly kind: "function"; readonly function: LambdaFunction };

export interface Authenticated {
  readonly caller: Caller;
  /** For which the request was signed: the local server is every region's. */
  readonly region: string;
}

/** The id of a key, the region and the service for which it signs. */
const CREDENTIAL =
  /^AWS4-HMAC-SHA256 (?:[^,\s]+, *)*Credential=([^/,\s]+)\/\d{8}\/([a-z]{2}(?:-[a-z]+)+-\d)\/([a-z0-9-]+)\/aws4_request(?:,|$)/;

/**
 * Finds who asks, by the key's id and the session's token. The signature is not calculated again: the SDK makes it, and
 * whoever has the token, which no answer and no log shows, has the secret as well.
 *
 * @throws as AWS does, in its order: the form, then the key with its token.
 */
export function authenticate(world: World, service: string, req: HonoRequest): Authenticated {
  const authorization = req.header("authorization");
  if (authorization === undefined) {
    throw commonError("MissingAuthenticationTokenException", "Request is missing Authentication Token");
  }
  const [, accessKeyId, region, scope] = CREDENTIAL.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined) {
    throw commonError(
      "IncompleteSignatureException",
      "Authorization header requires 'Credential' parameter: AWS4-HMAC-SHA256 Credential=keyid/date/region/service/aws4_request.",
    );
  }
  if (scope !== service) {
    throw commonError("InvalidSignatureException", `Credential should be scoped to correct service: '${service}'.`);
  }
  const caller = findCaller(world, accessKeyId, req.header("x-amz-security-token") ?? "");
  if (caller !== undefined) return { caller, region };
  throw commonError("UnrecognizedClientException", "The security token included in the request is invalid.");
}

/** Undefined unless the key is there and the token is its own. */
function findCaller({ admin, functions }: World, accessKeyId: string, token: string): Caller | undefined {
  if (accessKeyId === admin.accessKeyId) return isSame(token, admin.sessionToken) ? { kind: "admin" } : undefined;
  const found = [...functions.values()].find(({ credentials }) => credentials.accessKeyId === accessKeyId);
  if (found === undefined || !isSame(token, found.credentials.sessionToken)) return undefined;
  return { kind: "function", function: found };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest();
/** In a time that does not depend on where they differ. */
const isSame = (one: string, other: string) => timingSafeEqual(sha256(one), sha256(other));

/**
 * Lets a caller do what its role's policies allow, and the account's owner everything.
 *
 * @throws AccessDeniedException, in AWS's words.
 */
export function authorize(world: World, caller: Caller, action: string, resource: string): void {
  if (caller.kind === "admin") return;
  const { Role, FunctionName } = caller.function.configuration;
  const role = [...world.roles.values()].find(({ Arn }) => Arn === Role);
  const decision = decide(role?.policies.values() ?? [], action, resource);
  if (decision === "allowed") return;
  const user = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${Role.slice(Role.lastIndexOf("/") + 1)}/${FunctionName}`;
  const reason =
    decision === "explicitDeny"
      ? "with an explicit deny in an identity-based policy"
      : `because no identity-based policy allows the ${action} action`;
  throw commonError(
    "AccessDeniedException",
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
    { messageKey: "Message" },
  );
}
