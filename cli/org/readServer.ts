/** Reads an authorization server of an org with the applications, groups and rules around it, a few requests at a time. */
import { readSnapshot, SNAPSHOT_FORMAT, type Snapshot, type SnapshotInput } from "../../model/adopt";
import { ALL_CLIENTS } from "../../model/evaluate";
import { nearest, names } from "../../model/findings";
import { UsageError } from "../io";
import { appsLabelled, labelSearch } from "./appsNamed";
import { textAt } from "./json";
import {
  appOf,
  claimOf,
  groupOf,
  groupRuleOf,
  isAssignedByHand,
  policyOf,
  scopeOf,
  serverOf,
  signOnPolicyOf,
} from "./oktaJson";
import { inParallel, OktaRefusal, type OktaApi } from "./oktaApi";
import type { Progress } from "./members";

const SERVERS = "/api/v1/authorizationServers";

/** More things of one kind than these are read as a list instead of one by one. */
const ONE_BY_ONE_MAX = 100;

/** More labels than these are looked for in the list of all applications: a search counts against the least of Okta's limits. */
const SEARCHES_MAX = 10;

/** What to read. */
export interface ServerWanted {
  /** Id, or name, of the server. */
  readonly server: string;
  /** Client ids besides those that policies name. Where a policy is for all clients, only these: all of the org, if left out. */
  readonly clients?: readonly string[];
  /**
   * Labels of applications that are read whether or not a policy names them. A policy for all clients is then read for these
   * and for those that policies name.
   */
  readonly labels?: readonly string[];
  /** Whether the rules of the applications' sign-on policies are read as well. */
  readonly signOn?: boolean;
}

/** Everything about one server. */
export async function readServer(api: OktaApi, wanted: ServerWanted, progress: Progress): Promise<Snapshot> {
  const server = serverOf(await serverNamed(api, wanted.server));
  const base = `${SERVERS}/${encodeURIComponent(server.id)}`;
  const steps = new Steps(progress);
  const notRead: string[] = [];
  const [scopes, claims, policies, groupRules] = await Promise.all([
    steps.step(api.list(`${base}/scopes?limit=200`)),
    steps.step(api.list(`${base}/claims?limit=200`)),
    steps.step(readPolicies(api, base, steps)),
    steps.step(orElse(api.list("/api/v1/groups/rules?limit=200"), [], "group rules", notRead)),
  ]);
  const apps = await readApps(api, policies, wanted, { steps, notRead });
  const rules = groupRules.map(groupRuleOf);
  const groups = await readGroups(api, groupIdsOf(policies, apps, rules), steps);
  const signOnPolicies = wanted.signOn ? await readSignOn(api, apps, { steps, notRead }) : [];
  const input: SnapshotInput = {
    format: SNAPSHOT_FORMAT,
    source: api.origin,
    server,
    scopes: scopes.map(scopeOf),
    claims: claims.map(claimOf),
    policies,
    apps,
    groups,
    groupRules: rules,
    signOnPolicies,
    notRead,
  };
  return readSnapshot(input, "the org's answer");
}

