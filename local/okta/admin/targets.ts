/** What a request to the Management API is about, as far as it takes an admin to reach it. */
import type { App, AuthServer, Group, Json, User } from "../org/entities";
import type { Org } from "../org/Org";

/** One thing, a user who is about to be made, all things of a kind, or whatever of them the admin reaches. */
export type Target =
  | { readonly user: User }
  /** The ids of the groups that the new user is put into. */
  | { readonly newUserIn: readonly string[] }
  | { readonly group: Group }
  | { readonly app: App }
  /** What lets one act as the app: to change its keys, or to see its secrets. */
  | { readonly actAs: App }
  | { readonly server: AuthServer }
  | "everyGroup"
  | "everyApp"
  | "everyServer"
  | "some";

interface Request {
  readonly org: Org;
  readonly params: Readonly<Record<string, string>>;
  readonly json: Json;
}

/**
 * What a request is about. A thing that is not there counts as `some`: whoever has the permission at all is told that it is
 * not there.
 */
type Read = (request: Request) => Target;

const userNamed = (org: Org, key: unknown): Target => {
  const user = typeof key === "string" ? org.findUser(key) : undefined;
  return user === undefined ? "some" : { user };
};

const READ = {
  user: ({ org, params }) => userNamed(org, params["userId"]),
  userInBody: ({ org, json }) => userNamed(org, json["id"]),
  newUser: ({ json }) => ({ newUserIn: textsIn(json["groupIds"]) }),
  group: ({ org, params }) => {
    const group = org.groups.get(params["groupId"]!);
    return group === undefined ? "some" : { group };
  },
  app: ({ org, params }) => {
    const app = org.apps.get(params["appId"]!);
    return app === undefined ? "some" : { app };
  },
  actAsApp: ({ org, params }) => {
    const app = org.apps.get(params["appId"]!);
    return app === undefined ? "some" : { actAs: app };
  },
  server: ({ org, params }) => {
    const server = org.servers.get(params["authServerId"]!);
    return server === undefined ? "some" : { server };
  },
  everyGroup: () => "everyGroup",
  everyApp: () => "everyApp",
  everyServer: () => "everyServer",
  some: () => "some",
} as const satisfies Readonly<Record<string, Read>>;

export type TargetName = keyof typeof READ;

export function targetOf(name: TargetName, request: Request): Target {
  return READ[name](request);
}

/** What is no text is refused by the handler; here it counts as none of the groups. */
function textsIn(list: unknown): string[] {
  return Array.isArray(list) ? list.map((each) => (typeof each === "string" ? each : "")) : [];
}
