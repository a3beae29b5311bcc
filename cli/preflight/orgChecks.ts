/** What stands in the way of an `up` in an org: found by reading alone. */
import { groupNamesOf } from "../org/namesInOrg";
import { appsLabelled, labelSearch } from "../org/appsNamed";
import { wantedApps, type Placement } from "../org/placement";
import { uniqueName } from "../../components/naming";
import { isDerived, type Plan } from "../../model/compile";
import type { Access } from "../../model/file";
import { names, nearest } from "../../model/findings";
import { textAt } from "../org/json";
import { inParallel, OktaRefusal, type OktaApi } from "../org/oktaApi";
import { error, ok, warning, type Check } from "./check";

/** What is looked for. */
export interface OrgWanted {
  readonly access: Access;
  readonly plan: Plan;
  readonly placement: Placement;
  /** Whether the stack makes its own server. */
  readonly makesServer: boolean;
}

/** Okta's code for a feature that an org has not bought. Source: recorded answers of an org without it. */
const NO_FEATURE = "E0000015";
const BAD_TOKEN = "E0000011";

/** The licence and the credentials; nothing else can be looked at where one of them fails. */
export async function reachChecks(api: OktaApi): Promise<Check[]> {
  try {
    await api.list("/api/v1/authorizationServers?limit=1", 1);
  } catch (failure) {
    if (!(failure instanceof OktaRefusal)) throw failure;
    return [refusalCheck(failure)];
  }
  return [ok("credentials", "the org takes them"), ok("API Access Management", "the org has it")];
}

function refusalCheck({ status, code, message }: OktaRefusal): Check {
  if (code === NO_FEATURE) {
    const what = "the org does not have it (401 E0000015), so that it has no authorization servers of its own";
    return error(
      "API Access Management",
      `${what}: look at Settings > Account in the console, or ask Okta for a developer org`,
    );
  }
  if (code === BAD_TOKEN || status === 401)
    return error(
      "credentials",
      "the org does not know them (401): an API token ends 30 days after its last use, or was revoked",
    );
  return error("credentials", message);
}

/** Groups that must exist, and names that are taken. */
export async function nameChecks(api: OktaApi, wanted: OrgWanted): Promise<Check[]> {
  return [
    ...(await groupChecks(api, wanted)),
    ...(await serverChecks(api, wanted)),
    ...(await takenChecks(api, wanted)),
  ];
}

async function groupChecks(api: OktaApi, { access }: OrgWanted): Promise<Check[]> {
  const expected = [...access.groups.values()].filter(({ managed }) => !managed);
  const checks: Check[] = [];
  await inParallel(expected, async ({ key, name }) => {
    const found = await groupsNamed(api, name);
    const own = found.filter(({ type }) => type === "OKTA_GROUP");
    const meant = (own.length > 0 ? own : found).length;
    if (meant === 1) return;
    if (meant > 1) checks.push(error(`group ${key}`, `${meant} groups are named \`${name}\`: rename all but one`));
    else checks.push(error(`group ${key}`, await missingGroup(api, name)));
  });
  const count = expected.length - checks.length;
  return [...(count > 0 ? [ok("groups", `${count} of ${expected.length} that must exist are there`)] : []), ...checks];
}

interface GroupFound {
  readonly name: string;
  readonly type: string | undefined;
}

async function groupsNamed(api: OktaApi, name: string): Promise<GroupFound[]> {
  return (await groupsLike(api, name)).filter((group) => group.name === name);
}

async function groupsLike(api: OktaApi, begin: string): Promise<GroupFound[]> {
  const found = await api.list(`/api/v1/groups?q=${encodeURIComponent(begin)}&limit=200`, 1);
  return found.map((group) => ({ name: textAt(group, "profile.name") ?? ";", type: textAt(group, "type") }));
}

/** Letters at the beginning of a name by which its neighbours are looked for. */
const BEGINNING = 3;

async function missingGroup(api: OktaApi, name: string): Promise<string> {
  const near = nearest(
    name,
    (await groupsLike(api, name.slice(0, BEGINNING))).map((group) => group.name),
  );
  const hint = near === undefined ? ";" : `; did you mean \`${near}\`?`;
  return `there is no group named \`${name}\`${hint} create it, or set \`managed: true\``;
}

async function serverChecks(api: OktaApi, { placement: { naming }, makesServer }: OrgWanted): Promise<Check[]> {
  if (!makesServer) return [];
  const name = uniqueName("authorizationServer", naming);
  const servers = await api.list("/api/v1/authorizationServers?limit=200");
  const taken = servers.some((server) => textAt(server, "name") === name);
  return [taken ? isTaken("server name", name, "an authorization server") : ok("server name", `\`${name}\` is free`)];
}

/** Whether it is this stack's own, only the engine's state knows. */
function isTaken(check: string, name: string, what: string): Check {
  return warning(
    check,
    `${what} is named \`${name}\`: in order where this stack has made it; where an \`up\` that failed has left it, see \`access recover\`; else \`access adopt\` takes it over, or another \`product\` gives other names`,
  );
}

/** Okta takes several applications of one label. */
function areTaken(check: string, name: string, count: number): Check {
  return warning(
    check,
    `${count} applications are named \`${name}\`, of which this stack may have made one: \`access recover\` tells which the engine's state does not know`,
  );
}

async function takenChecks(api: OktaApi, { access, plan, placement }: OrgWanted): Promise<Check[]> {
  const { naming } = placement;
  const taken: Check[] = [];
  const made = wantedApps(access, placement).filter(({ clientId }) => clientId === undefined);
  await inParallel(made, async ({ key, label }) => {
    const { length } = appsLabelled(await api.list(labelSearch(label), 1), label);
    if (length === 1) taken.push(isTaken(`client ${key}`, label, "an application"));
    if (length > 1) taken.push(areTaken(`client ${key}`, label, length));
  });
  const derived = new Set(plan.groups.filter(isDerived).map((group) => group.name));
  const managed = new Set([...access.groups.values()].filter((group) => group.managed).map((group) => group.key));
  const groups = [...groupNamesOf(access, plan, naming)].filter(([key]) => derived.has(key) || managed.has(key));
  await inParallel(groups, async ([key, name]) => {
    if ((await groupsNamed(api, name)).length > 0) taken.push(isTaken(`group ${key}`, name, "a group"));
  });
  const rules = plan.groupRules.map(({ group }) => uniqueName("groupRule", naming, group));
  const there =
    rules.length === 0 ? [] : (await api.list("/api/v1/groups/rules?limit=200")).map((one) => textAt(one, "name"));
  const same = rules.filter((name) => there.includes(name));
  if (same.length > 0) taken.push(isTaken("group rules", names(same), "a group rule"));
  return taken.length > 0 ? taken : [ok("names", "applications, groups and group rules are free")];
}