/** The server of that id, issuer or name. @throws UsageError with the servers of the org. */
async function serverNamed(api: OktaApi, given: string): Promise<unknown> {
  const wanted = /^https?:\/\/[^/]+\/oauth2\/(\w+)\/?$/.exec(given)?.[1] ?? given;
  if (/^(aus[A-Za-z0-9]{17}|default)$/.test(wanted)) {
    const found = await api.one(`${SERVERS}/${wanted}`);
    if (found !== undefined) return found;
  }
  const servers = await api.list(`${SERVERS}?limit=200`);
  const named = servers.filter((server) => textAt(server, "name") === wanted);
  if (named.length === 1) return named[0];
  if (named.length > 1) {
    const ids = named.map((server) => textAt(server, "id") ?? "");
    throw new UsageError(
      `${named.length} authorization servers of the org are named \`${wanted}\`: give the id of one (${names(ids)})`,
    );
  }
  const all = servers.map((server) => textAt(server, "name") ?? "");
  const near = nearest(wanted, all);
  throw new UsageError(
    `the org has no authorization server \`${wanted}\`${near === undefined ? "" : `; did you mean \`${near}\`?`} (it has: ${names(all)})`,
  );
}

type Policies = SnapshotInput["policies"];

async function readPolicies(api: OktaApi, base: string, steps: Steps): Promise<Policies> {
  const policies = await api.list(`${base}/policies?limit=200`);
  const read = new Map<unknown, Policies[number]>();
  await inParallel(policies, async (policy) => {
    const path = `${base}/policies/${encodeURIComponent(textAt(policy, "id") ?? "")}/rules?limit=200`;
    read.set(policy, policyOf(policy, await steps.step(api.list(path))));
  });
  return policies.map((policy) => read.get(policy)!);
}

interface Around {
  readonly steps: Steps;
  readonly notRead: string[];
}

type Apps = SnapshotInput["apps"];

async function readApps(
  api: OktaApi,
  policies: Policies,
  { clients: wanted, labels }: ServerWanted,
  { steps, notRead }: Around,
): Promise<Apps> {
  const named = new Set([...(wanted ?? []), ...policies.flatMap(({ clients = [] }) => clients)]);
  const isForAll = named.delete(ALL_CLIENTS) && wanted === undefined && labels === undefined;
  const isList = isForAll || named.size > ONE_BY_ONE_MAX;
  const found = isList ? await steps.step(api.list("/api/v1/apps?limit=200")) : await appsById(api, [...named], steps);
  if (!isList) found.push(...(await appsBeside(api, found, labels ?? [], steps)));
  const asked = found.filter((app) => {
    const isClient = textAt(app, "signOnMode") === "OPENID_CONNECT";
    const isWanted = named.has(clientIdOf(app)) || (labels ?? []).includes(textAt(app, "label") ?? "");
    return isClient && (isForAll || isWanted);
  });
  const read = new Map<unknown, Apps[number]>();
  await inParallel(asked, async (app) => {
    read.set(app, await steps.step(withAround(api, app, notRead)));
  });
  return asked.map((app) => read.get(app)!);
}

/** Those of a label that were not found by their ids: Okta takes several of one label. */
async function appsBeside(
  api: OktaApi,
  found: readonly unknown[],
  labels: readonly string[],
  steps: Steps,
): Promise<unknown[]> {
  const known = new Set(found.map((app) => textAt(app, "id")));
  const more: unknown[] = [];
  const add = (apps: readonly unknown[], label: string) =>
    more.push(...appsLabelled(apps, label).filter((app) => !known.has(textAt(app, "id"))));
  if (labels.length > SEARCHES_MAX) {
    const all = await steps.step(api.list("/api/v1/apps?limit=200"));
    for (const label of labels) add(all, label);
  } else await inParallel(labels, async (label) => void add(await steps.step(api.list(labelSearch(label))), label));
  return more;
}

const clientIdOf = (app: unknown) => textAt(app, "credentials.oauthClient.client_id") ?? textAt(app, "id") ?? "";

/** A client id is the app's own id, but where somebody has chosen another: then the app is looked for among all. */
async function appsById(api: OktaApi, clientIds: readonly string[], steps: Steps): Promise<unknown[]> {
  const found: unknown[] = [];
  let isMissing = false;
  await inParallel(clientIds, async (id) => {
    const app = await steps.step(api.one(`/api/v1/apps/${encodeURIComponent(id)}`));
    if (app === undefined || clientIdOf(app) !== id) isMissing = true;
    else found.push(app);
  });
  return isMissing ? steps.step(api.list("/api/v1/apps?limit=200")) : found;
}

async function withAround(api: OktaApi, app: unknown, notRead: string[]): Promise<Apps[number]> {
  const path = `/api/v1/apps/${encodeURIComponent(textAt(app, "id") ?? "")}`;
  const isService = textAt(app, "settings.oauthClient.application_type") === "service";
  const label = textAt(app, "label") ?? "";
  const [groups, users, grants] = await Promise.all([
    isService ? [] : api.list(`${path}/groups?limit=200`),
    // One page is enough to know of it; an application may have a hundred thousand people.
    isService ? [] : orElse(api.list(`${path}/users?limit=200`, 1), [], `the people of \`${label}\``, notRead),
    isService ? orElse(api.list(`${path}/grants`), [], `the grants of \`${label}\``, notRead) : [],
  ]);
  return appOf(app, {
    groups: groups.flatMap((group) => textAt(group, "id") ?? []),
    usersAssigned: users.filter(isAssignedByHand).length,
    oktaApiScopes: grants.flatMap((grant) => textAt(grant, "scopeId") ?? []),
  });
}

