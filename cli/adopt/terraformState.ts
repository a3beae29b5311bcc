/** A server out of what `terraform show -json` or `tofu show -json` prints. */
import type { Snapshot } from "../../model/adopt";
import { listAt, textAt, valueAt } from "../org/json";
import { snapshotOfState, type Kind, type StateResource } from "./stateResources";

/** Terraform's types. Groups that are only looked up count as well: their names are needed. */
const TYPES: Readonly<Record<string, Kind>> = {
  okta_auth_server: "server",
  okta_auth_server_default: "server",
  okta_auth_server_scope: "scope",
  okta_auth_server_claim: "claim",
  okta_auth_server_policy: "policy",
  okta_auth_server_policy_rule: "rule",
  okta_app_oauth: "app",
  okta_app_group_assignment: "assignment",
  okta_app_group_assignments: "assignments",
  okta_app_oauth_api_scope: "apiScopes",
  okta_group: "group",
  okta_everyone_group: "group",
  okta_group_rule: "groupRule",
};

/** Lists to which Pulumi gives another name than `snake_case` in camel case. */
const PLURALS: Readonly<Record<string, string>> = {
  client_whitelist: "clientWhitelists",
  grant_type_whitelist: "grantTypeWhitelists",
  group_whitelist: "groupWhitelists",
  group_blacklist: "groupBlacklists",
  user_whitelist: "userWhitelists",
  user_blacklist: "userBlacklists",
  scope_whitelist: "scopeWhitelists",
  group: "groups",
};

/** @throws UsageError as `snapshotOfState` */
export function terraformSnapshot(json: unknown, source: string, server: string | undefined): Snapshot {
  const resources = resourcesIn(valueAt(json, "values.root_module")).flatMap((resource): StateResource[] => {
    const kind = Object.hasOwn(TYPES, String(textAt(resource, "type"))) ? TYPES[textAt(resource, "type")!] : undefined;
    const id = textAt(resource, "values.id");
    if (kind === undefined || id === undefined) return [];
    const values = { ...renamed(valueAt(resource, "values")) };
    if (textAt(resource, "type") === "okta_everyone_group")
      Object.assign(values, { name: "Everyone", type: "BUILT_IN" });
    return [{ kind, id, values }];
  });
  return snapshotOfState(unique(resources), source, server);
}

/** Modules lie in modules. */
function resourcesIn(module: unknown): unknown[] {
  return [...listAt(module, "resources"), ...listAt(module, "child_modules").flatMap(resourcesIn)];
}

function renamed(values: unknown): Record<string, unknown> {
  const entries = Object.entries(Object(values) as object).map(([name, value]) => [
    Object.hasOwn(PLURALS, name)
      ? PLURALS[name]
      : name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}

/** A group may be both made here and looked up there. */
function unique(resources: readonly StateResource[]): StateResource[] {
  return [...new Map(resources.map((one) => [`${one.kind} ${one.id}`, one])).values()];
}
