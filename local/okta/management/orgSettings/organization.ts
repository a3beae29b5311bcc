/** The org itself: who it is, and who calls. */
import { ok } from "../../http/endpoint";
import { ADMINISTRATOR_ID } from "../../org/ids";
import { rows, time, type ApiCall } from "../apiEndpoint";
import { sessionOf } from "../../oauth/authorize/signIn";
import { showUser, USERS_PATH } from "../users/userView";

/** Answered without a token: clients look here to learn what kind of org it is. `idx` is Okta Identity Engine. */
export const WELL_KNOWN_PATH = "/.well-known/okta-organization";

/** Okta's name of the operation that says who calls. */
export const ME = "getCurrentUser";

export const organization = rows(
  "okta.users",
  { method: "GET", path: `${USERS_PATH}/me`, operation: ME, handle: me },
  { method: "GET", path: WELL_KNOWN_PATH, operation: "getWellknownOrgMetadata", handle: metadata },
);

/** The person of the token or of the session, or the administrator whose API token it is. */
function me(call: ApiCall) {
  const { org, okta, caller } = call;
  const session = call.header("authorization") === undefined ? sessionOf(okta, call.header("cookie")) : undefined;
  const id = session?.userId ?? (caller.kind === "app" ? caller.userId : undefined);
  const user = id === undefined ? undefined : org.users.get(id);
  if (user !== undefined) return ok(showUser(org, user));
  return ok({
    id: ADMINISTRATOR_ID,
    status: "ACTIVE",
    created: time(org.everyone.created),
    profile: {
      login: "administrator@local.test",
      email: "administrator@local.test",
      firstName: "Local",
      lastName: "Administrator",
    },
  });
}

function metadata({ org }: ApiCall) {
  return ok({
    id: org.id,
    cell: "local",
    pipeline: "idx",
    settings: { analyticsCollectionEnabled: false, bugReportingEnabled: false, omEnabled: false },
    _links: { organization: { href: org.url } },
  });
}
