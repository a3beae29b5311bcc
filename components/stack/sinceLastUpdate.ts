/** What an update takes away from people and callers, held against the outputs of the last one: said in the preview. */
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../model/file";
import { AccessError, pathOf, printable, type Finding } from "../../model/findings";
import { endWhereRefused } from "../okta/refused";

/** What the last update has left as the stack's outputs; of another program, or of none, a part may be missing. */
export interface EarlierOutputs {
  readonly clientIds?: unknown;
  readonly groupIds?: unknown;
  readonly accessMatrix?: unknown;
}

/**
 * What goes with an update: clients, groups and scopes that the last one had and the file has not, and what whoever uses
 * them loses.
 */
export function lostSince(earlier: EarlierOutputs, access: Access): string[] {
  const clients = changedKeys(earlier.clientIds, access.clients);
  const groups = changedKeys(earlier.groupIds, access.groups);
  const scopes = [...scopesIn(earlier.accessMatrix)].filter((name) => !access.scopes.has(name));
  return [
    ...clients.gone.map(
      (key) =>
        `the client \`${printable(key)}\` goes with this update: its client id and secret are refused from then on, its sessions and refresh tokens end, ` +
        `and another one has another id, which whoever signs in has to be told${keptBy("clients", key, clients.come)}`,
    ),
    ...groups.gone.map(
      (key) =>
        `the group \`${printable(key)}\` goes with this update: its members lose what only it gives, and of a group that the stack has made, ` +
        `Okta forgets who was in it${keptBy("groups", key, groups.come)}`,
    ),
    ...scopes.map(
      (name) =>
        `the scope \`${printable(name)}\` goes with this update: whoever asks for it is refused from then on, also together with others, and tokens that have ` +
        "it alone are refused at the routes; to rename it, keep both names for as long as callers change over",
    ),
  ];
}

/**
 * Groups of Okta that have another key now, where the file does not say the old one. The engine would assign such a group under
 * its new key, which changes nothing, and then take the assignment away under the old key.
 *
 * @param ids Group key → id, as far as it is known.
 */
export function renamedSince(
  earlier: EarlierOutputs,
  access: Access,
  ids: Readonly<Record<string, string | undefined>>,
): Finding[] {
  const { gone, come } = changedKeys(earlier.groupIds, access.groups);
  const before = recordOf(earlier.groupIds);
  return come.flatMap((key): Finding[] => {
    const was = gone.find((other) => ids[key] !== undefined && before[other] === ids[key]);
    if (was === undefined) return [];
    const message =
      `is the Okta group that \`groups.${was}\` was, and the update would take it out of the applications that it is assigned to: ` +
      `write \`was: "${was}"\` here, and everything stays`;
    return [{ rule: "was", level: "error", path: pathOf(["groups", key]), message }];
  });
}

/**
 * Says the former in a preview, and ends the program where there is any of the latter. Programs that export other outputs, and
 * the SDK's mocks, have nothing to be held against.
 *
 * @param ids Group key → id.
 * @returns the same ids, which come to nothing where the program ends: no assignment is made or taken away.
 */
export function sinceLastUpdate<Ids extends Record<string, pulumi.Output<string>>>(access: Access, ids: Ids): Ids {
  if (!pulumi.runtime.hasEngine()) return ids;
  const earlier = pulumi.output(lastOutputs());
  if (pulumi.runtime.isDryRun())
    earlier.apply((outputs) => {
      for (const message of lostSince(outputs, access)) void pulumi.log.warn(message);
    });
  // A group that is looked up has its id in a preview as well; the others cannot be anybody else's.
  const lookedUp = [...access.groups.values()].filter(({ managed }) => !managed).map(({ key }) => [key, ids[key]]);
  const known = pulumi.all(Object.fromEntries(lookedUp) as Record<string, pulumi.Output<string>>);
  const checked = pulumi.all([earlier, known]).apply(([outputs, all]) => {
    const findings = renamedSince(outputs, access, all);
    if (findings.length > 0) throw new pulumi.RunError(new AccessError("access.ts", findings).message);
  });
  endWhereRefused(checked);
  const held = Object.entries(ids).map(([key, id]) => [key, pulumi.all([id, checked]).apply(([own]) => own)]);
  return Object.fromEntries(held) as Ids;
}

/** What the engine's state has of this very stack; nothing before its first update. */
async function lastOutputs(): Promise<EarlierOutputs> {
  const name = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name }).catch(() => ({}))) as {
    outputs?: unknown;
  };
  return recordOf(outputs);
}

interface ChangedKeys {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

/** Without those that go on under another key, and without derived groups, which have `+` in theirs. */
function changedKeys(earlier: unknown, now: ReadonlyMap<string, { readonly was?: string }>): ChangedKeys {
  const before = recordOf(earlier);
  const kept = new Set([...now.values()].flatMap(({ was }) => was ?? []));
  return {
    gone: Object.keys(before).filter((key) => !now.has(key) && !kept.has(key) && !key.includes("+")),
    come: [...now].flatMap(([key, { was }]) => (Object.hasOwn(before, key) || was !== undefined ? [] : [key])),
  };
}

function keptBy(kind: string, was: string, come: readonly string[]): string {
  if (come.length === 0) return "";
  const places = come.map((key) => `\`${pathOf([kind, key])}\``).join(" or ");
  return `; if it is ${places} now, write \`was: "${printable(was)}"\` there, and it stays`;
}

/** Client or group → client → scopes, as `grantedScopes` gives them: whatever depth they stand at. */
function scopesIn(matrix: unknown): Set<string> {
  if (typeof matrix === "string") return new Set(matrix.split(" ").filter((name) => name !== ""));
  if (typeof matrix !== "object" || matrix === null) return new Set();
  return new Set(Object.values(matrix).flatMap((part) => [...scopesIn(part)]));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