/** What only completes the picture may be closed to the credentials; that it is missing is then said. */
async function orElse<T>(asked: Promise<T>, instead: T, what: string, notRead: string[]): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof OktaRefusal) || ![401, 403, 404].includes(error.status)) throw error;
    notRead.push(`${what} (${error.status})`);
    return instead;
  }
}

function groupIdsOf(policies: Policies, apps: Apps, rules: NonNullable<SnapshotInput["groupRules"]>): Set<string> {
  const inRules = policies.flatMap(({ rules: own = [] }) => own.flatMap(({ groups = [] }) => groups));
  const inApps = apps.flatMap(({ groups = [] }) => groups);
  const ids = new Set([...inRules, ...inApps].filter((id) => id !== "EVERYONE"));
  for (const { expression, groups = [] } of rules) {
    if (!groups.some((id) => ids.has(id))) continue;
    for (const [, id] of expression.matchAll(/"(00g[A-Za-z0-9]{17})"/g)) ids.add(id!);
  }
  return ids;
}

type Groups = SnapshotInput["groups"];

/** The groups that are named, and Okta's own of all users. */
async function readGroups(api: OktaApi, ids: ReadonlySet<string>, steps: Steps): Promise<Groups> {
  if (ids.size > ONE_BY_ONE_MAX) {
    const all = (await steps.step(api.list("/api/v1/groups?limit=200"))).map(groupOf);
    return all.filter(({ id, name, type }) => ids.has(id) || (name === "Everyone" && type === "BUILT_IN"));
  }
  const everyone = (await steps.step(api.list("/api/v1/groups?q=Everyone&limit=200"))).map(groupOf);
  const groups = everyone.filter(({ name, type }) => name === "Everyone" && type === "BUILT_IN");
  const others = [...ids].filter((id) => !groups.some((group) => group.id === id));
  await inParallel(others, async (id) => {
    const found = await steps.step(api.one(`/api/v1/groups/${encodeURIComponent(id)}`));
    if (found !== undefined) groups.push(groupOf(found));
  });
  return groups.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function readSignOn(api: OktaApi, apps: Apps, { steps, notRead }: Around) {
  const ids = [...new Set(apps.flatMap(({ signOnPolicyId }) => signOnPolicyId ?? []))];
  const read: NonNullable<SnapshotInput["signOnPolicies"]> = [];
  await inParallel(ids, async (id) => {
    const path = `/api/v1/policies/${encodeURIComponent(id)}`;
    const missing = { policy: undefined, rules: [] as unknown[] };
    const both = Promise.all([api.one(path), api.list(`${path}/rules?limit=200`)]).then(([policy, rules]) => ({
      policy,
      rules,
    }));
    const { policy, rules } = await steps.step(orElse(both, missing, `the sign-on policy \`${id}\``, notRead));
    if (policy !== undefined) read.push(signOnPolicyOf(policy, rules));
  });
  return read;
}

/** Counts what is under way, for a progress bar: the number of all grows as more is found. */
class Steps {
  #done = 0;
  #all = 0;

  constructor(private readonly progress: Progress) {}

  async step<T>(work: Promise<T>): Promise<T> {
    this.#all += 1;
    try {
      return await work;
    } finally {
      this.progress(++this.#done, this.#all);
    }
  }
}
