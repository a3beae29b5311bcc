/**
 * What a service app may do with the Management API: what its scopes and its admin roles both allow. Whether the scope
 * is there is asked in `management/authenticate.ts`. The SSWS token belongs to a super admin.
 */
import { ApiError } from "../errors/apiErrors";
import type { ApiEndpoint } from "../management/apiEndpoint";
import { scopesFor } from "../management/authenticate";
import type { Json } from "../org/entities";
import type { Org } from "../org/Org";
import type { Caller, May } from "./may";
import { NEEDS } from "./needs";
import { STANDARD_ROLES } from "./standardRoles";
import { targetOf } from "./targets";

interface Request {
  readonly org: Org;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly json: Json;
  readonly may: May;
}

/** @throws ApiError 403 for what no role of the caller allows. */
export function authorize(request: Request, endpoint: ApiEndpoint): void {
  const { caller, json, may } = request;
  if (caller.kind === "apiToken") return;
  const needs = NEEDS[endpoint.operation];
  const allowed =
    needs === undefined
      ? hasStandardScope(caller, endpoint)
      : needs
          .filter(({ where }) => where === undefined || json[where] !== undefined)
          .every(({ permission, on }) => may(permission, targetOf(on, request)));
  if (!allowed) throw new ApiError("E0000006");
}

/** For operations that no permission of a custom role stands for. */
function hasStandardScope({ roles }: Extract<Caller, { kind: "app" }>, endpoint: ApiEndpoint): boolean {
  const enough = scopesFor(endpoint);
  return roles.some(({ type }) => {
    const scopes = STANDARD_ROLES[type]?.scopes ?? [];
    return scopes === "all" || enough.some((each) => scopes.includes(each));
  });
}
