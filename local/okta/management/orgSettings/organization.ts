/** The org itself: who it is, and who calls. */
import { ok } from "../../http/endpoint";
import { rows, time, type ApiCall } from "../apiEndpoint";
import { ADMINISTRATOR_ID } from "../../org/administrator";
import { USERS_PATH } from "../users/userView";

/** Answered without a token: clients look here to learn what kind of org it is. `idx` is Okta Identity Engine. */
export const WELL_KNOWN_PATH = "/.well-known/okta-organization";

export const organization = rows(
  "okta.users",
  { method: "GET", path: `${USERS_PATH}/me`, operation: "getCurrentUser", handle: me },
  { method: "GET", path: WELL_KNOWN_PATH, operation: "getWellknownOrgMetadata", handle: metadata },
);

function me({ org }: ApiCall) {
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
