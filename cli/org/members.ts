/** Who is in the groups of an access file, in an org. */
import type { Access } from "../../model/file";
import { names } from "../../model/findings";
import { managedGroupName } from "../../components/naming";
import { UsageError } from "../io";
import { inParallel, type OktaApi } from "./oktaApi";

/** What an org says of the groups of an access file. */
export interface OrgGroups {
  /** The groups of each person who is in any, as keys of the file. */
  readonly memberships: readonly (readonly string[])[];
  /** Keys of the groups that are not in the org. */
  readonly missing: readonly string[];
  /** Group rules of the org, of whichever product. */
  readonly groupRules: number;
  /** Keys of the groups that rules of the org fill: a derived group of theirs waits for one rule and then for another. */
  readonly filledByRules: readonly string[];
}

/** Is told after each group how many of them are read. */
export type Progress = (done: number, all: number) => void;

/** Okta's largest page of a group's members. */
const PAGE = 1_000;

interface Found {
  readonly key: string;
  readonly id: string;
}

/**
 * Reads the groups, their members and the org's group rules. Whoever is deactivated counts for nothing: nobody signs in.
 *
 * @param stack the stack whose managed groups are meant, where their names carry it.
 */
export async function readOrgGroups(
  api: OktaApi,
  access: Access,
  stack: string | undefined,
  progress: Progress,
): Promise<OrgGroups> {
  const found: Found[] = [];
  const missing: string[] = [];
  await inParallel([...access.groups.values()], async (group) => {
    const ids = await idsOf(api, group.managed ? managedNames(group.name, stack) : [group.name]);
    if (ids.length > 1)
      throw new UsageError(
        `there are ${ids.length} groups of Okta named \`${group.name}\`, and which of them \`groups.${group.key}\` means cannot be told (${names(ids)})`,
      );
    if (ids[0] === undefined) missing.push(group.key);
    else found.push({ key: group.key, id: ids[0] });
  });
  const byPerson = new Map<string, string[]>();
  let done = 0;
  await inParallel(found, async ({ key, id }) => {
    for (const user of await api.list(`/api/v1/groups/${encodeURIComponent(id)}/users?limit=${PAGE}`)) {
      const { id: userId, status } = Object(user) as { id?: unknown; status?: unknown };
      if (typeof userId !== "string" || status === "DEPROVISIONED") continue;
      byPerson.set(userId, [...(byPerson.get(userId) ?? []), key]);
    }
    progress(++done, found.length);
  });
  const rules = await api.list("/api/v1/groups/rules?limit=200");
  const filled = new Set(rules.flatMap(filledBy));
  const keys = [...access.groups.keys()];
  return {
    memberships: [...byPerson.values()],
    missing: keys.filter((key) => missing.includes(key)),
    groupRules: rules.length,
    filledByRules: keys.filter((key) => found.some((group) => group.key === key && filled.has(group.id))),
  };
}

function managedNames(name: string, stack: string | undefined): string[] {
  return stack === undefined ? [name] : [managedGroupName(name, { product: "", stack, carryStack: true }), name];
}

/** Okta looks for names that begin alike, of groups of any type; a directory's namesake comes after Okta's own group. */
async function idsOf(api: OktaApi, candidates: readonly string[]): Promise<string[]> {
  for (const name of candidates) {
    const found = (await api.list(`/api/v1/groups?q=${encodeURIComponent(name)}&limit=200`)).map(readGroup);
    const namesakes = found.filter((group) => group.name === name);
    const own = namesakes.filter(({ type }) => type === "OKTA_GROUP");
    const groups = own.length > 0 ? own : namesakes;
    if (groups.length > 0) return groups.map(({ id }) => id);
  }
  return [];
}

function readGroup(group: unknown): { id: string; type: string; name: string } {
  const { id, type, profile } = Object(group) as { id?: unknown; type?: unknown; profile?: { name?: unknown } };
  return { id: String(id), type: String(type), name: String(profile?.name) };
}

/** Ids of the groups that an active rule fills. */
function filledBy(rule: unknown): string[] {
  const { status, actions } = Object(rule) as {
    status?: unknown;
    actions?: { assignUserToGroups?: { groupIds?: unknown } };
  };
  const ids = actions?.assignUserToGroups?.groupIds;
  return status === "ACTIVE" && Array.isArray(ids) ? ids.map(String) : [];
}
