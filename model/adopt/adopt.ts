/** Makes an access file of a server as it stands: as near to today's effective access as a file can say, and never beyond it. */
import { compile } from "../compile/compile";
import type { Access } from "../file/access";
import type { AccessInput } from "../file/schema";
import { checkAccess } from "../file/load";
import { AccessError, printable, segmentsOf } from "../findings";
import { ALL_CLIENTS } from "../evaluate/types";
import { isOidcScope } from "../okta/oidcScopes";
import type { Plan } from "../compile/plan";
import { claimsOf, type LostClaim, withGroupsCalled } from "./claims";
import { deploymentOfPlan, deploymentOfSnapshot, filledGroups, type Deployment } from "./deployment";
import { differencesOf, type AccessChange } from "./differences";
import { draft, WAYS_TOGETHER, type DraftSource } from "./draft";
import { keysFor } from "./names";
import { narrowed } from "./narrow";
import { readingOf, type Reading } from "./readings";
import type { Snapshot, SnapshotApp } from "./snapshot";

/** What was made, and what it is made of. */
export interface Adopted {
  readonly file: AccessInput;
  readonly access: Access;
  readonly plan: Plan;
  /** Client id → key. */
  readonly clientKeys: ReadonlyMap<string, string>;
  /** Group id → key. */
  readonly groupKeys: ReadonlyMap<string, string>;
  /** The server as it stands, with the file's keys. */
  readonly today: Deployment;
  /** What the file changes: narrowings, and sign-ins of people who are assigned and whom no rule lets in today. */
  readonly changes: readonly AccessChange[];
  readonly lostClaims: readonly LostClaim[];
  /** Entries that a file cannot have, with the reason. */
  readonly leftOut: readonly { readonly path: string; readonly why: string }[];
}

/** How the file is made. */
export interface AdoptOptions {
  /** The `product` of the file. */
  readonly product: string;
  /** Client ids of the applications to take; left out: all that a policy names, and all of the org where one names them all. */
  readonly clients?: readonly string[];
}

/** Comparing again and again ends here, whatever the org looks like. */
const STEPS_MAX = 500;

/**
 * The file for a server.
 *
 * @throws AccessError where no application is left that a file can describe.
 */
export function adopt(snapshot: Snapshot, { product, clients }: AdoptOptions): Adopted {
  const apps = appsOf(snapshot, clients);
  const clientKeys = keysFor(new Map(apps.map(({ clientId, label }) => [clientId, label])), "client");
  const filled = new Set(filledGroups(snapshot).map(({ group }) => group));
  const base = snapshot.groups.filter(({ id }) => !filled.has(id));
  const groupKeys = keysFor(new Map(base.map(({ id, name }) => [id, name])), "group");
  const today = deploymentOfSnapshot(snapshot, { clients: clientKeys, groups: groupKeys });
  const readings = apps
    .map((app) => readingOf(today, app, clientKeys.get(app.clientId)!))
    .filter((reading): reading is Reading => reading !== undefined);
  const inFile = onlyBase(readings, new Set(groupKeys.values()));
  const { claims, lost } = claimsOf(snapshot, groupKeys);
  const source = { snapshot, product, readings: inFile, groupKeys, claims, idOf: inverse(groupKeys) };
  const mine = onlyClients(today, new Set(clientKeys.values()));
  const made = nearest(source, mine);
  if (made === undefined) throw nothingLeft(snapshot);
  return { clientKeys, groupKeys, today: mine, lostClaims: lost, ...made };
}

function inverse(map: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...map].map(([id, key]) => [key, id]));
}

/** Applications that a policy names; where one is for all clients, all that can ask for a token. */
function appsOf({ policies, apps }: Snapshot, wanted: readonly string[] | undefined): SnapshotApp[] {
  const active = apps.filter(({ status }) => status === "ACTIVE");
  if (wanted !== undefined) return active.filter(({ clientId }) => wanted.includes(clientId));
  const named = new Set(policies.filter(({ status }) => status === "ACTIVE").flatMap(({ clients }) => clients));
  return named.has(ALL_CLIENTS) ? active : active.filter(({ clientId }) => named.has(clientId));
}

/** Groups that rules fill are none of the file's: the compiler makes its own. */
function onlyBase(readings: readonly Reading[], known: ReadonlySet<string>): Reading[] {
  return readings.map((reading) => ({
    ...reading,
    assigned: reading.assigned.filter((group) => known.has(group)),
    holds: new Map([...reading.holds].filter(([group]) => group === "" || known.has(group))),
    joint: reading.joint.filter(({ allOf }) => allOf.every((group) => known.has(group))),
  }));
}

function onlyClients(today: Deployment, keys: ReadonlySet<string>): Deployment {
  return { ...today, clients: new Map([...today.clients].filter(([key]) => keys.has(key))) };
}

/** Group key → id: what a claim says where the file does not have the group. */
interface Ids {
  readonly idOf: ReadonlyMap<string, string>;
}

type Made = Pick<Adopted, "file" | "access" | "plan" | "changes" | "leftOut">;

/** The plainest file without any difference, else the most exact one with what it would widen taken away. */
function nearest(source: DraftSource & Ids, today: Deployment): Made | undefined {
  const hasJoint = source.readings.some(({ joint }) => joint.length > 0);
  const ways = hasJoint ? WAYS_TOGETHER : WAYS_TOGETHER.slice(0, 1);
  let last: Made | undefined;
  for (const way of ways) {
    const made = madeOf(draft(source, way), today, source.idOf);
    if (made === undefined) continue;
    last = made;
    if (!made.changes.some(isAboutSeveral)) break;
  }
  if (last === undefined) return undefined;
  return neverMore(last, today, source.idOf);
}

