/** An authorization server as the evaluator of `model/` reads it; worked out again only after a change. */
import type { AuthorizationServer, RequestClient, RequestUser } from "../../../model/evaluate";
import type { App, AuthServer, User } from "./entities";
import { groupsOf } from "./memberships";
import type { Org } from "./Org";

const views = new WeakMap<AuthServer, { version: number; view: AuthorizationServer }>();

/** The same object until the server changes. */
export function evaluatorView(server: AuthServer): AuthorizationServer {
  const kept = views.get(server);
  if (kept?.version === server.version) return kept.view;
  const view = makeView(server);
  views.set(server, { version: server.version, view });
  return view;
}

function makeView(server: AuthServer): AuthorizationServer {
  return {
    scopes: [...server.scopes.values()].map(({ name, consent, default: isDefault }) => ({
      name,
      consent,
      default: isDefault,
    })),
    claims: [...server.claims.values()]
      .filter((claim) => !claim.system)
      .map(({ name, claimType, status, scopes, alwaysIncludeInToken }) => ({
        name,
        claimType,
        status,
        scopes,
        alwaysIncludeInToken,
      })),
    policies: server.policies.map((policy) => ({
      id: policy.id,
      name: policy.name,
      priority: policy.priority,
      status: policy.status,
      clients: policy.clients,
      rules: policy.rules.map((rule) => ({
        id: rule.id,
        name: rule.name,
        priority: rule.priority,
        status: rule.status,
        grantTypes: rule.grantTypes,
        users: rule.users,
        groups: rule.groups,
        scopes: rule.scopes,
        accessTokenMinutes: rule.accessTokenLifetimeMinutes,
        refreshTokenMinutes: rule.refreshTokenLifetimeMinutes,
        refreshTokenWindowMinutes: rule.refreshTokenWindowMinutes,
      })),
    })),
  };
}

/** The app in the evaluator's terms: its policies name clients by `client_id`. */
export function requestClient(app: App): RequestClient {
  return {
    id: app.clientId,
    status: app.status,
    applicationType: app.applicationType,
    grantTypes: app.grantTypes,
    consentMethod: app.consentMethod,
    assignedUsers: [...app.users.keys()],
    assignedGroups: [...app.groups.keys()],
  };
}

/** The user with the ids of all groups, the built-in one included. */
export function requestUser(org: Org, user: User): RequestUser {
  return { id: user.id, groups: groupsOf(org, user).map((group) => group.id) };
}
