/** A server out of what `pulumi stack export` prints. */
import type { Snapshot } from "../../model/adopt";
import { flagAt, listAt, textAt, valueAt } from "../org/json";
import { snapshotOfState, type Kind, type StateResource } from "./stateResources";

const TYPES: Readonly<Record<string, Kind>> = {
  "okta:auth/server:Server": "server",
  "okta:index/authServerDefault:AuthServerDefault": "server",
  "okta:auth/serverScope:ServerScope": "scope",
  "okta:auth/serverClaim:ServerClaim": "claim",
  "okta:auth/serverPolicy:ServerPolicy": "policy",
  "okta:auth/serverPolicyRule:ServerPolicyRule": "rule",
  "okta:app/oAuth:OAuth": "app",
  "okta:app/groupAssignment:GroupAssignment": "assignment",
  "okta:app/groupAssignments:GroupAssignments": "assignments",
  "okta:index/appGroupAssignments:AppGroupAssignments": "assignments",
  "okta:index/appOauthApiScope:AppOauthApiScope": "apiScopes",
  "okta:group/group:Group": "group",
  "okta:group/rule:Rule": "groupRule",
};

/** @throws UsageError as `snapshotOfState` */
export function pulumiSnapshot(json: unknown, source: string, server: string | undefined): Snapshot {
  const resources = listAt(json, "deployment.resources").flatMap((resource): StateResource[] => {
    const type = String(textAt(resource, "type"));
    const kind = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    const id = textAt(resource, "id");
    // What is only waiting for its deletion is gone.
    if (kind === undefined || id === undefined || flagAt(resource, "delete")) return [];
    return [{ kind, id, values: valueAt(resource, "outputs") }];
  });
  return snapshotOfState(resources, source, server);
}