/** Whether another way to say what goes together could be of use. */
function isAboutSeveral({ scopes, groups, before, after }: AccessChange): boolean {
  return before.granted !== after.granted && (groups.length > 1 || scopes.length > 1);
}

/** Undefined where nothing is left. */
function neverMore(first: Made, today: Deployment, idOf: Ids["idOf"]): Made | undefined {
  let made = first;
  for (let step = 0; step < STEPS_MAX; step++) {
    const widened = made.changes.filter((change) => change.kind === "widened" && !isSignInAlone(change));
    if (widened.length === 0) return made;
    const file = narrowed(made.file, widened);
    if (file === undefined) break;
    const next = madeOf(file, today, idOf);
    // What was to be taken away was all that there was.
    if (next === undefined) return undefined;
    made = { ...next, leftOut: [...made.leftOut, ...next.leftOut] };
  }
  throw new AccessError("the server", [
    {
      rule: "adopt",
      level: "error",
      path: "",
      message:
        "no access file can be found that gives nothing beyond today's rules; adopt fewer clients with `--client`",
    },
  ]);
}

/** Whoever is assigned signs in, whether or not a rule gives anything: a file knows no assignment without it. */
export function isSignInAlone({ scopes, before }: AccessChange): boolean {
  return !before.granted && scopes.every(isOidcScope) && !scopes.includes("offline_access");
}

/**
 * A valid file, with its plan and what it changes. Entries are taken out that nobody can use, since a valid file may not
 * have them.
 */
function madeOf(given: AccessInput, today: Deployment, idOf: Ids["idOf"]): Made | undefined {
  const file = withIdsOfOthers(structuredClone(given), idOf);
  const leftOut: { path: string; why: string }[] = [];
  for (let step = 0; step < STEPS_MAX; step++) {
    const { access, findings } = checkAccess(file);
    if (access !== undefined) {
      const plan = compiled(access);
      if (plan === undefined || access.clients.size === 0) return undefined;
      return { file, access, plan, changes: differencesOf(today, deploymentOfPlan(plan)), leftOut };
    }
    const wrong = findings.filter(({ level }) => level === "error");
    const isLess = wrong.some((finding) => takeOut(file, finding, leftOut));
    withIdsOfOthers(file, idOf);
    if (!isLess) throw new AccessError("the adopted file", findings);
  }
  return undefined;
}

/** A group that the file does not have stays an id in the expressions of claims. */
function withIdsOfOthers(file: AccessInput, idOf: Ids["idOf"]): AccessInput {
  for (const claim of Object.values(file.claims ?? {})) {
    if (claim.expression === undefined) continue;
    claim.expression = withGroupsCalled(claim.expression, (key) =>
      Object.hasOwn(file.groups, key) ? undefined : idOf.get(key),
    );
  }
  return file;
}

function compiled(access: Access): Plan | undefined {
  try {
    return compile(access);
  } catch (error) {
    if (error instanceof AccessError) return undefined;
    throw error;
  }
}

const ROOTS = ["scopes", "groups", "clients", "claims"] as const;

/** Takes out the entry at which something is wrong, and every mention of it. */
function takeOut(
  file: AccessInput,
  { path, message }: { path: string; message: string },
  leftOut: { path: string; why: string }[],
): boolean {
  const [root, name, field] = segmentsOf(path);
  const kind = ROOTS.find((one) => one === root);
  const entries = kind === undefined ? undefined : file[kind];
  if (kind === undefined || entries === undefined || typeof name !== "string" || !Object.hasOwn(entries, name))
    return false;
  if (kind === "clients" && field === "requests" && file.clients[name]!.requests !== "one-group") {
    file.clients[name]!.requests = "one-group";
    return true;
  }
  delete entries[name];
  leftOut.push({ path: `${kind}.${name}`, why: message });
  const without = (list: readonly string[]) => list.filter((one) => one !== name);
  if (kind === "groups") {
    for (const client of Object.values(file.clients))
      if (client.assignedTo) client.assignedTo = without(client.assignedTo);
    const { combinations } = file;
    if (combinations?.occurring) {
      combinations.occurring = combinations.occurring.map(without).filter((list) => list.length > 1);
    }
  }
  if (kind === "scopes") {
    for (const group of Object.values(file.groups)) group.scopes = without(group.scopes);
    for (const client of Object.values(file.clients)) {
      if (client.scopes !== "all") client.scopes = without(client.scopes);
      if (Array.isArray(client.requests))
        client.requests = client.requests.map(without).filter((set) => set.length > 0);
    }
    for (const [claimName, claim] of Object.entries(file.claims ?? {})) {
      if (!claim.scopes?.includes(name)) continue;
      claim.scopes = without(claim.scopes);
      // INVARIANT: a claim that was limited to scopes is not released always.
      if (claim.scopes.length === 0) {
        delete file.claims![claimName];
        leftOut.push({ path: `claims.${claimName}`, why: `no scope that it was limited to is in the file` });
      }
    }
  }
  return true;
}

/** More of what is not known than this tells nobody more. */
const NOT_KNOWN_SHOWN = 6;

function nothingLeft({ notRead }: Snapshot): AccessError {
  const message =
    "no active rule of it gives a custom scope to an application in a way that an access file can say, so there is nothing to adopt";
  const more = notRead.length > NOT_KNOWN_SHOWN ? ` and ${notRead.length - NOT_KNOWN_SHOWN} more` : "";
  const unknown =
    notRead.length === 0
      ? ""
      : `; not known here: ${notRead.slice(0, NOT_KNOWN_SHOWN).map(printable).join(", ")}${more}`;
  return new AccessError("the server", [{ rule: "adopt", level: "error", path: "", message: `${message}${unknown}` }]);
}
